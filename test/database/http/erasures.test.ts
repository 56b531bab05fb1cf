import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { createApiKey } from "../../../src/access/index.ts";
import { signVisitorToken } from "../../../src/access/visitor-token.ts";
import { tenants } from "../../../src/db/schema/index.ts";
import { writeHandOvers } from "../../../src/history/index.ts";
import { callApp, testPorts } from "../../support/app-ports.ts";
import { mentionsOf } from "../../support/erasure.ts";
import { handOverOf, newAddress, noon, recordOf, testDatabase } from "../../support/history.ts";

const db = testDatabase();

/** A released conversation, its tenant's key, and tokens for its users. */
async function released() {
  const address = newAddress();
  const userId = `user_${randomUUID()}`;
  await db.insert(tenants).values({ id: address.tenantId, name: "Shop" });
  const conversation = recordOf(address, { userId, lastSeq: 4 });
  await writeHandOvers(db, [await handOverOf(address, 0, 4, { conversation })], noon);
  const own = testPorts({ db });
  // The clock of the app stands before noon; an erasure is later than what it erases.
  own.pass(24 * 3_600_000);
  const erase = async () => ({ messages: 0, recordings: 0 });
  const ports = { ...own, conversations: (of: typeof address) => ({ ...own.fake.find(of), erase }) };
  const { key } = await createApiKey(ports, address.tenantId, "k");
  const visitor = async (user: string, tenantId = address.tenantId) =>
    (await signVisitorToken(ports, { tenantId, userId: user, botId: "bot_1" })).token;
  const call = callApp(ports);
  const remove = async (path: string, as: string) => {
    const response = await call(path, { as, method: "DELETE" });
    return { status: response.status, body: await response.json() };
  };
  return { ...address, userId, key, visitor, call, remove };
}

test("a visitor erases his own conversation and gets a receipt; it is not found any more, and the receipt stays", async () => {
  const { conversationId, userId, visitor, call, remove } = await released();
  const token = await visitor(userId);
  const path = `/v1/conversations/${conversationId}`;
  const first = await remove(path, token);
  expect(first).toMatchObject({ status: 200, body: { kind: "conversation", id: conversationId, remaining: 0 } });
  expect(first.body).toMatchObject({ expiring: [{ where: "idempotency_keys", within_seconds: 86_400 }] });
  expect((await call(path, { as: token })).status).toBe(404);
  expect(await remove(path, token)).toEqual(first);
});

test("nobody erases somebody else's conversation", async () => {
  const { conversationId, userId, visitor, remove } = await released();
  for (const stranger of [await visitor("minh"), await visitor(userId, "demo"), "demo"]) {
    expect((await remove(`/v1/conversations/${conversationId}`, stranger)).status).toBe(404);
  }
  expect(await mentionsOf(db, conversationId)).toMatchObject({ messages: 4 });
});

test("only the owner erases a user", async () => {
  const { conversationId, userId, key, visitor, remove } = await released();
  const path = `/v1/users/${encodeURIComponent(userId)}`;
  expect((await remove(path, await visitor(userId))).status).toBe(403);
  expect(await remove(path, "demo")).toMatchObject({ status: 200, body: { remaining: 0 } });
  expect(await mentionsOf(db, conversationId)).toMatchObject({ messages: 4 });
  expect(await remove(path, key)).toMatchObject({ status: 200, body: { kind: "user", id: userId } });
  expect(await mentionsOf(db, userId)).toEqual({});
});
