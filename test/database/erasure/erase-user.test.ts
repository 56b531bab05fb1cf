import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { userKey } from "../../../src/cache/index.ts";
import { users } from "../../../src/db/schema/index.ts";
import { eraseUser } from "../../../src/erasure/index.ts";
import { drain, writeHandOvers } from "../../../src/history/index.ts";
import { erasurePorts, keyOf, mentionsOf } from "../../support/erasure.ts";
import { handOverOf, historyPorts, messageAt, newAddress, noon, recordOf, testDatabase } from "../../support/history.ts";

const db = testDatabase();

async function userWith(count: number) {
  const { tenantId } = newAddress();
  const userId = `user_${randomUUID()}`;
  const ports = erasurePorts(db);
  const addresses = Array.from({ length: count }, () => newAddress(tenantId));
  const records = addresses.map((address) => recordOf(address, { lastSeq: 2, userId }));
  const handOvers = await Promise.all(
    records.map((conversation, index) => handOverOf(addresses[index] ?? newAddress(), 0, 2, { conversation })),
  );
  if (count > 0) await writeHandOvers(db, handOvers, noon);
  for (const [index, record] of records.entries()) ports.live.set(keyOf(addresses[index] ?? newAddress()), record);
  await db.insert(users).values({ tenantId, id: userId, name: "An" });
  ports.cached.set(userKey(tenantId, userId), { name: "An" });
  return { tenantId, userId, addresses, handOvers, ports };
}

test("an erased user is gone with all conversations: objects, every table, cache and files", async () => {
  const { tenantId, userId, addresses, ports } = await userWith(120);
  const receipt = await eraseUser(ports, tenantId, userId);
  expect(receipt).toMatchObject({ kind: "user", id: userId, remaining: 0 });
  expect(receipt.erased).toContainEqual({ where: "postgres.conversations", rows: 120 });
  expect(receipt.erased).toContainEqual({ where: "postgres.messages", rows: 240 });
  expect(receipt.erased).toContainEqual({ where: "object.messages", rows: 240 });
  expect(receipt.erased).toContainEqual({ where: "postgres.users", rows: 1 });
  expect(await mentionsOf(db, userId)).toEqual({});
  expect(await mentionsOf(db, addresses[77]?.conversationId ?? "")).toEqual({});
  expect([ports.live.size, ports.cached.size]).toEqual([0, 0]);
  expect(ports.files).toContainEqual({ tenantId, userId });
  ports.pass(60_000);
  expect(await eraseUser(ports, tenantId, userId)).toEqual(receipt);
});

test("more conversations than one call takes are told, and erased by the next", async () => {
  const { tenantId, userId, ports } = await userWith(230);
  expect((await eraseUser(ports, tenantId, userId)).remaining).toBe(30);
  const receipt = await eraseUser(ports, tenantId, userId);
  expect(receipt.remaining).toBe(0);
  expect(receipt.erased).toContainEqual({ where: "postgres.conversations", rows: 230 });
  expect(await mentionsOf(db, userId)).toEqual({});
});

test("nobody else's conversation is touched, nor the same user id of another tenant", async () => {
  const { tenantId, userId, ports } = await userWith(1);
  const other = newAddress(tenantId);
  const namesake = newAddress();
  await writeHandOvers(
    db,
    [await handOverOf(other, 0, 2), await handOverOf(namesake, 0, 2, { conversation: recordOf(namesake, { lastSeq: 2, userId }) })],
    noon,
  );
  await eraseUser(ports, tenantId, userId);
  expect(await mentionsOf(db, other.conversationId)).toMatchObject({ messages: 2 });
  expect(await mentionsOf(db, namesake.conversationId)).toMatchObject({ messages: 2 });
});

test("a conversation that only its object knew is erased when it hands over; one that begins later is another one", async () => {
  const { tenantId, userId, ports } = await userWith(0);
  await eraseUser(ports, tenantId, userId);
  const consumer = historyPorts(db);
  const [unheard, later] = [newAddress(tenantId), newAddress(tenantId)];
  const startedAt = ports.clock.now() + 1;
  consumer.outboxes.fill(unheard, [messageAt(1)], { userId });
  consumer.outboxes.fill(later, [messageAt(1)], { userId, startedAt });
  const drained = await drain([unheard, later], consumer);
  expect(drained.map(({ outcome }) => outcome.kind)).toEqual(["followed", "followed"]);
  expect(consumer.outboxes.erased).toEqual([unheard]);
  expect(await mentionsOf(db, unheard.conversationId)).toEqual({});
  expect(await mentionsOf(db, later.conversationId)).toMatchObject({ messages: 1 });
});

test("an erasure that breaks off is taken up again, and its receipt tells of both attempts", async () => {
  const { tenantId, userId, ports } = await userWith(3);
  const broken = { ...ports, eraseFiles: () => Promise.reject(new Error("the store is away")) };
  await expect(eraseUser(broken, tenantId, userId)).rejects.toThrow("the store is away");
  const receipt = await eraseUser(ports, tenantId, userId);
  expect(receipt.erased).toContainEqual({ where: "postgres.messages", rows: 6 });
  expect(await mentionsOf(db, userId)).toEqual({});
});

test("a user whom nobody knows is guarded all the same: the receipt says that nothing was there", async () => {
  const ports = erasurePorts(db);
  const { tenantId } = newAddress();
  expect((await eraseUser(ports, tenantId, "nobody")).erased.every(({ where, rows }) => rows === 0 || where === "files")).toBe(true);
});
