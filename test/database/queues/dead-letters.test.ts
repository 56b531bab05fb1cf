import { expect, test } from "vitest";
import { listDeadLetters, recordFailures } from "../../../src/history/index.ts";
import { handleQueue } from "../../../src/queues/index.ts";
import { historyPorts, newAddress, noon, testDatabase, unreachableDatabase } from "../../support/history.ts";
import { batchOf, doorbellOf, queueMessage } from "../../support/queue-batch.ts";

const db = testDatabase();

test("a dead letter delivered three times is kept once", async () => {
  const ports = historyPorts(db);
  const address = newAddress();
  const deliveries = [1, 2, 3].map((attempt) => queueMessage(doorbellOf(address, 7), attempt, `letter of ${address.conversationId}`));
  for (const message of deliveries) await handleQueue(batchOf("history-dead-letters", [message]), ports);
  expect(deliveries.map(({ fate }) => fate)).toEqual(["acknowledged", "acknowledged", "acknowledged"]);
  expect(await listDeadLetters(db, address.tenantId, { page: 1, perPage: 10 })).toEqual({
    data: [
      {
        id: `letter of ${address.conversationId}`,
        tenantId: address.tenantId,
        conversationId: address.conversationId,
        replayedAt: null,
        queue: "history",
        body: doorbellOf(address, 7),
        attempts: 1,
        reason: null,
        diedAt: noon,
      },
    ],
    total: 1,
    page: 1,
    per_page: 10,
  });
});

test("a dead letter tells why the last write failed, where that is known", async () => {
  const ports = historyPorts(db);
  const address = newAddress();
  await recordFailures(db, [{ ...address, seq: 7, reason: "22P02: no bigint", attempts: 3 }], noon);
  await handleQueue(batchOf("history-dead-letters", [queueMessage(doorbellOf(address, 7))]), ports);
  expect(await listDeadLetters(db, address.tenantId, { page: 1, perPage: 10 })).toMatchObject({ data: [{ reason: "22P02: no bigint" }] });
});

test("dead letters wait in their queue while Postgres is away", async () => {
  const message = queueMessage(doorbellOf(newAddress(), 1), 3);
  await handleQueue(batchOf("history-dead-letters", [message]), historyPorts(unreachableDatabase()));
  expect(message.fate).toEqual({ retriedAfter: 20 });
});

test("a tenant's dead letters come newest first, page by page, and no other tenant's among them", async () => {
  const [own, other] = [newAddress(), newAddress()];
  for (const [index, { tenantId, conversationId }] of [own, own, own, other].entries()) {
    const ports = { ...historyPorts(db), clock: { now: () => noon + index * 1000 } };
    await handleQueue(
      batchOf("history-dead-letters", [queueMessage({ tenant_id: tenantId, conversation_id: conversationId, seq: index })]),
      ports,
    );
  }
  const first = await listDeadLetters(db, own.tenantId, { page: 1, perPage: 2 });
  const second = await listDeadLetters(db, own.tenantId, { page: 2, perPage: 2 });
  expect(first.total).toBe(3);
  expect([...first.data, ...second.data].map(({ diedAt }) => diedAt)).toEqual([noon + 2000, noon + 1000, noon]);
});
