import { randomUUID } from "node:crypto";
import { inject, describe, expect, test } from "vitest";
import { createApiKey } from "../../../src/access/index.ts";
import { botKey, connectCache } from "../../../src/cache/index.ts";
import { loadBot } from "../../../src/context/index.ts";
import { bots, tenants } from "../../../src/db/schema/index.ts";
import { journeyOf, retailFlow } from "../../../src/lifecycle/index.ts";
import { callApp, testPorts } from "../../support/app-ports.ts";
import { testDatabase } from "../../support/history.ts";

const db = testDatabase();
const retail = journeyOf(retailFlow);
/** A flow that tells versions apart. */
const labelled = (en: string) => ({
  ...retail,
  states: { ...retail.states, idle: { ...retail.states["idle"], label: { vi: "Sẵn sàng", en } } },
});
/** What may follow viewing is offered before analyzing was visited. */
const unsound = { ...retail, must_precede: { purchasing: ["analyzing"] } };

async function shop() {
  const tenantId = `tenant_${randomUUID()}`;
  await db.insert(tenants).values({ id: tenantId, name: "Shop" });
  await db.insert(bots).values({ tenantId, id: "bot", name: "Bot", instructions: "Sell.", isDefault: true });
  const ports = testPorts({ db });
  const { key } = await createApiKey(ports, tenantId, "key");
  const app = callApp(ports);
  const call = async (method: string, path: string, json?: unknown, headers: Record<string, string> = {}) => {
    const response = await app(path, { method, as: key, headers, ...(json === undefined ? {} : { json }) });
    const text = await response.text();
    return {
      status: response.status,
      etag: response.headers.get("etag"),
      body: text === "" ? null : JSON.parse(text),
      headers: response.headers,
    };
  };
  const flowOfBot = async () => (await loadBot(tenantId, "bot", { ...ports, modelPrice: null }))?.flow;
  return { tenantId, ports, key, app, call, flowOfBot };
}

describe("drafts", () => {
  test("are written, read in the order of their states, and follow nobody", async () => {
    const { call, flowOfBot } = await shop();
    const put = await call("PUT", "/v1/flows/retail/draft", labelled("One"));
    expect(put).toMatchObject({
      status: 200,
      etag: '"1"',
      body: { revision: 1, has_draft: true, published: null, published_version: null },
    });
    const { body, etag } = await call("GET", "/v1/flows/retail");
    expect(etag).toBe('"1"');
    expect(body).toMatchObject({
      name: "retail",
      preset: true,
      preset_flow: { name: "retail", version: 1 },
      draft: labelled("One"),
      versions: [],
      releases: [],
    });
    expect(Object.keys(body.draft.states)).toEqual(Object.keys(retail.states));
    expect(await flowOfBot()).toEqual(retailFlow);
  });

  test("change only what the writer has read, where he says so", async () => {
    const { call } = await shop();
    expect(await call("PUT", "/v1/flows/mine/draft", retail, { "if-match": '"1"' })).toMatchObject({
      status: 412,
      body: { code: "precondition_failed", detail: expect.stringContaining("revision 0") },
    });
    expect((await call("PUT", "/v1/flows/mine/draft", retail, { "if-match": '"0"' })).etag).toBe('"1"');
    expect((await call("PUT", "/v1/flows/mine/draft", labelled("Two"), { "if-match": '"1"' })).etag).toBe('"2"');
    expect((await call("PUT", "/v1/flows/mine/draft", labelled("Late"), { "if-match": '"1"' })).status).toBe(412);
    expect((await call("DELETE", "/v1/flows/mine/draft", undefined, { "if-match": '"1"' })).status).toBe(412);
    expect((await call("GET", "/v1/flows/mine")).body.draft).toEqual(labelled("Two"));
  });

  test("of one moment: one of two writers with the same revision wins", async () => {
    const { call } = await shop();
    await call("PUT", "/v1/flows/mine/draft", retail);
    const both = await Promise.all(["A", "B"].map((name) => call("PUT", "/v1/flows/mine/draft", labelled(name), { "if-match": '"1"' })));
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 412]);
  });

  test("that were never published leave no trace when they are deleted", async () => {
    const { call } = await shop();
    await call("PUT", "/v1/flows/mine/draft", retail);
    expect((await call("DELETE", "/v1/flows/mine/draft")).status).toBe(204);
    expect((await call("GET", "/v1/flows/mine")).status).toBe(404);
    expect((await call("DELETE", "/v1/flows/mine/draft")).status).toBe(404);
  });

  test.each<[string, unknown, string]>([
    ["a rule that is misspelt", { ...retail, must_preceed: {} }, "must_preceed"],
    [
      "a state's field that is misspelt",
      { ...retail, states: { idle: { ...retail.states["idle"], restart: true } } },
      "states.idle.restart",
    ],
    ["a name of a state with a space", { ...retail, from_anywhere: ["at home"] }, "from_anywhere[0]"],
    ["a tool twice", { ...retail, states: { idle: { ...retail.states["idle"], tools: ["a", "a"] } } }, "states.idle.tools"],
    ["a label in one language", { ...retail, states: { idle: { ...retail.states["idle"], label: { vi: "…" } } } }, "states.idle.label.en"],
    ["no states", { ...retail, states: undefined }, "states"],
  ])("with %s are refused, and the field is named", async (_, json, path) => {
    const { call } = await shop();
    expect(await call("PUT", "/v1/flows/mine/draft", json)).toMatchObject({ status: 400, body: { errors: [{ path }] } });
  });

  test("are copied from presets and versions, and nobody's draft is lost by it", async () => {
    const { call } = await shop();
    const copied = await call("POST", "/v1/flows/retail/copy", { to: "mine" });
    expect(copied).toMatchObject({ status: 200, body: { name: "mine", preset: false, draft: retail } });
    expect((await call("POST", "/v1/flows/retail/copy", { to: "mine" })).etag).toBe(copied.etag);
    await call("PUT", "/v1/flows/mine/draft", labelled("Mine"));
    expect(await call("POST", "/v1/flows/retail/copy", { to: "mine" })).toMatchObject({ status: 409, body: { code: "conflict" } });
    await call("POST", "/v1/flows/mine/publish", {});
    expect((await call("POST", "/v1/flows/mine/copy", { version: 1 })).body.draft).toEqual(labelled("Mine"));
    expect((await call("POST", "/v1/flows/nothing/copy", {})).status).toBe(404);
    expect((await call("POST", "/v1/flows/mine/copy", { version: 9 })).status).toBe(404);
  });
});

describe("publishing", () => {
  test("makes versions, which the tenant's bots follow before the preset; rolling back makes an old one live", async () => {
    const { call, flowOfBot, ports } = await shop();
    await call("PUT", "/v1/flows/retail/draft", labelled("One"));
    const first = await call("POST", "/v1/flows/retail/publish", { by: "ha@shop.vn", note: "đầu tiên" });
    expect(first).toMatchObject({ status: 200, etag: '"2"', body: { published_version: 1, draft: null, published: { version: 1 } } });
    expect(await flowOfBot()).toEqual({ name: "retail", version: 1, ...labelled("One") });
    ports.pass(60_000);
    await call("PUT", "/v1/flows/retail/draft", labelled("Two"));
    await call("POST", "/v1/flows/retail/publish", {});
    expect(await flowOfBot()).toMatchObject({ version: 2, states: { idle: { label: { en: "Two" } } } });
    ports.pass(60_000);
    const back = await call("POST", "/v1/flows/retail/rollback", { version: 1, by: "ha@shop.vn" });
    expect(back.body).toMatchObject({
      published_version: 1,
      versions: [{ version: 2 }, { version: 1, created_at: "2026-11-20T10:00:00.000Z" }],
      releases: [
        { version: 1, kind: "rolled_back", by: "ha@shop.vn", note: null, at: "2026-11-20T10:02:00.000Z" },
        { version: 2, kind: "published", by: null },
        { version: 1, kind: "published", by: "ha@shop.vn", note: "đầu tiên" },
      ],
    });
    expect(await flowOfBot()).toMatchObject({ version: 1 });
    expect((await call("POST", "/v1/flows/retail/rollback", { version: 1 })).etag).toBe(back.etag);
    expect((await call("POST", "/v1/flows/retail/rollback", { version: 7 })).status).toBe(404);
    expect((await call("GET", "/v1/flows/retail/versions/2")).body).toEqual({ name: "retail", version: 2, ...labelled("Two") });
    await call("POST", "/v1/flows/retail/copy", {});
    expect((await call("POST", "/v1/flows/retail/publish", {})).body).toMatchObject({ published_version: 3 });
  });

  test("refuses an unsound flow with what is wrong, in both languages and with the way; nothing has changed", async () => {
    const { call, flowOfBot } = await shop();
    await call("PUT", "/v1/flows/retail/draft", unsound);
    const path = ["idle", "browsing", "purchasing"];
    const refused = await call("POST", "/v1/flows/retail/publish", {});
    expect(refused).toMatchObject({
      status: 422,
      body: {
        code: "flow_unsound",
        type: "/docs/problems#flow_unsound",
        detail: expect.stringContaining("idle → browsing → purchasing"),
        errors: [{ path: "must_precede.purchasing", message: expect.stringContaining("before “analyzing” was visited") }],
        findings: [
          { code: "must_precede_broken", severity: "error", path, message: { vi: expect.stringContaining("chưa qua “analyzing”") } },
          { code: "state_never_proposed", severity: "warning" },
        ],
      },
    });
    expect((await call("GET", "/v1/flows/retail")).body).toMatchObject({ revision: 1, published_version: null, draft: unsound });
    expect(await flowOfBot()).toEqual(retailFlow);
  });

  test("at once by two: one wins, the other is told, and there is one version", async () => {
    const { call } = await shop();
    await call("PUT", "/v1/flows/mine/draft", retail);
    const both = await Promise.all([1, 2, 3].map(() => call("POST", "/v1/flows/mine/publish", {})));
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 409, 409]);
    expect((await call("GET", "/v1/flows/mine")).body).toMatchObject({
      published_version: 1,
      versions: [{ version: 1 }],
      releases: [{ version: 1 }],
    });
    expect(await call("POST", "/v1/flows/mine/publish", {})).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining("no draft") },
    });
  });

  test("at the same time as somebody writes on: only what was read is published", async () => {
    const { call } = await shop();
    await call("PUT", "/v1/flows/mine/draft", retail);
    expect((await call("POST", "/v1/flows/mine/publish", {}, { "if-match": '"9"' })).status).toBe(412);
    const [published, written] = await Promise.all([
      call("POST", "/v1/flows/mine/publish", {}),
      call("PUT", "/v1/flows/mine/draft", labelled("Later")),
    ]);
    expect(written.status).toBe(200);
    const { body } = await call("GET", "/v1/flows/mine");
    if (published.status === 200 && body.draft !== null)
      expect(body).toMatchObject({ published: { version: 1 }, draft: labelled("Later") });
    else if (published.status === 200) expect(body.published).toMatchObject({ version: 1, ...labelled("Later") });
    else expect(body).toMatchObject({ published: null, draft: labelled("Later") });
  });

  test("again under its key is the same release", async () => {
    const { call } = await shop();
    await call("PUT", "/v1/flows/mine/draft", retail);
    const key = { "idempotency-key": randomUUID() };
    const first = await call("POST", "/v1/flows/mine/publish", {}, key);
    const again = await call("POST", "/v1/flows/mine/publish", {}, key);
    expect(again).toMatchObject({ status: 200, body: first.body });
    expect(again.headers.get("idempotency-replayed")).toBe("true");
    expect((await call("GET", "/v1/flows/mine")).body.releases).toHaveLength(1);
  });

  test("is seen by bots that are cached, at once", async () => {
    const { call, tenantId, ports } = await shop();
    const { redisUrl: url, redisToken: token } = inject("standIns");
    const cache = connectCache({ url, token }, ports);
    const warm = async () => loadBot(tenantId, "bot", { db, cache, clock: ports.clock, modelPrice: null });
    expect((await warm())?.flow).toEqual(retailFlow);
    await expect.poll(() => cache.get(botKey(tenantId, "bot"))).not.toBeNull();
    const cached = await shopWith({ ...ports, cache }, tenantId);
    await call("PUT", "/v1/flows/retail/draft", labelled("Fresh"));
    expect((await warm())?.flow).toEqual(retailFlow);
    await cached("/v1/flows/retail/publish");
    expect((await warm())?.flow).toMatchObject({ version: 1, states: { idle: { label: { en: "Fresh" } } } });
  });
});

async function shopWith(ports: ReturnType<typeof testPorts>, tenantId: string) {
  const { key } = await createApiKey(ports, tenantId, "another");
  const app = callApp(ports);
  return async (path: string) => expect((await app(path, { as: key, json: {} })).status).toBe(200);
}

describe("a bot", () => {
  test("is given a flow by name, published or preset, and no other", async () => {
    const { call, flowOfBot } = await shop();
    await call("PUT", "/v1/flows/mine/draft", labelled("Mine"));
    const follow = (flow: string, bot = "bot") => call("PUT", `/v1/bots/${bot}/flow`, { flow });
    expect(await follow("mine")).toMatchObject({
      status: 422,
      body: { detail: expect.stringMatching(/No flow mine is published.*retail/) },
    });
    await call("POST", "/v1/flows/mine/publish", {});
    expect(await follow("mine")).toMatchObject({ status: 200, body: { bot_id: "bot", flow: "mine" } });
    expect(await flowOfBot()).toEqual({ name: "mine", version: 1, ...labelled("Mine") });
    expect((await follow("mine", "nobody")).status).toBe(404);
    expect((await follow("retail")).status).toBe(200);
    expect(await flowOfBot()).toEqual(retailFlow);
  });
});

describe("a list", () => {
  test("holds the tenant's flows and the presets, each once, by page", async () => {
    const { call } = await shop();
    for (const name of ["b", "a", "c"]) await call("PUT", `/v1/flows/${name}/draft`, retail);
    const { body } = await call("GET", "/v1/flows?per_page=100");
    const own = body.data.filter(({ preset }: { preset: boolean }) => !preset);
    expect(own).toMatchObject(["a", "b", "c"].map((name) => ({ name, has_draft: true, published_version: null })));
    expect(body.data).toContainEqual({ name: "retail", preset: true, published_version: null, has_draft: false, updated_at: null });
    expect(body.total).toBe(body.data.length);
    const page = await call("GET", "/v1/flows?per_page=1&page=2&order=desc&q=b");
    expect(page.body).toMatchObject({ data: [], total: 1, page: 2 });
  });

  test("and all else is the tenant's own, and no visitor's", async () => {
    const [here, there] = [await shop(), await shop()];
    await here.call("PUT", "/v1/flows/mine/draft", retail);
    expect((await there.call("GET", "/v1/flows/mine")).status).toBe(404);
    expect((await there.call("POST", "/v1/flows/mine/publish", {})).status).toBe(404);
    expect((await there.call("GET", "/v1/flows?q=mine")).body.total).toBe(0);
  });
});

describe("a check", () => {
  test("tells what publishing would say, and changes nothing", async () => {
    const { call } = await shop();
    await call("PUT", "/v1/flows/mine/draft", unsound);
    const checked = await call("POST", "/v1/flows/mine/check", {});
    expect(checked).toMatchObject({
      status: 200,
      body: { publishable: false, walk: null, findings: [{ code: "must_precede_broken" }, {}] },
    });
    expect((await call("POST", "/v1/flows/retail/check", {})).body).toMatchObject({ publishable: true });
    expect((await call("POST", "/v1/flows/nothing/check", {})).status).toBe(404);
    expect((await call("GET", "/v1/flows/mine")).body.revision).toBe(1);
  });

  test("walks what is proposed, step by step", async () => {
    const { call } = await shop();
    const walk = [
      { tool: "trigger_web_hook" },
      { tool: "search_offerings" },
      { tool: "get_offering_details" },
      { tool: "trigger_web_hook", proposes: "completed" },
      { tool: "trigger_web_hook" },
      { state: "idle" },
    ];
    const { body } = await call("POST", "/v1/flows/check", { flow: retail, walk });
    expect(body.walk).toEqual([
      { outcome: "blocked", state: "idle", visited: ["idle"], reason: "idle does not offer trigger_web_hook." },
      { outcome: "moved", state: "browsing", visited: ["idle", "browsing"], reason: null },
      { outcome: "moved", state: "viewing", visited: ["idle", "browsing", "viewing"], reason: null },
      {
        outcome: "refused",
        state: "viewing",
        visited: ["idle", "browsing", "viewing"],
        reason: "completed may not follow viewing in the flow checked.",
      },
      { outcome: "moved", state: "purchasing", visited: ["idle", "browsing", "viewing", "purchasing"], reason: null },
      { outcome: "moved", state: "idle", visited: ["idle"], reason: null },
    ]);
    expect((await call("POST", "/v1/flows/check", { flow: retail, walk: [{ tool: "x", state: "y" }] })).status).toBe(400);
  });
});
