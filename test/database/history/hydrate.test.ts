import fc from "fast-check";
import { expect, test } from "vitest";
import type { Address } from "../../../src/conversations/port.ts";
import { readReleased, readReleasedRows, writeHandOvers } from "../../../src/history/index.ts";
import { firstLink, linkOf } from "../../../src/transcript/ledger.ts";
import type { LogRow } from "../../../src/transcript/records.ts";
import {
  eventAt,
  eventsRow,
  handOverOf,
  handOverOfRows,
  messageAt,
  newAddress,
  noon,
  recordOf,
  rowAt,
  testDatabase,
  turnOf,
} from "../../support/history.ts";
import { logRow } from "../../support/log-rows.ts";

const db = testDatabase();
const plenty = 10_000_000;

async function readAll(address: Address, limit: number, bytes = plenty): Promise<LogRow[][]> {
  const pages: LogRow[][] = [];
  for (let afterSeq = 0; ;) {
    const page = await readReleasedRows(db, address, afterSeq, limit, bytes);
    if (page.length === 0) return pages;
    pages.push(page);
    afterSeq = page.at(-1)?.seq ?? afterSeq;
  }
}

test("whatever a row holds, Postgres gives back a row with the same link", async () => {
  const rows = fc
    .integer({ min: 1, max: 4 })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => logRow((index + 1) * 10))));
  await fc.assert(
    fc.asyncProperty(rows, async (given) => {
      const address = newAddress();
      const handOver = await handOverOfRows(recordOf(address, { lastSeq: given.length * 10 }), given);
      await writeHandOvers(db, [handOver], noon);
      const read = await readReleasedRows(db, address, 0, 100, plenty);
      let link = firstLink;
      const links: string[] = [];
      for (const row of read) links.push((link = await linkOf(link, row)));
      expect(links).toEqual(handOver.rows.map(({ hash }) => hash));
      expect((await readReleased(db, address))?.hash).toBe(link);
    }),
    { seed: 20261120, numRuns: 40 },
  );
});

test("a released conversation wakes with its whole record, and with the link on which its chain goes on", async () => {
  const address = newAddress();
  const record = recordOf(address, {
    lastSeq: 5,
    headSeq: 4,
    branches: { 1: [2, 4] },
    ratings: { 2: "up" },
    epoch: 3,
    stateBeforeHandover: "viewing",
    handler: "staff",
    generation: 2,
    rewinds: [{ generation: 2, firstSeq: 4 }],
    effects: "fenced",
    forkedFrom: { conversationId: "origin", seq: 12 },
    bot: { ...recordOf(address).bot, onBusy: "merge", budget: { tokens: 100, seconds: null, steps: 3, money: 0.05 }, recording: false },
    metadata: { plan: "vàng" },
    kept: { assessment_test: { test: "ielts", answered: [{ id: "a1", choice: 2 }] } },
    endedAt: noon,
    silentSince: noon - 60_000,
    remindedAt: noon - 30_000,
    pausedFrom: "analyzing",
  });
  const handOver = await handOverOf(address, 0, 5, { conversation: record });
  await writeHandOvers(db, [handOver], noon);
  expect(await readReleased(db, address)).toEqual({ record: { ...record, syncedSeq: 5 }, hash: handOver.rows.at(-1)?.hash });
  expect(await readReleased(db, newAddress())).toBeNull();
});

test("rows come back whole and in order: messages, turns, recordings, events between and alone, also across another row's events", async () => {
  const address = newAddress();
  const answer = messageAt(40, { authorType: "assistant" });
  const rows = [
    rowAt(messageAt(5), { previousSeq: 0 }),
    // Staff take over in the midst of the turn whose events are 7, 15 and 40.
    eventsRow([eventAt(19), eventAt(20, { kind: "handover.started", turnId: null })], { previousSeq: 5 }),
    rowAt(answer, {
      previousSeq: 5,
      events: [eventAt(7), eventAt(15), eventAt(40, { kind: "turn.ended" })],
      turn: turnOf(answer, { questionSeq: 5 }),
      recording: "packed",
      stream: "not kept",
    }),
    eventsRow([eventAt(41, { kind: "feedback.given", turnId: null })], { previousSeq: 40 }),
  ];
  await writeHandOvers(db, [await handOverOfRows(recordOf(address, { lastSeq: 41 }), rows)], noon);
  const kept = rows.map((row) => ({ ...row, stream: null }));
  for (const limit of [1, 2, 3, 100]) expect((await readAll(address, limit)).flat()).toEqual(kept);
});

test("a page ends at its bytes, and holds one row at least", async () => {
  const address = newAddress();
  const rows = [1, 2, 3, 4].map((seq) => rowAt(messageAt(seq, { parts: [{ type: "text", text: "x".repeat(1000) }] })));
  await writeHandOvers(db, [await handOverOfRows(recordOf(address, { lastSeq: 4 }), rows)], noon);
  expect((await readAll(address, 100, 1)).map((page) => page.length)).toEqual([1, 1, 1, 1]);
  expect((await readAll(address, 100, 1500)).map((page) => page.length)).toEqual([2, 2]);
});

test("a conversation of 5,000 messages comes back whole, page by page", async () => {
  const address = newAddress();
  const rows = Array.from({ length: 5000 }, (_, index) =>
    rowAt(messageAt(index + 1), { events: index % 2 === 1 ? [eventAt(index + 1)] : [] }),
  );
  const whole = await handOverOfRows(recordOf(address, { lastSeq: 5000 }), rows);
  for (let after = 0; after < 5000; after += 1000) {
    const part = { ...whole, afterSeq: after, upToSeq: after + 1000, rows: whole.rows.slice(after, after + 1000) };
    await writeHandOvers(db, [{ ...part, previousHash: whole.rows[after - 1]?.hash ?? firstLink }], noon);
  }
  const pages = await readAll(address, 500);
  expect(pages).toHaveLength(10);
  expect(pages.flat()).toEqual(rows);
});

test("another tenant's rows, and another conversation's, stay out", async () => {
  const address = newAddress();
  const others = [{ ...newAddress(), conversationId: address.conversationId }, newAddress(address.tenantId)];
  await writeHandOvers(db, await Promise.all([address, ...others].map((one) => handOverOf(one, 0, 3))), noon);
  expect(await readReleasedRows(db, address, 0, 100, plenty)).toHaveLength(3);
  expect(await readReleasedRows(db, newAddress(), 0, 100, plenty)).toEqual([]);
});
