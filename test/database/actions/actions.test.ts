import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { openSecret, type SecretOwner } from "../../../src/actions/index.ts";
import { createApiKey } from "../../../src/access/index.ts";
import { actions, tenants } from "../../../src/db/schema/index.ts";
import { callApp, testPorts, type TestPortsChange } from "../../support/app-ports.ts";
import { testDatabase } from "../../support/history.ts";

const db = testDatabase();
const content = {
  url: "https://shop.example/hooks/call-back",
  label: { vi: "Gọi lại", en: "Call back" },
  description: { vi: "Gọi lại cho khách.", en: "Calls the customer back." },
  payload: { type: "object", properties: { phone: { type: "string" } }, required: ["phone"] },
  idempotent: true,
};
const whsec = /^whsec_[A-Za-z0-9+/]{43}=$/;

async function owner(change: TestPortsChange["environment"] = {}) {
  const tenantId = `tenant_${randomUUID()}`;
  await db.insert(tenants).values({ id: tenantId, name: "Shop" });
  const ports = testPorts({ db, environment: change });
  const { key } = await createApiKey(ports, tenantId, "key");
  const app = callApp(ports);
  const call = async (method: string, path: string, json?: unknown, headers: Record<string, string> = {}) => {
    const response = await app(path, { method, as: key, headers, ...(json === undefined ? {} : { json }) });
    const text = await response.text();
    return { status: response.status, etag: response.headers.get("etag"), body: text === "" ? null : JSON.parse(text), text };
  };
  const stored = async (name: string) => {
    const [row] = await db.select().from(actions).where(eq(actions.tenantId, tenantId));
    const of: SecretOwner = { tenantId, name };
    const open = (sealed: string | null | undefined) => openSecret(ports.settings, of, sealed ?? "");
    return { row, open };
  };
  return { tenantId, ports, call, stored };
}

describe("an action", () => {
  test("is registered with a secret that is shown this once, and kept sealed", async () => {
    const { call, stored, ports } = await owner();
    const made = await call("PUT", "/v1/actions/call_back", content);
    expect(made).toMatchObject({
      status: 201,
      etag: '"1"',
      body: { name: "call_back", ...content, signed: true, revision: 1, secret: expect.stringMatching(whsec) },
    });
    const { secret } = made.body;
    const { row, open } = await stored("call_back");
    expect(JSON.stringify(row)).not.toContain(secret.slice("whsec_".length));
    expect(await open(row?.secret)).toBe(secret);
    const read = await call("GET", "/v1/actions/call_back");
    expect(read).toMatchObject({ status: 200, etag: '"1"', body: { ...content, revision: 1 } });
    const changed = await call("PUT", "/v1/actions/call_back", { ...content, idempotent: false });
    expect(changed).toMatchObject({ status: 200, etag: '"2"', body: { idempotent: false, revision: 2 } });
    const listed = await call("GET", "/v1/actions");
    for (const { text } of [read, changed, listed]) expect(text).not.toContain("secret");
    expect(JSON.stringify(ports.logged)).not.toContain("whsec");
    expect(await open((await stored("call_back")).row?.secret), "a change keeps it").toBe(secret);
  });

  test("registered twice under one Idempotency-Key shows the same secret, as long as it is its own", async () => {
    const { call, stored } = await owner();
    const put = () => call("PUT", "/v1/actions/call_back", content, { "idempotency-key": "put-1" });
    const [first, again] = [await put(), await put()];
    expect(again).toEqual(first);
    expect(again.body.secret).toMatch(whsec);
    const { row, open } = await stored("call_back");
    expect(await open(row?.secret)).toBe(first.body.secret);
  });

  test("is listed by name, page by page, and only its own tenant's", async () => {
    const [{ call }, stranger] = [await owner(), await owner()];
    for (const name of ["refund", "call_back", "subscribe"]) await call("PUT", `/v1/actions/${name}`, content);
    const list = async (query: string) => (await call("GET", `/v1/actions${query}`)).body;
    expect(await list("?per_page=2")).toMatchObject({ data: [{ name: "call_back" }, { name: "refund" }], total: 3, page: 1 });
    expect(await list("?per_page=2&page=2&order=desc")).toMatchObject({ data: [{ name: "call_back" }] });
    expect(await list("?q=_back")).toMatchObject({ data: [{ name: "call_back" }], total: 1 });
    expect((await stranger.call("GET", "/v1/actions")).body.data).toEqual([]);
    expect((await stranger.call("GET", "/v1/actions/refund")).status).toBe(404);
    expect((await stranger.call("DELETE", "/v1/actions/refund")).status).toBe(404);
    expect((await stranger.call("POST", "/v1/actions/refund/secret")).status).toBe(404);
  });

  test("changes and goes only as its writer has read it, where he says so", async () => {
    const { call } = await owner();
    const put = (revision: number) => call("PUT", "/v1/actions/refund", content, { "if-match": `"${revision}"` });
    expect((await put(1)).body).toMatchObject({ code: "precondition_failed", detail: expect.stringContaining("revision 0") });
    expect((await put(0)).status).toBe(201);
    const both = await Promise.all([put(1), put(1)]);
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 412]);
    expect((await call("DELETE", "/v1/actions/refund", undefined, { "if-match": '"1"' })).status).toBe(412);
    expect((await call("DELETE", "/v1/actions/refund", undefined, { "if-match": '"2"' })).status).toBe(204);
    expect((await call("DELETE", "/v1/actions/refund")).status).toBe(404);
    expect((await call("GET", "/v1/actions/refund")).status).toBe(404);
  });

  test("gets another secret, and keeps the one before it for a day", async () => {
    const { call, stored, ports } = await owner();
    const before = (await call("PUT", "/v1/actions/refund", content)).body.secret;
    const rotate = (key: string) => call("POST", "/v1/actions/refund/secret", undefined, { "idempotency-key": key });
    const rotated = await rotate("one");
    const until = new Date(ports.clock.now() + 24 * 3_600_000).toISOString();
    expect(rotated).toMatchObject({ status: 200, body: { name: "refund", secret: expect.stringMatching(whsec), previous_until: until } });
    expect(await rotate("one"), "the same request again").toEqual(rotated);
    const { row, open } = await stored("refund");
    expect([await open(row?.secret), await open(row?.previousSecret)]).toEqual([rotated.body.secret, before]);
    expect(rotated.body.secret).not.toBe(before);
    expect((await call("GET", "/v1/actions/refund")).etag, "it is a change").toBe('"2"');
  });

  test("from before there were signatures is given its first secret", async () => {
    const { call, tenantId } = await owner();
    const { url, label, description } = content;
    await db.insert(actions).values({ tenantId, name: "old", url, label, description });
    expect((await call("GET", "/v1/actions/old")).body).toMatchObject({ signed: false, payload: null, idempotent: false });
    expect((await call("POST", "/v1/actions/old/secret")).body).toMatchObject({
      secret: expect.stringMatching(whsec),
      previous_until: null,
    });
    expect((await call("GET", "/v1/actions/old")).body.signed).toBe(true);
  });

  test("is one of fifty at most", async () => {
    const { call, tenantId } = await owner();
    const { url, label, description } = content;
    await db.insert(actions).values(Array.from({ length: 50 }, (_, n) => ({ tenantId, name: `n${n}`, url, label, description })));
    expect(await call("PUT", "/v1/actions/one_more", content)).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining("50") },
    });
    expect((await call("PUT", "/v1/actions/n3", content)).status).toBe(200);
  });
});

describe("what is no action", () => {
  test.each<[string, string, object, number, string]>([
    ["a name with a slash", "a%2Fb", {}, 400, "path.name"],
    ["an empty label", "refund", { label: { vi: " ", en: "x" } }, 400, "label.vi"],
    ["a schema with a keyword that would be passed over", "refund", { payload: { type: "object", dependentRequired: {} } }, 400, "payload"],
    ["a schema of something else than an object", "refund", { payload: { type: "string" } }, 400, "payload.type"],
    ["no web address", "refund", { url: "shop" }, 422, "url"],
    ["a payload of checkout's own", "checkout", {}, 422, "payload"],
  ])("%s is refused by its path", async (_name, name, change, status, path) => {
    const { call } = await owner();
    const refused = await call("PUT", `/v1/actions/${name}`, { ...content, ...change });
    expect(refused).toMatchObject({ status, body: { errors: expect.arrayContaining([expect.objectContaining({ path })]) } });
    expect((await call("GET", "/v1/actions")).body.total).toBe(0);
  });

  test("in production: an address in clear, or of somebody's own network, and the error says why", async () => {
    const { call } = await owner({ ENVIRONMENT: "production", SECRETS_KEY: "s".repeat(32) });
    const put = (url: string) => call("PUT", "/v1/actions/refund", { ...content, url });
    expect((await put("http://shop.example/x")).body.detail).toMatch(/https:\/\/.*clear/);
    expect((await put("https://127.0.0.1/x")).body.detail).toMatch(/public internet/);
    expect((await put("https://shop.example/x")).status).toBe(201);
  });

  test("in production: without a key that seals, nothing is kept, and the error names the variable", async () => {
    const { call } = await owner({ ENVIRONMENT: "production" });
    expect(await call("PUT", "/v1/actions/refund", content)).toMatchObject({
      status: 503,
      body: { detail: expect.stringContaining("SECRETS_KEY") },
    });
    expect((await call("GET", "/v1/actions")).body.total).toBe(0);
  });
});
