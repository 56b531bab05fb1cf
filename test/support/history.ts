import { randomUUID } from "node:crypto";
import { inject } from "vitest";
import type { Address, ConversationPort, Conversations } from "../../src/conversations/port.ts";
import type { ConversationRecord, HandOver, LogEvent, StoredMessage } from "../../src/transcript/records.ts";
import { connectDatabase, type Database } from "../../src/db/client.ts";
import type { HistoryPorts } from "../../src/history/index.ts";
import { retailFlow } from "../../src/lifecycle/index.ts";

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
    },
    language: "vi",
    state: "idle",
    visited: ["idle"],
    handler: "bot",
    shown: [],
    focus: null,
    metadata: {},
    lastSeq,
    syncedSeq: 0,
    lastMessageId: lastSeq === 0 ? null : `msg_${lastSeq}`,
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

export const eventAt = (seq: number): LogEvent => ({
  seq,
  kind: "state.changed",
  turnId: "turn_1",
  at: noon,
  data: { from: "idle", to: "browsing" },
});

/** Everything after `afterSeq` up to `upToSeq`: a message at each seq. */
export function handOverOf(address: Address, afterSeq: number, upToSeq: number, change: Partial<HandOver> = {}): HandOver {
  const messages = Array.from({ length: upToSeq - afterSeq }, (_, index) => messageAt(afterSeq + index + 1));
  return { conversation: recordOf(address, { lastSeq: upToSeq, syncedSeq: afterSeq }), messages, events: [], afterSeq, upToSeq, ...change };
}

/** Conversations of which only the outbox matters. */
export interface Outboxes {
  find: Conversations;
  /** Puts messages into a conversation; it hands them over in pages. Without any it hands over its bare record, once. */
  fill(address: Address, messages: StoredMessage[], change?: Partial<ConversationRecord>): void;
  syncedSeq(address: Address): number;
  /** Addresses in the order in which they were rung, asked for a page, acknowledged. */
  readonly rung: Address[];
  readonly asked: Address[];
  readonly acknowledged: { address: Address; seq: number; restored?: true }[];
}

function outboxes(pageSize = 100): Outboxes {
  const kept = new Map<string, { record: ConversationRecord; messages: StoredMessage[]; bare: boolean }>();
  const keyOf = ({ tenantId, conversationId }: Address) => JSON.stringify([tenantId, conversationId]);
  const calls = { rung: [] as Address[], asked: [] as Address[], acknowledged: [] as Outboxes["acknowledged"][number][] };
  const unused = async (): Promise<never> => {
    throw new Error("An outbox only hands over.");
  };
  const port: ConversationPort = {
    start: unused,
    sendAndStream: unused,
    sendAndWait: unused,
    attach: unused,
    stop: unused,
    read: unused,
    messages: unused,
    async handOver(address) {
      calls.asked.push(address);
      const own = kept.get(keyOf(address));
      const page = own?.messages.filter(({ seq }) => seq > own.record.syncedSeq).slice(0, pageSize);
      const last = page?.at(-1);
      if (!own || !page || !(last || own.bare)) return null;
      const { syncedSeq } = own.record;
      return { conversation: own.record, messages: page, events: [], afterSeq: syncedSeq, upToSeq: last?.seq ?? syncedSeq };
    },
    async acknowledge(address, seq, options) {
      calls.acknowledged.push({ address, seq, ...options });
      const own = kept.get(keyOf(address));
      if (!own) return;
      own.bare = false;
      own.record = { ...own.record, syncedSeq: options?.restored ? seq : Math.max(seq, own.record.syncedSeq) };
    },
    async ring(address) {
      calls.rung.push(address);
    },
  };
  return {
    ...calls,
    find: () => port,
    fill(address, messages, change) {
      kept.set(keyOf(address), {
        record: recordOf(address, { lastSeq: messages.at(-1)?.seq ?? 0, ...change }),
        messages,
        bare: messages.length === 0,
      });
    },
    syncedSeq: (address) => kept.get(keyOf(address))?.record.syncedSeq ?? 0,
  };
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
