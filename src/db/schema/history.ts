import { sql } from "drizzle-orm";
import { bigint, boolean, check, index, integer, jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import type { JsonObject, JsonValue } from "../../platform/ports.ts";

const at = (name: string) => timestamp(name, { withTimezone: true });
const sequence = (name: string) => bigint(name, { mode: "number" });
const metadata = () => jsonb("metadata").$type<JsonObject>().notNull().default({});

/** One row a conversation: all that a released one needs to be read, listed and woken again. */
export const conversations = pgTable(
  "conversations",
  {
    tenantId: text("tenant_id").notNull(),
    id: text("id").notNull(),
    userId: text("user_id").notNull(),
    botId: text("bot_id").notNull(),
    /** The bot as the conversation began with it; written once. */
    bot: jsonb("bot").notNull(),
    skillId: text("skill_id"),
    state: text("state").notNull(),
    language: text("language").notNull(),
    visited: jsonb("visited").$type<string[]>().notNull(),
    handler: text("handler").notNull(),
    shown: jsonb("shown").$type<string[]>().notNull(),
    focus: text("focus"),
    metadata: metadata(),
    lastSeq: sequence("last_seq").notNull(),
    lastMessageId: text("last_message_id"),
    /** The rest of the record, by which a released conversation wakes whole: branches, epoch, generation, effects … */
    standing: jsonb("standing").$type<JsonObject>().notNull().default({}),
    startedAt: at("started_at").notNull(),
    endedAt: at("ended_at"),
    updatedAt: at("updated_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    // NULLS FIRST is what a plain `order by … desc` asks for: written otherwise, the index is not used.
    index("conversations_newest").on(table.tenantId, table.startedAt.desc().nullsFirst()),
    index("conversations_by_user").on(table.tenantId, table.userId, table.startedAt.desc().nullsFirst()),
    index("conversations_metadata").using("gin", table.metadata.op("jsonb_path_ops")),
  ],
);

/** One row a message; idempotent on (conversation, seq). */
export const messages = pgTable(
  "messages",
  {
    tenantId: text("tenant_id").notNull(),
    conversationId: text("conversation_id").notNull(),
    seq: sequence("seq").notNull(),
    id: text("id").notNull(),
    previousMessageId: text("previous_message_id"),
    authorType: text("author_type").notNull(),
    content: text("content").notNull(),
    parts: jsonb("parts").$type<({ type: string } & JsonObject)[]>().notNull(),
    metadata: metadata(),
    turnId: text("turn_id"),
    /** The place of the message before it on its branch; 0 at the beginning. */
    previousSeq: sequence("previous_seq").notNull().default(0),
    /** Of an answer: the turn that it settled. */
    turn: jsonb("turn").$type<JsonObject>(),
    /** Of an answer: what its turn took from the outside, for replays. */
    recording: text("recording"),
    /** The link of the conversation's hash chain: `src/transcript/ledger.ts`. Null for rows older than the chain. */
    hash: text("hash"),
    createdAt: at("created_at").notNull(),
    updatedAt: at("updated_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.conversationId, table.seq] }),
    index("messages_by_id").on(table.tenantId, table.conversationId, table.id),
    index("messages_words").using("gin", sql`edgewise_fold(${table.content}) gin_trgm_ops`),
  ],
);

/** What happened besides messages: states, tools, turns. Analytics read it. */
export const conversationLog = pgTable(
  "conversation_log",
  {
    tenantId: text("tenant_id").notNull(),
    conversationId: text("conversation_id").notNull(),
    seq: sequence("seq").notNull(),
    kind: text("kind").notNull(),
    turnId: text("turn_id"),
    /** The row of the log that holds the event: its message's place, or that of the last event where there is no message. */
    rowSeq: sequence("row_seq").notNull(),
    /** As of a message, where the row holds events alone: they stand on the last event of the row. */
    previousSeq: sequence("previous_seq").notNull().default(0),
    /** The link, where the row holds events alone and no message. */
    hash: text("hash"),
    data: jsonb("data").$type<JsonObject>().notNull(),
    at: at("at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.conversationId, table.seq] }),
    index("conversation_log_by_kind").on(table.tenantId, table.kind, table.at),
    index("conversation_log_by_row").on(table.tenantId, table.conversationId, table.rowSeq),
  ],
);

/** LATEST: all that the object told of is here. SYNCING: more is on its way. ERROR: the last write failed (contracts.md §3). */
export type SyncStatus = "LATEST" | "SYNCING" | "ERROR";

/** How far Postgres follows each conversation (contracts.md §3). */
export const conversationSync = pgTable(
  "conversation_sync",
  {
    tenantId: text("tenant_id").notNull(),
    conversationId: text("conversation_id").notNull(),
    syncedSeq: sequence("synced_seq").notNull(),
    /** The link at `synced_seq`; empty at the beginning, and for what is older than the chain. */
    hash: text("hash").notNull().default(""),
    status: text("status").$type<SyncStatus>().notNull(),
    /** Since when Postgres has been behind; null where it is not. */
    behindSince: at("behind_since"),
    /** Whether something was written that no audit has looked at, and when the last one looked. */
    auditDue: boolean("audit_due").notNull().default(true),
    auditedAt: at("audited_at"),
    metadata: metadata(),
    lastUpdatedAt: at("last_updated_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.conversationId] }),
    // Few rows are ever behind: the sweep reads those only.
    index("conversation_sync_stale")
      .on(table.lastUpdatedAt)
      .where(sql`status <> 'LATEST'`),
    index("conversation_sync_audit").on(table.auditDue.desc().nullsFirst(), table.auditedAt.asc().nullsFirst()),
    check("conversation_sync_status", sql`status in ('LATEST', 'SYNCING', 'ERROR')`),
  ],
);

/** Queue messages that ran out of tries: read, shown, never dropped. */
export const deadLetters = pgTable(
  "dead_letters",
  {
    id: text("id").primaryKey(),
    tenantId: text("tenant_id"),
    /** Null where the body does not say. */
    conversationId: text("conversation_id"),
    queue: text("queue").notNull(),
    body: jsonb("body").$type<JsonValue>().notNull(),
    attempts: integer("attempts").notNull(),
    reason: text("reason"),
    /** When it was last put back into its queue. */
    replayedAt: at("replayed_at"),
    diedAt: at("died_at").notNull(),
  },
  (table) => [
    index("dead_letters_by_tenant").on(table.tenantId, table.diedAt.desc().nullsFirst()),
    index("dead_letters_by_conversation").on(table.tenantId, table.conversationId),
  ],
);

/** What was handed over, page by page: from which place to which, and the link of the hash chain at both ends. */
export const flushLedger = pgTable(
  "flush_ledger",
  {
    tenantId: text("tenant_id").notNull(),
    conversationId: text("conversation_id").notNull(),
    afterSeq: sequence("after_seq").notNull(),
    upToSeq: sequence("up_to_seq").notNull(),
    previousHash: text("previous_hash").notNull(),
    hash: text("hash").notNull(),
    /** When it was first written; the same page again changes nothing. */
    flushedAt: at("flushed_at").notNull(),
  },
  // One place with two links is two entries: the audit tells.
  (table) => [
    primaryKey({
      name: "flush_ledger_pages",
      columns: [table.tenantId, table.conversationId, table.upToSeq, table.afterSeq, table.hash],
    }),
  ],
);

/** What was erased: a late delivery never brings it back, and its receipt can be read again. */
export const erasures = pgTable(
  "erasures",
  {
    tenantId: text("tenant_id").notNull(),
    /** `conversation` or `user`. */
    kind: text("kind").notNull(),
    id: text("id").notNull(),
    /** Of a conversation: whose it was, who may read the receipt again. */
    userId: text("user_id"),
    receipt: jsonb("receipt").$type<JsonObject>().notNull(),
    erasedAt: at("erased_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.kind, table.id] })],
);

/** What the last audit of a conversation found wrong; nothing where all is well. */
export const auditFindings = pgTable(
  "audit_findings",
  {
    tenantId: text("tenant_id").notNull(),
    conversationId: text("conversation_id").notNull(),
    kind: text("kind").$type<"gap" | "double" | "broken_chain">().notNull(),
    /** The place in the log. */
    seq: sequence("seq").notNull(),
    /** A sentence for operators. */
    detail: text("detail").notNull(),
    foundAt: at("found_at").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.conversationId, table.kind, table.seq] })],
);
