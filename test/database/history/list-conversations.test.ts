import { beforeAll, expect, test } from "vitest";
import type { ConversationRecord } from "../../../src/transcript/records.ts";
import { listConversations, writeHandOvers, type ConversationQuery } from "../../../src/history/index.ts";
import { handOverOf, messageAt, newAddress, noon, recordOf, rowAt, testDatabase } from "../../support/history.ts";

const db = testDatabase();
const { tenantId } = newAddress();
const other = newAddress().tenantId;
const hour = 3_600_000;

const kept: Record<string, Partial<ConversationRecord>> = {
  first: { userId: "an", startedAt: noon - 5 * hour, metadata: { order: { number: 5, paid: true }, plan: "gold" } },
  second: {
    userId: "an",
    startedAt: noon - 4 * hour,
    metadata: { order: { number: "5", paid: "true" }, "utm.source": "zalo" },
    state: "viewing",
  },
  third: { userId: "binh", startedAt: noon - 3 * hour, metadata: { order: { number: 55 }, plan: "gold%" }, endedAt: noon },
  fourth: { userId: "binh", startedAt: noon - 2 * hour, metadata: { tags: ["vip"], note: 'O\'Brien \\ "x"' }, skillId: "skill_1" },
};

beforeAll(async () => {
  for (const tenant of [tenantId, other]) {
    const handOvers = Object.entries(kept).map(([conversationId, change]) => {
      const address = { tenantId: tenant, conversationId };
      return handOverOf(address, 0, 2, { conversation: recordOf(address, { lastSeq: 2, ...change }) });
    });
    await writeHandOvers(db, await Promise.all(handOvers), noon);
  }
  const wordy = [
    messageAt(1, { authorType: "assistant", content: "Xin chào!" }),
    messageAt(2, { authorType: "user", content: `  Cho tôi xem\n\nđiện thoại   ${"rất ".repeat(40)}đẹp` }),
    messageAt(3, { authorType: "assistant", content: "Giảm 100% phí_ship" }),
  ];
  const address = { tenantId, conversationId: "fifth" };
  const conversation = recordOf(address, { lastSeq: 3, userId: "chi", startedAt: noon - hour, state: "browsing" });
  const rows = wordy.map((message) => rowAt(message));
  await writeHandOvers(db, [await handOverOf(address, 0, 3, { conversation, rows })], noon);
  const silent = { tenantId, conversationId: "sixth" };
  const untold = recordOf(silent, { lastSeq: 9, userId: "chi", startedAt: noon });
  await writeHandOvers(db, [await handOverOf(silent, 0, 4, { conversation: untold, rows: [] })], noon);
});

const list = (query: Partial<ConversationQuery> = {}) => listConversations(db, tenantId, { page: 1, perPage: 30, ...query });
const idsOf = async (query: Partial<ConversationQuery>) => (await list(query)).data.map(({ conversationId }) => conversationId);

test("the newest conversation comes first", async () => {
  expect(await idsOf({})).toEqual(["sixth", "fifth", "fourth", "third", "second", "first"]);
});

test("pages hold every conversation once and tell the total", async () => {
  const pages = await Promise.all([1, 2, 3].map((page) => list({ page, perPage: 4 })));
  expect(pages.map(({ data }) => data.length)).toEqual([4, 2, 0]);
  expect(pages.map(({ total, page, per_page }) => ({ total, page, per_page }))).toEqual(
    [1, 2, 3].map((page) => ({ total: 6, page, per_page: 4 })),
  );
});

test.each<[string, Partial<ConversationQuery>, string[]]>([
  ["the first begun", { order: "asc" }, ["first", "second", "third", "fourth", "fifth", "sixth"]],
  ["the last changed", { sort: "updated_at", perPage: 2 }, ["sixth", "fifth"]],
  ["the user", { sort: "user_id", order: "asc", perPage: 3 }, ["first", "second", "fourth"]],
  ["how much was said", { sort: "last_seq", perPage: 2 }, ["sixth", "fifth"]],
])("a list is sorted by %s", async (_, query, ids) => {
  expect(await idsOf(query)).toEqual(ids);
});

test.each<[string, Partial<ConversationQuery>, string[]]>([
  ["user", { userId: "an" }, ["second", "first"]],
  ["bot", { botId: "bot_1", userId: "chi" }, ["sixth", "fifth"]],
  ["no such bot", { botId: "bot_2" }, []],
  ["state", { state: "viewing" }, ["second"]],
  ["since, inclusive", { since: noon - 2 * hour }, ["sixth", "fifth", "fourth"]],
  ["until, exclusive", { until: noon - 4 * hour }, ["first"]],
  ["a span of time", { since: noon - 4 * hour, until: noon - 2 * hour }, ["third", "second"]],
])("a list is filtered by %s", async (_, query, ids) => {
  expect(await idsOf(query)).toEqual(ids);
});

test.each<[string, Record<string, string>, string[]]>([
  ["a plain key", { plan: "gold" }, ["first"]],
  ["a number or its text, nested", { "order.number": "5" }, ["second", "first"]],
  ["a truth or its text", { "order.paid": "true" }, ["second", "first"]],
  ["a key with a dot of its own", { "utm.source": "zalo" }, ["second"]],
  ["quotes and backslashes", { note: 'O\'Brien \\ "x"' }, ["fourth"]],
  ["two keys at once", { plan: "gold", "order.number": "5" }, ["first"]],
  ["a wildcard, which is only a character", { plan: "gold%" }, ["third"]],
  ["a part of a value, which is no match", { plan: "gol" }, []],
  ["a key that nobody has", { "a.b.c": "1" }, []],
  ["a key that every JavaScript object has", JSON.parse('{"__proto__": "1", "constructor.name": "Object"}'), []],
])("metadata is matched by %s", async (_, metadata, ids) => {
  expect(await idsOf({ metadata })).toEqual(ids);
});

test.each<[string, string, string[]]>([
  ["words without accents", "dien thoai", ["fifth"]],
  ["words with accents and capitals", "ĐIỆN THOẠI", ["fifth"]],
  ["a percent sign as itself", "100%", ["fifth"]],
  ["an underscore as itself", "phi_ship", ["fifth"]],
  ["an underscore that stands for nothing else", "ph__ship", []],
  ["a conversation's id", "third", ["third"]],
  ["a user's id", "binh", ["fourth", "third"]],
  ["blank, which asks for nothing", "  ", ["sixth", "fifth", "fourth", "third", "second", "first"]],
])("q finds %s", async (_, q, ids) => {
  expect(await idsOf({ q })).toEqual(ids);
});

test("a row tells how the customer began, what was said last, and how far Postgres follows", async () => {
  const { data } = await list({ userId: "chi" });
  expect(data).toMatchObject([
    { conversationId: "sixth", title: null, lastMessage: null, lastSeq: 9, syncedSeq: 4 },
    { conversationId: "fifth", state: "browsing", lastSeq: 3, syncedSeq: 3, endedAt: null, startedAt: noon - hour },
  ]);
  const [, fifth] = data;
  expect(fifth?.title).toHaveLength(80);
  expect(fifth?.title).toMatch(/^Cho tôi xem điện thoại rất rất/);
  expect(fifth?.lastMessage).toEqual({ authorType: "assistant", text: "Giảm 100% phí_ship", createdAt: noon + 3000 });
});

test("no filter ever shows another tenant's conversation", async () => {
  const { total, data } = await listConversations(db, other, { page: 1, perPage: 30 });
  expect(total).toBe(4);
  expect(data.map(({ conversationId }) => conversationId)).toEqual(["fourth", "third", "second", "first"]);
  expect(await listConversations(db, other, { page: 1, perPage: 30, q: "dien thoai" })).toMatchObject({ total: 0, data: [] });
  expect(await listConversations(db, other, { page: 1, perPage: 30, userId: "chi" })).toMatchObject({ total: 0, data: [] });
});
