import { bigint, index, integer, jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";

const at = (name: string) => timestamp(name, { withTimezone: true });
const sequence = (name: string) => bigint(name, { mode: "number" });

export const conversations = pgTable(
  "conversations",
  {
    tenantId: text("tenant_id").notNull(),
    id: text("id").notNull(),
    userId: text("user_id").notNull(),
    botId: text("bot_id").notNull(),
    skillId: text("skill_id"),
    state: text("state").notNull(),
    language: text("language").notNull(),
    handler: text("handler").notNull(),
    metadata: jsonb("metadata").notNull().default({}),
    lastSeq: sequence("last_seq").notNull(),
    startedAt: at("started_at").notNull(),
    endedAt: at("ended_at"),
    updatedAt: at("updated_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.id] }),
    index("conversations_newest").on(table.tenantId, table.startedAt.desc()),
    index("conversations_by_user").on(table.tenantId, table.userId, table.startedAt.desc()),
    index("conversations_metadata").using("gin", table.metadata),
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
    parts: jsonb("parts").notNull(),
    metadata: jsonb("metadata").notNull().default({}),
    turnId: text("turn_id"),
    createdAt: at("created_at").notNull(),
    updatedAt: at("updated_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.conversationId, table.seq] }),
    index("messages_by_id").on(table.tenantId, table.conversationId, table.id),
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
    turnId: text("turn_id").notNull(),
    data: jsonb("data").notNull(),
    at: at("at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.conversationId, table.seq] }),
    index("conversation_log_by_kind").on(table.tenantId, table.kind, table.at),
  ],
);

/** How far Postgres follows each conversation (contracts.md §3). */
export const conversationSync = pgTable(
  "conversation_sync",
  {
    tenantId: text("tenant_id").notNull(),
    conversationId: text("conversation_id").notNull(),
    syncedSeq: sequence("synced_seq").notNull(),
    /** LATEST, SYNCING or ERROR. */
    status: text("status").notNull(),
    metadata: jsonb("metadata").notNull().default({}),
    lastUpdatedAt: at("last_updated_at").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.conversationId] }),
    index("conversation_sync_stale").on(table.status, table.lastUpdatedAt),
  ],
);

/** Queue messages that ran out of tries: read, shown, never dropped. */
export const deadLetters = pgTable(
  "dead_letters",
  {
    id: text("id").primaryKey(),
    tenantId: text("tenant_id"),
    queue: text("queue").notNull(),
    body: jsonb("body").notNull(),
    attempts: integer("attempts").notNull(),
    reason: text("reason"),
    diedAt: at("died_at").notNull(),
  },
  (table) => [index("dead_letters_by_tenant").on(table.tenantId, table.diedAt.desc())],
);
