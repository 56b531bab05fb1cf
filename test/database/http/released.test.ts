import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { signVisitorToken } from "../../../src/access/visitor-token.ts";
import { conversationSchema, conversationSummarySchema, messageSchema } from "../../../src/http/conversation-schema.ts";
import { feedOf, listOf } from "../../../src/http/schemas.ts";
import { writeHandOvers } from "../../../src/history/index.ts";
import { callApp, testPorts } from "../../support/app-ports.ts";
import { handOverOf, newAddress, noon, recordOf, testDatabase } from "../../support/history.ts";

const db = testDatabase();

/** A conversation that only Postgres knows, of a user of its own. */
async function released() {
  const address = newAddress();
  const userId = `user_${randomUUID()}`;
  const conversation = recordOf(address, { userId, lastSeq: 4, metadata: { plan: { name: "vàng" } } });
  await writeHandOvers(db, [await handOverOf(address, 0, 4, { conversation })], noon);
  const ports = testPorts({ db });
  const as = async (user: string, tenantId = address.tenantId) =>
    (await signVisitorToken(ports, { tenantId, userId: user, botId: "bot_1" })).token;
  return { ...address, userId, call: callApp(ports), as };
}

test("a conversation whose object was released is read from Postgres, by its user and by nobody else", async () => {
  const { call, conversationId, userId, as } = await released();
  const own = await as(userId);
  const read = await call(`/v1/conversations/${conversationId}`, { as: own });
  expect(read.status).toBe(200);
  const conversation = conversationSchema.strict().parse(await read.json());
  expect(conversation).toMatchObject({ conversation_id: conversationId, user_id: userId, last_seq: 4, synced_seq: 4 });
  expect(conversation.conversation_log.map(({ text }) => text)).toEqual(["Câu thứ 1", "Câu thứ 2", "Câu thứ 3", "Câu thứ 4"]);
  const first = feedOf(messageSchema).parse(await (await call(`/v1/conversations/${conversationId}/messages?limit=3`, { as: own })).json());
  const rest = await call(`/v1/conversations/${conversationId}/messages?limit=3&cursor=${first.next_cursor}`, { as: own });
  const pages = [feedOf(messageSchema).parse(await rest.json()), first];
  expect(pages.map(({ data }) => data.map(({ content }) => content))).toEqual([["Câu thứ 1"], ["Câu thứ 2", "Câu thứ 3", "Câu thứ 4"]]);
  for (const stranger of [await as("minh"), await as(userId, "demo"), "demo"]) {
    expect((await call(`/v1/conversations/${conversationId}`, { as: stranger })).status).toBe(404);
    expect((await call(`/v1/conversations/${conversationId}/messages`, { as: stranger })).status).toBe(404);
  }
});

test("a visitor's list holds his own conversations, and the filters that he names", async () => {
  const { call, conversationId, userId, as } = await released();
  const list = async (token: string, query = "") => {
    const response = await call(`/v1/conversations${query}`, { as: token });
    expect(response.status).toBe(200);
    return listOf(conversationSummarySchema.strict()).parse(await response.json());
  };
  const own = await list(await as(userId));
  expect(own).toMatchObject({
    total: 1,
    page: 1,
    per_page: 30,
    data: [{ conversation_id: conversationId, user_id: userId, metadata: { plan: { name: "vàng" } }, title: "Câu thứ 1", last_seq: 4 }],
  });
  const found = async (query: string) => (await list(await as(userId), query)).total;
  expect(await found("?metadata.plan.name=v%C3%A0ng&state=idle&bot_id=bot_1")).toBe(1);
  expect(await found("?metadata.plan.name=b%E1%BA%A1c")).toBe(0);
  expect(await found("?until=2000-01-01")).toBe(0);
  expect(await found("?since=2000-01-01T00:00:00%2B07:00&user_id=".concat(userId))).toBe(1);
  expect((await list(await as("minh"))).total).toBe(0);
  expect((await list(await as(userId, "demo"))).total).toBe(0);
});
