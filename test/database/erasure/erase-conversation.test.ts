import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { Actor } from "../../../src/conversations/port.ts";
import { eraseConversation } from "../../../src/erasure/index.ts";
import { drain, readReleased, recordFailures, storeDeadLetters, writeHandOvers } from "../../../src/history/index.ts";
import { erasurePorts, keyOf, mentionsOf } from "../../support/erasure.ts";
import {
  eventAt,
  handOverOfRows,
  historyPorts,
  messageAt,
  newAddress,
  noon,
  recordOf,
  rowAt,
  testDatabase,
} from "../../support/history.ts";
import { doorbellOf } from "../../support/queue-batch.ts";

const db = testDatabase();
const owner: Actor = { role: "owner" };
const an: Actor = { role: "visitor", userId: "user_an" };
const stranger: Actor = { role: "visitor", userId: "user_binh" };

/** A conversation of An's in Postgres and in its object, with a canary in all that it says, and a letter that died on the way. */
async function talked(change: { startedAt?: number } = {}) {
  const address = newAddress();
  const canary = `canary_${randomUUID()}`;
  const said = (seq: number) => messageAt(seq, { content: canary, metadata: { canary } });
  const rows = [rowAt(said(1)), rowAt(said(2), { events: [eventAt(2, { data: { canary } })], recording: canary }), rowAt(said(3))];
  const record = recordOf(address, { lastSeq: 3, metadata: { canary }, ...change });
  const handOver = await handOverOfRows(record, rows);
  await writeHandOvers(db, [handOver], noon);
  const letter = {
    id: randomUUID(),
    ...address,
    queue: "history",
    body: doorbellOf(address, 9),
    attempts: 5,
    reason: canary,
    diedAt: noon,
  };
  await storeDeadLetters(db, [letter]);
  const ports = erasurePorts(db);
  ports.live.set(keyOf(address), record);
  return { address, canary, record, handOver, ports };
}

test("an erased conversation is gone from its object, from files and from every table; the receipt says what was where", async () => {
  const { address, canary, ports } = await talked();
  const other = await talked();
  expect(Object.keys(await mentionsOf(db, canary))).toEqual(
    expect.arrayContaining(["conversations", "messages", "conversation_log", "dead_letters"]),
  );
  const receipt = await eraseConversation(ports, address, an);
  expect(receipt).toMatchObject({ kind: "conversation", id: address.conversationId, erasedAt: ports.clock.now(), remaining: 0 });
  expect(Object.fromEntries(receipt.erased.map(({ where, rows }) => [where, rows]))).toEqual({
    files: 1,
    "object.messages": 3,
    "object.recordings": 0,
    "postgres.audit_findings": 0,
    "postgres.conversation_log": 1,
    "postgres.conversation_sync": 1,
    "postgres.conversations": 1,
    "postgres.dead_letters": 1,
    "postgres.flush_ledger": 1,
    "postgres.messages": 3,
    "postgres.recordings": 1,
  });
  expect(receipt.expiring).toEqual([{ where: "idempotency_keys", withinSeconds: 86_400 }]);
  expect(await mentionsOf(db, canary)).toEqual({});
  expect(await mentionsOf(db, address.conversationId)).toEqual({});
  expect(ports.live.size).toBe(0);
  expect(ports.files).toEqual([address]);
  expect(await mentionsOf(db, other.canary)).toMatchObject({ messages: 3 });
});

test("erasing again gives the same receipt, to who may ask", async () => {
  const { address, ports } = await talked();
  const receipt = await eraseConversation(ports, address, an);
  ports.pass(60_000);
  expect(await eraseConversation(ports, address, an)).toEqual(receipt);
  expect(await eraseConversation(ports, address, owner)).toEqual(receipt);
  await expect(eraseConversation(ports, address, stranger)).rejects.toMatchObject({ code: "not_found" });
});

test("a stranger's conversation, another tenant's, and one that never was are not found, and stay", async () => {
  const { address, canary, ports } = await talked();
  const elsewhere = { ...address, tenantId: newAddress().tenantId };
  await expect(eraseConversation(ports, address, stranger)).rejects.toMatchObject({ code: "not_found" });
  await expect(eraseConversation(ports, elsewhere, owner)).rejects.toMatchObject({ code: "not_found" });
  await expect(eraseConversation(ports, newAddress(), owner)).rejects.toMatchObject({ code: "not_found" });
  expect(await mentionsOf(db, canary)).toMatchObject({ messages: 3 });
  expect(ports.erased).toEqual([]);
});

test("a conversation that only Postgres knows, or only its object, is erased as well", async () => {
  const released = await talked();
  released.ports.live.clear();
  await eraseConversation(released.ports, released.address, an);
  expect(await mentionsOf(db, released.canary)).toEqual({});
  const unheard = newAddress();
  released.ports.live.set(keyOf(unheard), recordOf(unheard));
  await eraseConversation(released.ports, unheard, an);
  expect(released.ports.live.size).toBe(0);
});

test("an erasure that breaks off is taken up again, and its receipt tells of both attempts", async () => {
  const { address, canary, ports } = await talked();
  const broken = { ...ports, eraseFiles: () => Promise.reject(new Error("the store is away")) };
  await expect(eraseConversation(broken, address, an)).rejects.toThrow("the store is away");
  expect(await mentionsOf(db, canary)).toEqual({});
  await expect(eraseConversation(ports, address, stranger)).rejects.toMatchObject({ code: "not_found" });
  const receipt = await eraseConversation(ports, address, an);
  expect(receipt.erased).toContainEqual({ where: "postgres.messages", rows: 3 });
  expect(receipt.erased).toContainEqual({ where: "files", rows: 1 });
  expect(await eraseConversation(ports, address, an)).toEqual(receipt);
});

test("a hand-over that was pulled before the erasure and comes after it brings nothing back, and holds nobody back", async () => {
  const { address, canary, handOver, ports } = await talked();
  await eraseConversation(ports, address, an);
  await expect(writeHandOvers(db, [handOver], noon)).rejects.toThrow();
  const consumer = historyPorts(db);
  const healthy = newAddress();
  consumer.outboxes.fill(healthy, [messageAt(1)]);
  const late = [handOver];
  const conversations = (of: typeof address) =>
    of.conversationId === address.conversationId
      ? { ...consumer.outboxes.find(of), handOver: async () => late.pop() ?? null }
      : consumer.outboxes.find(of);
  const drained = await drain([address, healthy], { ...consumer, conversations });
  expect(drained.map(({ outcome }) => outcome)).toEqual([{ kind: "followed" }, { kind: "followed" }]);
  expect(await mentionsOf(db, canary)).toEqual({});
  expect(consumer.outboxes.syncedSeq(healthy)).toBe(1);
  expect(consumer.outboxes.erased).toEqual([]);
  await recordFailures(db, [{ ...address, seq: 3, reason: "late", attempts: 5 }], noon);
  expect(await mentionsOf(db, address.conversationId)).toEqual({});
});

test("the id may begin a new conversation, which what comes late of the old one does not touch", async () => {
  const { address, canary, handOver, ports } = await talked();
  await eraseConversation(ports, address, an);
  const startedAt = ports.clock.now() + 1;
  const anew = await handOverOfRows(recordOf(address, { lastSeq: 1, userId: "user_chi", startedAt, updatedAt: startedAt }), [
    rowAt(messageAt(1, { content: "Chào", createdAt: startedAt, updatedAt: startedAt })),
  ]);
  await writeHandOvers(db, [anew], startedAt);
  await expect(writeHandOvers(db, [handOver], startedAt)).rejects.toThrow();
  expect(await mentionsOf(db, canary)).toEqual({});
  expect((await readReleased(db, address))?.record).toMatchObject({ userId: "user_chi", lastSeq: 1, syncedSeq: 1 });
  // Whose the old one was is told what was erased then, and erases nothing of the new one; that is another erasure.
  expect(await eraseConversation(ports, address, an)).toMatchObject({ erasedAt: startedAt - 1 });
  expect(await readReleased(db, address)).not.toBeNull();
  ports.pass(60_000);
  const receipt = await eraseConversation(ports, address, owner);
  expect(receipt).toMatchObject({ erasedAt: ports.clock.now() });
  expect(receipt.erased).toContainEqual({ where: "postgres.messages", rows: 1 });
});

test("a new conversation that hands over while an old page of the same id is refused is written, and not erased", async () => {
  const { address, handOver, ports } = await talked();
  await eraseConversation(ports, address, an);
  const consumer = historyPorts(db);
  const startedAt = ports.clock.now() + 1;
  consumer.outboxes.fill(address, [messageAt(1, { updatedAt: startedAt })], { startedAt, updatedAt: startedAt });
  const late = [handOver];
  const conversations = (of: typeof address) => {
    const object = consumer.outboxes.find(of);
    return { ...object, handOver: async () => late.pop() ?? object.handOver(of) };
  };
  await drain([address], { ...consumer, conversations });
  expect(consumer.outboxes.erased).toEqual([]);
  expect(consumer.outboxes.syncedSeq(address)).toBe(1);
  expect((await readReleased(db, address))?.record.startedAt).toBe(startedAt);
});

test("an object that still gives what was erased is told to forget it", async () => {
  const { address, ports } = await talked();
  await eraseConversation(ports, address, an);
  const consumer = historyPorts(db);
  consumer.outboxes.fill(address, [messageAt(1)]);
  const [drained] = await drain([address], consumer);
  expect(drained?.outcome).toEqual({ kind: "followed" });
  expect(consumer.outboxes.erased).toEqual([address]);
  expect(await mentionsOf(db, address.conversationId)).toEqual({});
});

test("a tenant's erasure guards no other tenant's conversation of the same id", async () => {
  const { address, ports } = await talked();
  await eraseConversation(ports, address, an);
  const theirs = { ...address, tenantId: newAddress().tenantId };
  const [held] = await writeHandOvers(db, [await handOverOfRows(recordOf(theirs, { lastSeq: 1 }), [rowAt(messageAt(1))])], noon);
  expect(held?.syncedSeq).toBe(1);
});
