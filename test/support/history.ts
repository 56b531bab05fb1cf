import { randomUUID } from "node:crypto";
import { inject } from "vitest";
import type { Address, HeldUpTo } from "../../src/conversations/port.ts";
import type { ConversationRecord, HandedRow, HandOver, LogEvent, LogRow, StoredMessage, TurnRow } from "../../src/transcript/records.ts";
import { connectDatabase, type Database } from "../../src/db/client.ts";
import type { HistoryPorts, Outbox } from "../../src/history/index.ts";
import { retailFlow } from "../../src/lifecycle/index.ts";
import { firstLink, linkOf } from "../../src/transcript/ledger.ts";

export const noon = Date.parse("2026-11-20T12:00:00.000Z");

/** The run's database, seen through a connection of its own. */
export const testDatabase = (): Database => connectDatabase(inject("standIns").databaseUrl, inject("standIns").databaseEndpoint);

/** A Postgres that refuses connections: nothing listens on this machine's discard port. */
export const unreachableDatabase = (): Database =>
  connectDatabase("postgresql://nobody:nothing@127.0.0.1:9/none", "http://127.0.0.1:9/sql");

export const newAddress = (tenantId = `tenant_${randomUUID()}`): Address => ({ tenantId, conversationId: `conv_${randomUUID()}` });

/** A conversation in which the last of `lastSeq` messages was just said. */
export function recordOf({ tenantId, conversationId }: Address, change: Partial<ConversationRecord> = {}): ConversationRecord {
  const lastSeq = change.lastSeq ?? 0;
  return {
    tenantId,
    conversationId,
    userId: "user_an",
    skillId: null,
    bot: {
      id: "bot_1",
      name: "Bot",
      instructions: "Sell.",
      greeting: { enabled: true },
      language: "vi",
      onBusy: "queue",
      flow: retailFlow,
      budget: { tokens: null, seconds: null, steps: null, money: null },
      recording: true,
    },
    flow: null,
    language: "vi",
    state: "idle",
    visited: ["idle"],
    handler: "bot",
    shown: [],
    focus: null,
    kept: {},
    metadata: {},
    lastSeq,
    syncedSeq: -1,
    lastMessageId: lastSeq === 0 ? null : `msg_${lastSeq}`,
    headSeq: lastSeq,
    branches: {},
    ratings: {},
    epoch: 0,
    stateBeforeHandover: null,
    generation: 0,
    rewinds: [],
    effects: "live",
    forkedFrom: null,
    silentSince: null,
    remindedAt: null,
    pausedFrom: null,
    startedAt: noon,
    endedAt: null,
    updatedAt: noon + lastSeq * 1000,
    ...change,
  };
}

/** Odd messages are the customer's, even ones the bot's. */
export function messageAt(seq: number, change: Partial<StoredMessage> = {}): StoredMessage {
  const content = change.content ?? `Câu thứ ${seq}`;
  return {
    seq,
    id: `msg_${seq}`,
    previousMessageId: seq === 1 ? null : `msg_${seq - 1}`,
    authorType: seq % 2 === 1 ? "user" : "assistant",
    content,
    parts: [{ type: "text", text: content }],
    metadata: {},
    turnId: `turn_${Math.ceil(seq / 2)}`,
    createdAt: noon + seq * 1000,
    updatedAt: noon + seq * 1000,
    ...change,
  };
}

export const eventAt = (seq: number, change: Partial<LogEvent> = {}): LogEvent => ({
  seq,
  kind: "state.changed",
  turnId: "turn_1",
  at: noon,
  data: { from: "idle", to: "browsing" },
  ...change,
});

/** The message as a row of the log, said after the one before it unless changed. */
export function rowAt(message: StoredMessage, change: Partial<LogRow> = {}): LogRow {
  const { seq } = message;
  return { seq, message, previousSeq: seq - 1, events: [], turn: null, stream: null, recording: null, ...change };
}

/** Events without a message; the row's place is the last one's. */
export function eventsRow(events: LogEvent[], change: Partial<LogRow> = {}): LogRow {
  return { seq: events.at(-1)?.seq ?? 0, message: null, previousSeq: 0, events, turn: null, stream: null, recording: null, ...change };
}

/** The turn that the answer settled. */
export function turnOf(answer: StoredMessage, change: Partial<TurnRow> = {}): TurnRow {
  return {
    messageId: `msg_${answer.seq - 1}`,
    merged: [],
    attempt: 1,
    requestId: null,
    turnId: answer.turnId ?? "turn_1",
    answerId: answer.id,
    status: "complete",
    questions: [],
    fingerprint: "print",
    after: null,
    edits: null,
    questionSeq: answer.seq - 1,
    from: { position: { state: "idle", visited: ["idle"] }, shown: [], focus: null },
    stalled: null,
    supersedes: null,
    epoch: 0,
    answerSeq: answer.seq,
    acceptedAt: answer.createdAt - 500,
    begunAt: answer.createdAt - 400,
    endedAt: answer.createdAt,
    ...change,
  };
}

const said = (count: number): LogRow[] => Array.from({ length: count }, (_, index) => rowAt(messageAt(index + 1)));

/** Rows with the links of their chain. */
async function linked(rows: readonly LogRow[], previousHash = firstLink): Promise<HandedRow[]> {
  const handed: HandedRow[] = [];
  let hash = previousHash;
  for (const row of rows) {
    hash = await linkOf(hash, row);
    handed.push({ ...row, hash });
  }
  return handed;
}

/** The hand-over of all rows after `afterSeq`. `rows` are the conversation's from its beginning. */
export async function handOverOfRows(
  conversation: ConversationRecord,
  rows: readonly LogRow[],
  afterSeq = 0,
  upToSeq?: number,
): Promise<HandOver> {
  const chain = await linked(rows);
  const own = chain.filter(({ seq }) => seq > afterSeq && seq <= (upToSeq ?? Infinity));
  const previousHash = chain.findLast(({ seq }) => seq <= afterSeq)?.hash ?? firstLink;
  return { conversation, rows: own, afterSeq, upToSeq: upToSeq ?? own.at(-1)?.seq ?? afterSeq, previousHash };
}

/** Everything after `afterSeq` up to `upToSeq`: a message at each seq. `rows` takes the place of all messages from the first on. */
export function handOverOf(
  address: Address,
  afterSeq: number,
  upToSeq: number,
  { conversation, rows }: { conversation?: ConversationRecord; rows?: LogRow[] } = {},
): Promise<HandOver> {
  const record = conversation ?? recordOf(address, { lastSeq: upToSeq, syncedSeq: afterSeq });
  return handOverOfRows(record, rows ?? said(upToSeq), afterSeq, upToSeq);
}

/** Conversations of which only the outbox matters. */
export interface Outboxes {
  find(address: Address): Outbox;
  /** Puts rows into a conversation; it hands them over in pages. Without any it hands over its bare record, once. */
  fill(address: Address, rows: (StoredMessage | LogRow)[], change?: Partial<ConversationRecord>): void;
  syncedSeq(address: Address): number;
  /** Addresses in the order in which they were rung, asked for a page, erased, acknowledged. */
  readonly rung: Address[];
  readonly asked: Address[];
  readonly erased: Address[];
  readonly acknowledged: (HeldUpTo & { address: Address; restored?: true })[];
}

interface KeptOutbox {
  record: ConversationRecord;
  rows: LogRow[];
  chain: Promise<HandedRow[]>;
}

function outboxes(pageSize = 100): Outboxes {
  const kept = new Map<string, KeptOutbox>();
  const keyOf = ({ tenantId, conversationId }: Address) => JSON.stringify([tenantId, conversationId]);
  const calls = {
    rung: [] as Address[],
    asked: [] as Address[],
    erased: [] as Address[],
    acknowledged: [] as Outboxes["acknowledged"][number][],
  };
  const port: Outbox = {
    async handOver(address) {
      calls.asked.push(address);
      const own = kept.get(keyOf(address));
      return own ? handOverPage(own, await own.chain, pageSize) : null;
    },
    async acknowledge(address, held, options) {
      calls.acknowledged.push({ address, ...held, ...options });
      const own = kept.get(keyOf(address));
      if (!own) return;
      const link = (await own.chain).findLast(({ seq }) => seq <= held.seq)?.hash ?? firstLink;
      if (held.hash !== link) throw new Error(`The chain at ${held.seq} reads ${link}, not ${held.hash}.`);
      own.record = { ...own.record, syncedSeq: options?.restored ? held.seq : Math.max(held.seq, own.record.syncedSeq) };
    },
    async ring(address) {
      calls.rung.push(address);
    },
    async erase(address) {
      calls.erased.push(address);
      const own = kept.get(keyOf(address));
      kept.delete(keyOf(address));
      return { messages: own?.rows.length ?? 0, recordings: 0 };
    },
  };
  return {
    ...calls,
    find: () => port,
    fill(address, given, change) {
      const rows = given.map((one) => ("message" in one ? one : rowAt(one)));
      const record = recordOf(address, { lastSeq: rows.at(-1)?.seq ?? 0, ...change });
      kept.set(keyOf(address), { record, rows, chain: linked(rows) });
    },
    syncedSeq: (address) => kept.get(keyOf(address))?.record.syncedSeq ?? -1,
  };
}

function handOverPage({ record }: KeptOutbox, chain: readonly HandedRow[], pageSize: number): HandOver | null {
  const { syncedSeq } = record;
  if (syncedSeq >= record.lastSeq) return null;
  const rows = chain.filter(({ seq }) => seq > syncedSeq).slice(0, pageSize);
  const afterSeq = Math.max(0, syncedSeq);
  const previousHash = chain.findLast(({ seq }) => seq <= afterSeq)?.hash ?? firstLink;
  return { conversation: record, rows, afterSeq, upToSeq: rows.at(-1)?.seq ?? afterSeq, previousHash };
}

export interface TestHistoryPorts extends HistoryPorts {
  outboxes: Outboxes;
  logged: { level: "info" | "warn" | "error"; event: string; fields: Record<string, unknown> | undefined }[];
}

/** What consumers and sweeps need, with outboxes in memory and a clock that stands at noon. */
export function historyPorts(db: Database, pageSize?: number): TestHistoryPorts {
  const own = outboxes(pageSize);
  const logged: TestHistoryPorts["logged"] = [];
  const at = (level: "info" | "warn" | "error") => (event: string, fields?: Record<string, unknown>) =>
    void logged.push({ level, event, fields });
  return {
    db,
    conversations: own.find,
    outboxes: own,
    clock: { now: () => noon },
    log: { info: at("info"), warn: at("warn"), error: at("error") },
    logged,
  };
}
