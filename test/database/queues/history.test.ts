import { and, count, eq } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import type { Address } from "../../../src/conversations/port.ts";
import { conversationSync, messages } from "../../../src/db/schema/index.ts";
import { listDeadLetters } from "../../../src/history/index.ts";
import { handleQueue } from "../../../src/queues/index.ts";
import { historyPorts, messageAt, newAddress, testDatabase, unreachableDatabase } from "../../support/history.ts";
import { batchOf, doorbellOf, queueMessage } from "../../support/queue-batch.ts";

const db = testDatabase();
const said = (upToSeq: number) => Array.from({ length: upToSeq }, (_, index) => messageAt(index + 1));
/** Postgres refuses an id that is too long for its index, and that it cannot compress. */
const poison = messageAt(2, {
  id: Array.from({ length: 4000 }, (_, index) => ((index * 7919 * (index + 13)) % 46649).toString(36)).join(""),
});
/** Some 3 MB of JSON. */
const heavy = Array.from({ length: 4 }, (_, index) => messageAt(index + 1, { parts: [{ type: "text", text: "ha ".repeat(250_000) }] }));
const firstPage = { page: 1, perPage: 10 };

async function storedOf({ tenantId, conversationId }: Address) {
  const own = and(eq(messages.tenantId, tenantId), eq(messages.conversationId, conversationId));
  const [rows] = await db.select({ stored: count() }).from(messages).where(own);
  return rows?.stored;
}

async function syncOf({ tenantId, conversationId }: Address) {
  const [row] = await db
    .select()
    .from(conversationSync)
    .where(and(eq(conversationSync.tenantId, tenantId), eq(conversationSync.conversationId, conversationId)));
  return row;
}

test("a doorbell brings what the object holds to Postgres, and the object is told", async () => {
  const ports = historyPorts(db);
  const address = newAddress();
  ports.outboxes.fill(address, said(3));
  const message = queueMessage(doorbellOf(address, 3));
  await handleQueue(batchOf("history", [message]), ports);
  expect(await storedOf(address)).toBe(3);
  expect(ports.outboxes.acknowledged).toMatchObject([{ address, seq: 3 }]);
  expect(message.fate).toBe("acknowledged");
});

test("a delivery for many conversations is one request to Postgres", async () => {
  const ports = historyPorts(db);
  const addresses = Array.from({ length: 20 }, () => newAddress());
  for (const address of addresses) ports.outboxes.fill(address, said(2));
  const requests = vi.spyOn(globalThis, "fetch");
  await handleQueue(
    batchOf(
      "history",
      addresses.map((address) => queueMessage(doorbellOf(address, 2))),
    ),
    ports,
  );
  expect(requests).toHaveBeenCalledTimes(1);
  requests.mockRestore();
  for (const address of addresses) expect(ports.outboxes.syncedSeq(address)).toBe(2);
});

test("many doorbells of one conversation are one hand-over", async () => {
  const ports = historyPorts(db);
  const address = newAddress();
  ports.outboxes.fill(address, said(4));
  const rings = [4, 2, 4, 1].map((seq) => queueMessage(doorbellOf(address, seq)));
  await handleQueue(batchOf("history", rings), ports);
  expect(ports.outboxes.acknowledged).toHaveLength(1);
  expect(rings.map(({ fate }) => fate)).toEqual(Array(4).fill("acknowledged"));
});

test("a doorbell for what Postgres has already is acknowledged and changes nothing", async () => {
  const ports = historyPorts(db);
  const address = newAddress();
  ports.outboxes.fill(address, said(2));
  await handleQueue(batchOf("history", [queueMessage(doorbellOf(address, 2))]), ports);
  const again = queueMessage(doorbellOf(address, 2));
  await handleQueue(batchOf("history", [again]), ports);
  expect(again.fate).toBe("acknowledged");
  expect(ports.outboxes.acknowledged).toHaveLength(1);
});

test("a backlog beyond one delivery is SYNCING and rings for itself", async () => {
  const ports = historyPorts(db, 2);
  const address = newAddress();
  ports.outboxes.fill(address, said(50));
  const message = queueMessage(doorbellOf(address, 50));
  await handleQueue(batchOf("history", [message]), ports);
  expect(message.fate).toBe("acknowledged");
  expect(ports.outboxes.rung).toEqual([address]);
  expect(await syncOf(address)).toMatchObject({ syncedSeq: 40, status: "SYNCING" });
  await handleQueue(batchOf("history", [queueMessage(doorbellOf(address, 50))]), ports);
  expect(await syncOf(address)).toMatchObject({ syncedSeq: 50, status: "LATEST" });
});

test("one poisonous conversation does not hold back the others of its delivery", async () => {
  const ports = historyPorts(db);
  const healthy = Array.from({ length: 8 }, () => newAddress());
  for (const address of healthy) ports.outboxes.fill(address, said(2));
  const sick = newAddress();
  ports.outboxes.fill(sick, [messageAt(1), poison]);
  const rings = [sick, ...healthy].map((address) => queueMessage(doorbellOf(address, 2)));
  await handleQueue(batchOf("history", rings), ports);
  expect(rings.map(({ fate }) => fate)).toEqual([{ retriedAfter: 5 }, ...Array(8).fill("acknowledged")]);
  for (const address of healthy) expect(await storedOf(address)).toBe(2);
  expect(await storedOf(sick)).toBe(0);
  expect(ports.outboxes.syncedSeq(sick)).toBe(-1);
  expect(await syncOf(sick)).toMatchObject({
    status: "ERROR",
    syncedSeq: 0,
    metadata: { attempts: 1, reason: expect.stringContaining("index row") },
  });
});

test("an ERROR is over as soon as a write succeeds", async () => {
  const ports = historyPorts(db);
  const address = newAddress();
  ports.outboxes.fill(address, [messageAt(1), poison]);
  await handleQueue(batchOf("history", [queueMessage(doorbellOf(address, 2))]), ports);
  ports.outboxes.fill(address, said(2));
  await handleQueue(batchOf("history", [queueMessage(doorbellOf(address, 2), 2)]), ports);
  expect(await syncOf(address)).toMatchObject({ status: "LATEST", syncedSeq: 2, metadata: {} });
});

test("the fifth refusal makes one dead letter with its reason, however often the object goes on ringing", async () => {
  const ports = historyPorts(db);
  const address = newAddress();
  ports.outboxes.fill(address, [messageAt(1), poison]);
  for (const _ of [1, 2]) {
    const rings = [queueMessage(doorbellOf(address, 2), 5), queueMessage(doorbellOf(address, 2), 2)];
    await handleQueue(batchOf("history", rings), ports);
    expect(rings.map(({ fate }) => fate)).toEqual(["acknowledged", "acknowledged"]);
  }
  const letters = await listDeadLetters(db, address.tenantId, firstPage);
  expect(letters).toMatchObject({ total: 1, data: [{ queue: "history", attempts: 5, reason: expect.stringContaining("index row") }] });
  expect(letters.data[0]?.body).toEqual(doorbellOf(address, 2));
});

test("while Postgres is away a doorbell is tried again for half a minute, and then left to its object's alarm", async () => {
  const ports = historyPorts(unreachableDatabase());
  const address = newAddress();
  ports.outboxes.fill(address, said(1));
  const rings = [1, 2, 3, 4, 50].map((attempts) => queueMessage(doorbellOf(address, 1), attempts));
  await handleQueue(batchOf("history", rings), ports);
  expect(rings.map(({ fate }) => fate)).toEqual([
    { retriedAfter: 5 },
    { retriedAfter: 10 },
    { retriedAfter: 20 },
    "acknowledged",
    "acknowledged",
  ]);
  expect(ports.outboxes.syncedSeq(address)).toBe(-1);
});

test("an hour without Postgres leaves one doorbell of a conversation in the queue, not one a minute", async () => {
  const ports = historyPorts(unreachableDatabase());
  const address = newAddress();
  ports.outboxes.fill(address, said(1));
  let queue: { at: number; attempts: number }[] = [];
  let most = 0;
  for (let second = 0; second < 3600; second += 5) {
    if (second % 60 === 0) queue.push({ at: second, attempts: 1 });
    most = Math.max(most, queue.length);
    const due = queue.filter(({ at }) => at <= second);
    const rings = due.map(({ attempts }) => queueMessage(doorbellOf(address, 1), attempts));
    if (rings.length > 0) await handleQueue(batchOf("history", rings), ports);
    const again = rings.flatMap(({ attempts, fate }) =>
      fate === null || fate === "acknowledged" ? [] : [{ at: second + (fate.retriedAfter ?? 0), attempts: attempts + 1 }],
    );
    queue = [...queue.filter(({ at }) => at > second), ...again];
  }
  expect(most).toBe(1);
  // The alarm's next doorbell finds Postgres well.
  const back = queueMessage(doorbellOf(address, 1));
  await handleQueue(batchOf("history", [back]), { ...ports, db });
  expect(back.fate).toBe("acknowledged");
  expect(await syncOf(address)).toMatchObject({ syncedSeq: 1, status: "LATEST" });
});

test("once Postgres does not answer, the other objects of the delivery are not asked", async () => {
  const ports = historyPorts(unreachableDatabase());
  const addresses = Array.from({ length: 3 }, () => newAddress());
  for (const address of addresses) ports.outboxes.fill(address, heavy);
  const many = [...addresses, ...Array.from({ length: 20 }, () => newAddress())];
  const rings = many.map((address) => queueMessage(doorbellOf(address, 4)));
  await handleQueue(batchOf("history", rings), ports);
  expect(ports.outboxes.asked).toHaveLength(6);
  expect(rings.map(({ fate }) => fate).filter((fate) => fate !== "acknowledged")).toHaveLength(20);
});

test("an object that cannot be reached is tried again, and the rest of its delivery goes on", async () => {
  const ports = historyPorts(db);
  const [lost, healthy] = [newAddress(), newAddress()];
  ports.outboxes.fill(healthy, said(1));
  const { find } = ports.outboxes;
  const conversations = (address: Address) => {
    if (address.conversationId !== lost.conversationId) return find(address);
    return { ...find(address), handOver: () => Promise.reject(new Error("the object was reset")) };
  };
  const rings = [lost, healthy].map((address) => queueMessage(doorbellOf(address, 1)));
  await handleQueue(batchOf("history", rings), { ...ports, conversations });
  expect(rings.map(({ fate }) => fate)).toEqual([{ retriedAfter: 5 }, "acknowledged"]);
  expect(await syncOf(lost)).toMatchObject({ status: "ERROR", metadata: { reason: "hand-over: the object was reset" } });
});

test("a body that is no doorbell goes straight to the dead letters of the tenant that it names", async () => {
  const ports = historyPorts(db);
  const { tenantId } = newAddress();
  const strange = queueMessage({ tenant_id: tenantId, conversation_id: "", seq: "x" });
  const unreadable = queueMessage(new Map([["seq", 1]]));
  await handleQueue(batchOf("history", [strange, unreadable]), ports);
  expect([strange.fate, unreadable.fate]).toEqual(["acknowledged", "acknowledged"]);
  expect(await listDeadLetters(db, tenantId, firstPage)).toMatchObject({ total: 1, data: [{ id: strange.id, reason: "not a doorbell" }] });
});
