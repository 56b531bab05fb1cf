import { and, eq, sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { migrate } from "../../../dev/migrate.ts";
import type { RunningPostgres } from "../../../dev/postgres/start.ts";
import type { Address } from "../../../src/conversations/port.ts";
import { connectDatabase, type Database } from "../../../src/db/client.ts";
import { auditFindings, conversationSync, conversations } from "../../../src/db/schema/index.ts";
import { auditConversation } from "../../../src/history/audit.ts";
import { auditHistory, readAudit, recordFailures, writeHandOvers } from "../../../src/history/index.ts";
import type { LogRow } from "../../../src/transcript/records.ts";
import { startEmptyPostgres } from "../../support/database.ts";
import {
  eventAt,
  eventsRow,
  handOverOf,
  handOverOfRows,
  historyPorts,
  messageAt,
  newAddress,
  noon,
  recordOf,
  rowAt,
  turnOf,
} from "../../support/history.ts";
import { logRow } from "../../support/log-rows.ts";

/** An audit looks at whatever is there, so these tests have a Postgres of their own. */
let postgres: RunningPostgres;
let db: Database;

beforeAll(async () => {
  postgres = await startEmptyPostgres();
  db = connectDatabase(postgres.connectionString, postgres.endpoint);
  await migrate(db);
});
beforeEach(async () => {
  await db.delete(conversationSync);
});
afterAll(async () => postgres.stop());

/** Writes rows in pages that end at these places. */
async function flush(address: Address, rows: LogRow[], ends: number[]): Promise<void> {
  const lastSeq = rows.at(-1)?.seq ?? 0;
  let afterSeq = 0;
  for (const end of [...ends, lastSeq]) {
    await writeHandOvers(db, [await handOverOfRows(recordOf(address, { lastSeq }), rows, afterSeq, end)], noon);
    afterSeq = end;
  }
}

/** What the audit says of one conversation. */
async function findingsOf(address: Address) {
  const { tenantId, conversationId } = address;
  const [held] = await db
    .select()
    .from(conversationSync)
    .where(and(eq(conversationSync.tenantId, tenantId), eq(conversationSync.conversationId, conversationId)));
  if (!held) throw new Error("Postgres does not follow this conversation.");
  return (await auditConversation(db, held)).findings;
}

const answer = messageAt(20, {
  authorType: "assistant",
  parts: [{ type: "text", text: "Dạ có ạ", n: 1.5 }],
  metadata: { status: "complete" },
});
const rows: LogRow[] = [
  rowAt(messageAt(10, { previousMessageId: null }), { previousSeq: 0 }),
  rowAt(answer, { previousSeq: 10, events: [eventAt(15), eventAt(20, { kind: "turn.ended" })], turn: turnOf(answer) }),
  eventsRow([eventAt(21), eventAt(22, { kind: "feedback.given" })], { previousSeq: 20 }),
  rowAt(messageAt(30), { previousSeq: 20 }),
  rowAt(messageAt(40), { previousSeq: 30 }),
];

test("what was handed over page by page, twice and overlapping, is found in order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.tuple(logRow(10), logRow(20), logRow(30)), fc.subarray([10, 20]), async (given, ends) => {
      const address = newAddress();
      // Any two rows may be made up with one id, and follow what is no message.
      const plain = given.map((row, index) => ({ ...row, previousSeq: 0, message: row.message && { ...row.message, id: `m${index}` } }));
      await flush(address, plain, ends);
      await flush(address, plain, []);
      expect(await findingsOf(address)).toEqual([]);
    }),
    { seed: 20261120, numRuns: 25 },
  );
});

test("one character changed anywhere in one row is found", async () => {
  const column = (table: string, name: string, seq: number, to: string) => ({ table, name, seq, to });
  const changes = [
    ...[10, 20, 30, 40].flatMap((seq) => [
      column("messages", "content", seq, "overlay(content placing '_' from 1 for 1)"),
      column("messages", "parts", seq, "jsonb_set(parts, '{0,text}', to_jsonb(overlay((parts -> 0 ->> 'text') placing '_' from 3 for 1)))"),
      column("messages", "id", seq, "id || '1'"),
      column("messages", "author_type", seq, "'staff'"),
      column("messages", "author_type", seq, "author_type || 's'"),
      column("messages", "metadata", seq, `metadata || '{"a": 1}'`),
      column("messages", "turn_id", seq, "turn_id || '1'"),
      column("messages", "previous_seq", seq, "previous_seq + 1"),
      column("messages", "previous_message_id", seq, "coalesce(previous_message_id, '') || '1'"),
      column("messages", "hash", seq, "overlay(hash placing '_' from 5 for 1)"),
      column("messages", "hash", seq, "null"),
      column("messages", "created_at", seq, "created_at + interval '1 millisecond'"),
      column("messages", "updated_at", seq, "updated_at - interval '1 millisecond'"),
      column("messages", "seq", seq, "seq + 1"),
    ]),
    column("messages", "turn", 20, `turn || '{"attempt": 2}'`),
    column("messages", "turn", 20, `turn || '{"unknown": 2}'`),
    column("messages", "turn", 20, "null"),
    column("messages", "parts", 20, "jsonb_set(parts, '{0,n}', '1.6')"),
    ...[15, 20, 21, 22].flatMap((seq) => [
      column("conversation_log", "kind", seq, "'state.refused'"),
      column("conversation_log", "data", seq, `data || '{"to": "closed"}'`),
      column("conversation_log", "at", seq, "at + interval '1 second'"),
      column("conversation_log", "turn_id", seq, "null"),
      column("conversation_log", "row_seq", seq, "row_seq + 7"),
    ]),
    column("conversation_log", "previous_seq", 22, "10"),
    column("conversation_log", "hash", 22, "null"),
    column("flush_ledger", "hash", 22, "overlay(hash placing '_' from 5 for 1)"),
    column("flush_ledger", "previous_hash", 40, "overlay(previous_hash placing '_' from 5 for 1)"),
    column("flush_ledger", "up_to_seq", 22, "up_to_seq + 1"),
    column("conversation_sync", "hash", 40, "overlay(hash placing '_' from 5 for 1)"),
  ];
  const place = { flush_ledger: "up_to_seq", conversation_sync: "synced_seq", messages: "seq", conversation_log: "seq" };
  for (const { table, name, seq, to } of changes) {
    const address = newAddress();
    await flush(address, rows, [22]);
    const changed = await db.execute(sql`update ${sql.identifier(table)} set ${sql.identifier(name)} = ${sql.raw(to)}
      where conversation_id = ${address.conversationId} and ${sql.identifier(place[table as keyof typeof place])} = ${seq}`);
    expect(changed.rowCount, `${table}.${name} at ${seq}`).toBe(1);
    expect(await findingsOf(address), `${table}.${name} at ${seq} to ${to}`).not.toEqual([]);
  }
});

test("any one character of any text is covered", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.nat(),
      fc.string({ minLength: 1, maxLength: 1, unit: "grapheme-ascii" }),
      async (which, where, letter) => {
        const address = newAddress();
        await flush(address, rows, [22]);
        const { seq, message } = [rows[0], rows[1], rows[3], rows[4]][which % 4] as LogRow;
        const content = message?.content ?? "";
        const at = where % content.length;
        const changed = content.slice(0, at) + letter + content.slice(at + 1);
        fc.pre(changed !== content);
        await db.execute(sql`update messages set content = ${changed} where conversation_id = ${address.conversationId} and seq = ${seq}`);
        expect(await findingsOf(address)).toMatchObject([{ kind: "broken_chain", seq }]);
      },
    ),
    { seed: 20261120, numRuns: 30 },
  );
});

test.each<[string, (address: Address) => ReturnType<typeof sql>, { kind: string; seq: number }[]]>([
  [
    "a message in the midst",
    (one) => sql`delete from messages where conversation_id = ${one.conversationId} and seq = 20`,
    [
      { kind: "gap", seq: 20 },
      { kind: "broken_chain", seq: 22 },
    ],
  ],
  [
    "the last message",
    (one) => sql`delete from messages where conversation_id = ${one.conversationId} and seq = 40`,
    [{ kind: "gap", seq: 40 }],
  ],
  ["every message", (one) => sql`delete from messages where conversation_id = ${one.conversationId}`, [{ kind: "gap", seq: 40 }]],
  [
    "an event",
    (one) => sql`delete from conversation_log where conversation_id = ${one.conversationId} and seq = 15`,
    [{ kind: "broken_chain", seq: 20 }],
  ],
  [
    "the first page of the ledger",
    (one) => sql`delete from flush_ledger where conversation_id = ${one.conversationId} and after_seq = 0`,
    [{ kind: "gap", seq: 22 }],
  ],
  [
    "the last page of the ledger",
    (one) => sql`delete from flush_ledger where conversation_id = ${one.conversationId} and up_to_seq = 40`,
    [{ kind: "gap", seq: 40 }],
  ],
  ["the whole ledger", (one) => sql`delete from flush_ledger where conversation_id = ${one.conversationId}`, [{ kind: "gap", seq: 40 }]],
])("what is missing is found: %s", async (_, loss, expected) => {
  const address = newAddress();
  await flush(address, rows, [22]);
  await db.execute(loss(address));
  const findings = await findingsOf(address);
  for (const one of expected) expect(findings).toContainEqual(expect.objectContaining(one));
});

test("a message that is there twice, and a place with two links, are doubles", async () => {
  const address = newAddress();
  await flush(address, [...rows, rowAt(messageAt(50, { id: "msg_10" }), { previousSeq: 40 })], []);
  expect(await findingsOf(address)).toMatchObject([{ kind: "double", seq: 50 }]);
  const other = newAddress();
  await flush(other, rows, []);
  const anew = rows.map((row) => (row.seq === 40 ? rowAt(messageAt(40, { content: "Khác" }), { previousSeq: 30 }) : row));
  await flush(other, anew, []);
  expect(await findingsOf(other)).toContainEqual(expect.objectContaining({ kind: "double", seq: 40 }));
});

test("an event that nobody handed over is found", async () => {
  const address = newAddress();
  await flush(address, rows, []);
  await db.execute(sql`insert into conversation_log (tenant_id, conversation_id, seq, row_seq, kind, data, at)
    values (${address.tenantId}, ${address.conversationId}, 33, 33, 'tool.called', '{}', now())`);
  expect(await findingsOf(address)).toContainEqual(expect.objectContaining({ kind: "broken_chain", seq: 33 }));
});

test("rows older than the chain are let be, and those after them are checked", async () => {
  const address = newAddress();
  const older = await handOverOf(address, 0, 3);
  await writeHandOvers(db, [older], noon);
  await db.execute(sql`update messages set hash = null where conversation_id = ${address.conversationId}`);
  await db.execute(sql`update conversation_sync set hash = '' where conversation_id = ${address.conversationId}`);
  await db.execute(sql`delete from flush_ledger where conversation_id = ${address.conversationId}`);
  expect(await findingsOf(address)).toEqual([]);
  const newer = await handOverOfRows(
    recordOf(address, { lastSeq: 5 }),
    [4, 5].map((seq) => rowAt(messageAt(seq))),
    3,
  );
  await writeHandOvers(db, [newer], noon);
  expect(await findingsOf(address)).toEqual([]);
  await db.execute(sql`update messages set content = 'x' where conversation_id = ${address.conversationId} and seq = 4`);
  expect(await findingsOf(address)).toMatchObject([{ kind: "broken_chain", seq: 4 }]);
});

test("pages that overtook others are no gap: they do not count yet", async () => {
  const address = newAddress();
  await writeHandOvers(db, [await handOverOf(address, 3, 6)], noon);
  expect(await findingsOf(address)).toEqual([]);
  await writeHandOvers(db, [await handOverOf(address, 0, 3)], noon);
  expect(await findingsOf(address)).toEqual([]);
});

test("an audit checks what was written since, keeps what it finds until it is repaired, and forgets what was erased", async () => {
  const ports = historyPorts(db);
  const [sound, broken] = [newAddress(), newAddress()];
  broken.tenantId = sound.tenantId;
  for (const address of [sound, broken]) await flush(address, rows, [22]);
  await db.execute(sql`update messages set content = content || '.' where conversation_id = ${broken.conversationId} and seq = 30`);
  expect(await readAudit(db, sound.tenantId, noon)).toMatchObject({ checkedAt: null, conversations: 0, due: 2, findings: [] });
  expect(await auditHistory(ports)).toEqual({ conversations: 2, findings: 1 });
  const finding = { conversationId: broken.conversationId, kind: "broken_chain", seq: 30, foundAt: noon };
  expect(await readAudit(db, sound.tenantId, noon)).toMatchObject({ checkedAt: noon, conversations: 2, due: 0, findings: [finding] });
  expect(await readAudit(db, newAddress().tenantId, noon)).toMatchObject({ checkedAt: null, conversations: 0, findings: [] });
  expect(ports.logged).toContainEqual(expect.objectContaining({ level: "error", event: "history.audit_found" }));
  // Found again, and once only.
  expect(await auditHistory(ports)).toEqual({ conversations: 2, findings: 1 });
  await db.execute(sql`update messages set content = rtrim(content, '.') where conversation_id = ${broken.conversationId}`);
  expect(await auditHistory(ports)).toEqual({ conversations: 2, findings: 0 });
  expect((await readAudit(db, sound.tenantId, noon)).findings).toEqual([]);
});

test("what was erased while it was checked leaves no finding behind", async () => {
  const ports = historyPorts(db);
  const address = newAddress();
  await flush(address, rows, []);
  await db.execute(sql`delete from messages where conversation_id = ${address.conversationId}`);
  await db.delete(auditFindings);
  const erased = db.execute(sql`delete from conversation_sync where conversation_id = ${address.conversationId}`);
  await Promise.all([auditHistory(ports), erased]);
  const left = await db.select().from(auditFindings).where(eq(auditFindings.conversationId, address.conversationId));
  const held = await db.select().from(conversationSync).where(eq(conversationSync.conversationId, address.conversationId));
  expect({ left, held }).toEqual({ left: [], held: [] });
});

test("the lag says for how long conversations have been behind", async () => {
  const { tenantId } = newAddress();
  for (const minutes of [1, 2, 10]) {
    const address = newAddress(tenantId);
    const told = recordOf(address, { lastSeq: 9 });
    await writeHandOvers(db, [await handOverOf(address, 0, 3, { conversation: told })], noon - minutes * 60_000);
    // Neither another page nor a failure nor a sweep sets the clock back.
    await writeHandOvers(db, [await handOverOf(address, 3, 6, { conversation: told })], noon - 1000);
    await recordFailures(db, [{ ...address, seq: 9, reason: "refused", attempts: 1 }], noon - 500);
  }
  await writeHandOvers(db, [await handOverOf(newAddress(tenantId), 0, 3)], noon - 3_600_000);
  expect((await readAudit(db, tenantId, noon)).lag).toEqual({ behind: 3, p50: 120, p95: 552, max: 600 });
  expect((await readAudit(db, newAddress().tenantId, noon)).lag).toEqual({ behind: 0, p50: 0, p95: 0, max: 0 });
});

test("an audit that finds nothing to check is content", async () => {
  await db.delete(conversations);
  expect(await auditHistory(historyPorts(db))).toEqual({ conversations: 0, findings: 0 });
});
