/** Proof 18: each batch three times, shuffled, one message in a hundred poison: the same state, and the poison is listed and replayable. */
import { sql } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Address } from "../../../src/conversations/port.ts";
import { auditConversation } from "../../../src/history/audit.ts";
import { explainLetter, listDeadLetters, readReleased, readReleasedRows, replayLetters } from "../../../src/history/index.ts";
import { handleQueue } from "../../../src/queues/index.ts";
import type { LogRow } from "../../../src/transcript/records.ts";
import {
  eventAt,
  historyPorts,
  messageAt,
  newAddress,
  recordOf,
  rowAt,
  testDatabase,
  type TestHistoryPorts,
} from "../../support/history.ts";
import { batchOf, doorbellOf, queueMessage } from "../../support/queue-batch.ts";

const db = testDatabase();
const seed = Number(process.env["PROOF_SEED"] ?? 20261120);
const batches = 8;
const perBatch = 25;

/** Longer than an index entry may be, and nothing that compresses: Postgres refuses it. */
const unstorable = Array.from({ length: 2_000 }, (_, index) => String.fromCodePoint(0x4e00 + ((index * 7919) % 20_000))).join("");

const rowsOf = (length: number): LogRow[] =>
  Array.from({ length }, (_, index) => rowAt(messageAt(index + 1), { events: index % 3 === 2 ? [eventAt(index + 1)] : [] }));

interface Given {
  address: Address;
  rows: LogRow[];
}

/** Delivers until nothing is left to deliver: what is retried comes again, later and among others. */
async function deliver(ports: TestHistoryPorts, given: readonly Given[], random: () => number): Promise<number> {
  const shuffle = <Item>(items: Item[]) =>
    items
      .map((item) => ({ item, at: random() }))
      .toSorted((a, b) => a.at - b.at)
      .map(({ item }) => item);
  let waiting = shuffle(
    [1, 2, 3].flatMap(() => given.map(({ address, rows }) => ({ body: doorbellOf(address, rows.length), attempts: 1 }))),
  );
  let deliveries = 0;
  while (waiting.length > 0) {
    const taken = waiting.slice(0, perBatch * 3);
    const messages = taken.map(({ body, attempts }) => queueMessage(body, attempts));
    await handleQueue(batchOf("history", messages), ports);
    deliveries += 1;
    const again = messages.flatMap(({ body, attempts, fate }) =>
      fate === "acknowledged" ? [] : [{ body: body as never, attempts: attempts + 1 }],
    );
    waiting = shuffle([...waiting.slice(perBatch * 3), ...again]);
  }
  return deliveries;
}

test("every batch three times and shuffled, with poison among it, ends in the state of once and in order", async () => {
  const ports = historyPorts(db, 4);
  const tenantId = newAddress().tenantId;
  const given = Array.from({ length: batches * perBatch }, (_, index): Given => ({
    address: newAddress(tenantId),
    rows: rowsOf(1 + (index % 12)),
  }));
  const poisoned = given.filter((_, index) => index % 100 === 41);
  for (const { address, rows } of given) ports.outboxes.fill(address, rows);
  for (const { address, rows } of poisoned)
    ports.outboxes.fill(
      address,
      rows.map((row, index) => (index === 0 && row.message ? { ...row, message: { ...row.message, id: unstorable } } : row)),
    );

  const random = fc.sample(fc.double({ min: 0, max: 1, noNaN: true }), { seed, numRuns: 20_000 });
  let drawn = 0;
  const deliveries = await deliver(ports, given, () => random[drawn++ % random.length] ?? 0);

  for (const { address, rows } of given.filter((one) => !poisoned.includes(one))) await expectHeld(address, rows);
  const letters = await listDeadLetters(db, tenantId, { page: 1, perPage: 100 });
  expect(letters.data.map(({ conversationId }) => conversationId).toSorted()).toEqual(
    poisoned.map(({ address }) => address.conversationId).toSorted(),
  );
  expect(letters.data.every((letter) => explainLetter(letter).replayable)).toBe(true);
  for (const { address } of poisoned) expect(await readReleasedRows(db, address, 0, 100, 1_000_000)).toEqual([]);

  // What Postgres objected to is put right, and the letters are replayed.
  for (const { address, rows } of poisoned) ports.outboxes.fill(address, rows);
  const rung: { address: Address; seq: number }[] = [];
  const ringHistory = async (address: Address, seq: number) => void rung.push({ address, seq });
  expect(await replayLetters({ db, clock: ports.clock, ringHistory }, tenantId)).toMatchObject({ queued: poisoned.length, remaining: 0 });
  await handleQueue(
    batchOf(
      "history",
      rung.map(({ address, seq }) => queueMessage(doorbellOf(address, seq))),
    ),
    ports,
  );
  for (const { address, rows } of poisoned) await expectHeld(address, rows);
  expect((await listDeadLetters(db, tenantId, { page: 1, perPage: 100 })).total).toBe(0);
  console.info(
    `proof 18: seed ${seed}, ${given.length} conversations × 3, ${deliveries} deliveries, ${poisoned.length} poisoned, ${rung.length} replayed`,
  );
}, 120_000);

/** Whole, in order, once, chained, and at the end of what the object holds. */
async function expectHeld(address: Address, rows: readonly LogRow[]): Promise<void> {
  expect(await readReleasedRows(db, address, 0, 100, 10_000_000)).toEqual(rows);
  const released = await readReleased(db, address);
  expect(released?.record).toEqual({ ...recordOf(address, { lastSeq: rows.length }), syncedSeq: rows.length });
  expect((await auditConversation(db, { ...address, syncedSeq: rows.length, hash: released?.hash ?? "" })).findings).toEqual([]);
  const { rows: counted } = await db.execute(
    sql`select count(*)::int as pages from flush_ledger where conversation_id = ${address.conversationId}`,
  );
  expect(counted[0]?.["pages"]).toBe(Math.ceil(rows.length / 4));
}
