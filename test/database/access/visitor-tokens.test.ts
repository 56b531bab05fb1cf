import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { bots, tenants } from "../../../src/db/schema/index.ts";
import { callApp, testPorts, type TestPortsChange } from "../../support/app-ports.ts";
import { testDatabase } from "../../support/history.ts";

const db = testDatabase();

const admission = z.strictObject({
  token: z.string(),
  token_type: z.literal("Bearer"),
  expires_at: z.literal("2026-11-20T11:00:00.000Z"),
  expires_in: z.literal(3600),
  tenant_id: z.string(),
  user_id: z.string(),
  bot_id: z.string(),
});

/** A shop of its own: a public default bot, another public one and a private one. */
async function shop(change: TestPortsChange = {}) {
  const tenantId = `tenant_${randomUUID()}`;
  const bot = { tenantId, name: "Bot", instructions: "Sell." };
  await db.batch([
    db.insert(tenants).values({ id: tenantId, name: "Shop" }),
    db.insert(bots).values([
      { ...bot, id: "front", isPublic: true, isDefault: true },
      { ...bot, id: "other", isPublic: true },
      { ...bot, id: "private" },
    ]),
  ]);
  const ports = testPorts({ db, environment: { DEFAULT_BOT: `${tenantId}/front`, ...change.environment }, ...change });
  const call = callApp(ports);
  return { tenantId, ports, call, mint: (json: object, init: object = {}) => call("/v1/visitor-tokens", { json, ...init }) };
}

async function admitted(response: Response) {
  expect(response.status).toBe(201);
  return admission.parse(await response.json());
}

function cookieOf(response: Response): string {
  return response.headers.getSetCookie()[0]?.split(";")[0] ?? "";
}

describe("a browser", () => {
  test("is admitted to the default bot as somebody new, and may talk", async () => {
    const { tenantId, call } = await shop();
    const response = await call("/v1/visitor-tokens", { method: "POST" });
    const { token, user_id, ...rest } = await admitted(response);
    expect(rest).toMatchObject({ tenant_id: tenantId, bot_id: "front" });
    expect(user_id).toMatch(/^user_/);
    const started = await call("/v1/conversations", { as: token, json: {} });
    expect(started.status).toBe(201);
    expect(await started.json()).toMatchObject({ user_id, bot_id: "front" });
  });

  test("stays the same user by its cookie, which no script reads and no other site sends", async () => {
    const { mint, ports } = await shop();
    const first = await mint({});
    expect(first.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^edgewise_visitor_\w+=[\w.-]+; Max-Age=15552000; Path=\/v1\/visitor-tokens; HttpOnly; SameSite=Lax$/),
    ]);
    ports.pass(90 * 24 * 60 * 60 * 1000);
    const second = await mint({ bot_id: "other" }, { headers: { cookie: cookieOf(first) } });
    const { user_id } = z.object({ user_id: z.string() }).parse(await first.json());
    expect(second.status).toBe(201);
    expect(await second.json()).toMatchObject({ user_id, bot_id: "other" });
    expect(cookieOf(second)).not.toBe(cookieOf(first));
  });

  test("is somebody new where its cookie is forged, or another tenant's", async () => {
    const [here, there] = [await shop(), await shop()];
    const abroad = await there.mint({});
    const value = cookieOf(abroad).split("=")[1];
    const name = cookieOf(await here.mint({})).split("=")[0];
    for (const cookie of [`${name}=${value}`, `${name}=x.y.z`, `${name}=`]) {
      const { user_id } = await admitted(await here.mint({}, { headers: { cookie } }));
      expect(user_id).toMatch(/^user_/);
      expect(JSON.stringify(await abroad.clone().json())).not.toContain(user_id);
    }
  });

  test("gets a cookie for TLS only, unless it talks to its own machine", async () => {
    const { ports } = await shop();
    const { createApp } = await import("../../../src/http/index.ts");
    for (const [origin, secure] of [
      ["https://chat.example", true],
      ["http://chat.example", true],
      ["http://localhost:8787", false],
      ["http://[::1]:8787", false],
    ] as const) {
      const response = await createApp().fetch(new Request(`${origin}/v1/visitor-tokens`, { method: "POST", headers: { origin } }), {
        ports,
      });
      expect([origin, /; Secure/.test(response.headers.getSetCookie()[0] ?? "")]).toEqual([origin, secure]);
    }
  });

  test.each([
    ["a private bot", { bot_id: "private" }],
    ["a bot that is not", { bot_id: "nobody" }],
    ["a tenant that is not", { tenant_id: "nobody", bot_id: "front" }],
    ["a tenant without a bot", { tenant_id: "nobody" }],
  ])("is not admitted to %s", async (_, json) => {
    const { mint } = await shop();
    const response = await mint(json);
    expect(response.status).toBe(404);
    expect(response.headers.getSetCookie()).toEqual([]);
  });

  test("may name the tenant, whose default bot it is then", async () => {
    const [here, there] = [await shop(), await shop()];
    expect(await admitted(await here.mint({ tenant_id: there.tenantId }))).toMatchObject({ tenant_id: there.tenantId, bot_id: "front" });
    expect(await admitted(await here.mint({ tenant_id: there.tenantId, bot_id: "other" }))).toMatchObject({ bot_id: "other" });
  });

  test("cannot say who it is", async () => {
    const { mint } = await shop();
    expect((await mint({ user_id: "the director" })).status).toBe(401);
  });

  test("of a network that asks too often waits", async () => {
    const asked: string[] = [];
    const { mint } = await shop({ limitVisitorTokens: async (network) => asked.push(network) < 2 });
    const headers = { "cf-connecting-ip": "203.0.113.7" };
    expect((await mint({}, { headers })).status).toBe(201);
    const refused = await mint({}, { headers });
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("60");
    expect(asked).toEqual(["203.0.113.7", "203.0.113.7"]);
  });

  test("must be told a bot where the installation has no default", async () => {
    const { tenantId } = await shop();
    const call = callApp(testPorts({ db, environment: { ENVIRONMENT: "production" } }));
    const nameless = await call("/v1/visitor-tokens", { json: {} });
    expect(nameless.status).toBe(400);
    expect(await nameless.json()).toMatchObject({ detail: expect.stringContaining("tenant_id and bot_id") });
    expect((await call("/v1/visitor-tokens", { json: { tenant_id: tenantId, bot_id: "front" } })).status).toBe(201);
  });
});

describe("a backend", () => {
  async function withKey() {
    const { tenantId, ports, call } = await shop();
    const { createApiKey } = await import("../../../src/access/index.ts");
    const { key } = await createApiKey(ports, tenantId, "Backend");
    return { tenantId, call, mint: (json: object) => call("/v1/visitor-tokens", { as: key, json }) };
  }

  test("gets a token for the user that it names, with any bot of its tenant, and no cookie", async () => {
    const { tenantId, mint, call } = await withKey();
    const response = await mint({ user_id: "khách số 7", bot_id: "private" });
    expect(response.headers.getSetCookie()).toEqual([]);
    const { token, ...rest } = await admitted(response);
    expect(rest).toMatchObject({ tenant_id: tenantId, user_id: "khách số 7", bot_id: "private" });
    expect(await (await call("/v1/conversations", { as: token, json: {} })).json()).toMatchObject({
      user_id: "khách số 7",
      bot_id: "private",
    });
    expect(await admitted(await mint({ user_id: "u" }))).toMatchObject({ bot_id: "front" });
  });

  test("names the user, and only bots of its own", async () => {
    const { mint } = await withKey();
    const other = await shop();
    const nameless = await mint({});
    expect(nameless.status).toBe(400);
    expect(await nameless.json()).toMatchObject({ errors: [{ path: "user_id" }] });
    expect((await mint({ user_id: "u", tenant_id: other.tenantId, bot_id: "front" })).status).toBe(404);
    expect((await mint({ user_id: "u", bot_id: "nobody" })).status).toBe(404);
  });

  test("hands out tokens that hand out no further ones", async () => {
    const { mint, call } = await withKey();
    const { token } = await admitted(await mint({ user_id: "u" }));
    expect((await call("/v1/visitor-tokens", { as: token, json: {} })).status).toBe(403);
    expect((await call("/v1/api-keys", { as: token })).status).toBe(403);
    expect((await call("/v1/dead-letters", { as: token })).status).toBe(403);
  });
});
