import { expect, inject, test, vi } from "vitest";
import { connectCache, defaultBotKey, noCache, skillKey, userKey, type Cache } from "../../../src/cache/index.ts";
import { invalidateBot, invalidateUser, loadBot, loadContext, type BotPorts, type ContextPorts } from "../../../src/context/index.ts";
import { pingDatabase } from "../../../src/db/ping.ts";
import { bots, skills, tenants, users } from "../../../src/db/schema/index.ts";
import { retailFlow } from "../../../src/lifecycle/index.ts";
import { newAddress, noon, testDatabase } from "../../support/history.ts";

const db = testDatabase();
const log = { info() {}, warn() {}, error() {} };
const connect = (url: string) => connectCache({ url, token: inject("standIns").redisToken }, { clock: { now: () => noon }, log });

const caches: [string, () => Cache][] = [
  ["with Redis", () => connect(inject("standIns").redisUrl)],
  ["with Redis away", () => connect("http://127.0.0.1:9")],
  ["without Redis", () => noCache],
];

const portsWith = (cache: Cache): ContextPorts & BotPorts => ({
  modelPrice: null,
  clock: { now: () => noon },
  db,
  cache,
  log,
  settings: { USER_CACHE_SECONDS: 1200, SKILL_CACHE_SECONDS: 300 },
});

/** Resolves once the key is there: nobody waits for what is written to a cache. */
const isCached = (cache: Cache, key: string) => vi.waitFor(async () => expect(await cache.get(key)).not.toBeNull());

async function newTenant(): Promise<string> {
  const { tenantId } = newAddress();
  await db.insert(tenants).values({ id: tenantId, name: tenantId });
  return tenantId;
}

async function newShop() {
  const tenantId = await newTenant();
  await db.batch([
    db.insert(users).values({ tenantId, id: "an", name: "Nguyễn An", language: "vi", metadata: { plan: "gold" } }),
    db.insert(skills).values({ tenantId, id: "shop", name: "Bán hàng", instructions: "Tư vấn tận tình." }),
    db.insert(bots).values([
      { tenantId, id: "bot_1", name: "Một", instructions: "Bán." },
      {
        tenantId,
        id: "bot_2",
        name: "Hai",
        instructions: "Mua.",
        isDefault: true,
        language: "en",
        onBusy: "merge",
        greetingEnabled: false,
        budget: { tokens: 5000, steps: 4 },
        recording: false,
      },
    ]),
  ]);
  return tenantId;
}

test.each(caches)("%s user, skill and bot are what Postgres says, each time", async (_, cacheOf) => {
  const ports = portsWith(cacheOf());
  const tenantId = await newShop();
  for (const _ of [1, 2]) {
    expect(await loadContext({ tenantId, userId: "an", skillId: "shop" }, ports)).toEqual({
      user: { id: "an", name: "Nguyễn An", language: "vi", metadata: { plan: "gold" } },
      skill: { id: "shop", name: "Bán hàng", instructions: "Tư vấn tận tình." },
      history: [],
    });
    expect(await loadBot(tenantId, "bot_1", ports)).toEqual({
      id: "bot_1",
      name: "Một",
      instructions: "Bán.",
      greeting: { enabled: true },
      language: "vi",
      onBusy: "queue",
      flow: retailFlow,
      budget: { tokens: null, seconds: null, steps: null, money: null },
      recording: true,
    });
    expect(await loadBot(tenantId, null, ports)).toMatchObject({
      id: "bot_2",
      language: "en",
      onBusy: "merge",
      greeting: { enabled: false },
      budget: { tokens: 5000, seconds: null, steps: 4, money: null },
      recording: false,
    });
  }
});

test.each(caches)("%s an unknown user, skill or bot is nothing, and another tenant's is unknown", async (_, cacheOf) => {
  const ports = portsWith(cacheOf());
  await newShop();
  const tenantId = await newTenant();
  expect(await loadContext({ tenantId, userId: "an", skillId: "shop" }, ports)).toEqual({
    user: null,
    skill: null,
    noSuchSkill: true,
    history: [],
  });
  expect(await loadBot(tenantId, "bot_1", ports)).toBeNull();
  expect(await loadBot(tenantId, null, ports)).toBeNull();
});

test("a warm context asks Postgres nothing and Redis once", async () => {
  const ports = portsWith(connect(inject("standIns").redisUrl));
  const tenantId = await newShop();
  const question = { tenantId, userId: "an", skillId: "shop" };
  await loadContext(question, ports);
  await isCached(ports.cache, userKey(tenantId, "an"));
  await isCached(ports.cache, skillKey(tenantId, "shop"));
  const requests = vi.spyOn(globalThis, "fetch");
  await loadContext(question, ports);
  const asked = requests.mock.calls.map(([url]) => String(url));
  requests.mockRestore();
  expect(asked).toEqual([`${inject("standIns").redisUrl}/pipeline`]);
});

test("an edit is seen once it is invalidated", async () => {
  const ports = portsWith(connect(inject("standIns").redisUrl));
  const tenantId = await newTenant();
  const question = { tenantId, userId: "chi", skillId: null };
  expect(await loadContext(question, ports)).toMatchObject({ user: null });
  expect(await loadBot(tenantId, null, ports)).toBeNull();
  await isCached(ports.cache, userKey(tenantId, "chi"));
  await isCached(ports.cache, defaultBotKey(tenantId));
  await db.insert(users).values({ tenantId, id: "chi", name: "Chi" });
  await db.insert(bots).values({ tenantId, id: "bot_1", name: "Một", instructions: "Bán.", isDefault: true });
  await invalidateUser(ports.cache, tenantId, "chi");
  await invalidateBot(ports.cache, tenantId, "bot_1");
  expect(await loadContext(question, ports)).toMatchObject({ user: { name: "Chi" } });
  expect(await loadBot(tenantId, null, ports)).toMatchObject({ id: "bot_1" });
});

test("a bot whose flow is no preset is an error that names both", async () => {
  const tenantId = await newTenant();
  await db.insert(bots).values({ tenantId, id: "bot_1", name: "Một", instructions: "Bán.", flow: "no_such_flow" });
  await expect(loadBot(tenantId, "bot_1", portsWith(noCache))).rejects.toThrow(/bot_1.*no_such_flow/);
});

test("a bot with a budget in money begins only where the price of its model is known", async () => {
  const tenantId = await newTenant();
  await db.insert(bots).values({ tenantId, id: "bot_1", name: "Một", instructions: "Bán.", budget: { money: 0.05 } });
  const ports = portsWith(noCache);
  await expect(loadBot(tenantId, "bot_1", ports)).rejects.toThrow(/bot_1.*MODEL_PRICES/);
  const priced = { ...ports, modelPrice: { input: 1, output: 4, cached: 0.1 } };
  expect(await loadBot(tenantId, "bot_1", priced)).toMatchObject({ budget: { money: 0.05 } });
});

test("a Postgres that is there answers its ping", async () => {
  expect(await pingDatabase(db)).toBe(true);
});
