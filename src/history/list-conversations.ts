import { and, asc, count, desc, eq, gte, lt, or, sql, type SQL } from "drizzle-orm";
import type { AuthorType } from "../transcript/index.ts";
import type { Database } from "../db/client.ts";
import { conversations, conversationSync, messages } from "../db/schema/index.ts";
import type { JsonObject } from "../platform/ports.ts";
import { metadataHolds } from "./metadata-filter.ts";
import type { Page } from "./page.ts";
import { storable } from "../platform/storable.ts";

const TITLE_CHARACTERS = 80;
const PREVIEW_CHARACTERS = 160;

const sortColumns = {
  start_time: conversations.startedAt,
  updated_at: conversations.updatedAt,
  state: conversations.state,
  user_id: conversations.userId,
  bot_id: conversations.botId,
  last_seq: conversations.lastSeq,
};

export type ConversationSort = keyof typeof sortColumns;

/** What a list may be sorted by. */
export const conversationSorts: readonly [ConversationSort, ...ConversationSort[]] = [
  "start_time",
  "updated_at",
  "state",
  "user_id",
  "bot_id",
  "last_seq",
];

export interface ConversationFilter {
  botId?: string | undefined;
  userId?: string | undefined;
  state?: string | undefined;
  /** Milliseconds: started at or after `since`, before `until`. */
  since?: number | undefined;
  until?: number | undefined;
  /** Values by dotted key, as the query string gives them. */
  metadata?: Record<string, string> | undefined;
  /** Words of a message, without regard to accents or case; or a whole conversation or user id. */
  q?: string | undefined;
}

export interface ConversationQuery extends ConversationFilter {
  page: number;
  perPage: number;
  sort?: ConversationSort | undefined;
  order?: "asc" | "desc" | undefined;
}

/** A conversation as Postgres knows it, for lists. */
export interface ConversationSummary {
  conversationId: string;
  userId: string;
  botId: string;
  skillId: string | null;
  state: string;
  language: string;
  handler: string;
  metadata: JsonObject;
  lastSeq: number;
  syncedSeq: number;
  startedAt: number;
  endedAt: number | null;
  updatedAt: number;
  /** How the customer began, at most 80 characters; null before the first word. */
  title: string | null;
  lastMessage: { authorType: AuthorType; text: string; createdAt: number } | null;
}

/** A tenant's conversations, the newest first unless sorted otherwise (contracts.md §1). One request to Postgres. */
export async function listConversations(db: Database, tenantId: string, query: ConversationQuery): Promise<Page<ConversationSummary>> {
  const { page, perPage, sort = "start_time", order = "desc" } = query;
  const where = and(eq(conversations.tenantId, tenantId), ...conditionsOf(query));
  const direction = order === "asc" ? asc : desc;
  const [rows, totals] = await db.batch([
    summaries(db)
      .where(where)
      .orderBy(direction(sortColumns[sort]), direction(conversations.id))
      .limit(perPage)
      .offset((page - 1) * perPage),
    db.select({ total: count() }).from(conversations).where(where),
  ]);
  const data = rows.map((row) => ({
    ...row,
    startedAt: row.startedAt.getTime(),
    endedAt: row.endedAt?.getTime() ?? null,
    updatedAt: row.updatedAt.getTime(),
  }));
  return { data, total: totals[0]?.total ?? 0, page, per_page: perPage };
}

function summaries(db: Database) {
  return db
    .select({
      conversationId: conversations.id,
      userId: conversations.userId,
      botId: conversations.botId,
      skillId: conversations.skillId,
      state: conversations.state,
      language: conversations.language,
      handler: conversations.handler,
      metadata: conversations.metadata,
      lastSeq: conversations.lastSeq,
      syncedSeq: sql`coalesce(${conversationSync.syncedSeq}, 0)`.mapWith(Number),
      startedAt: conversations.startedAt,
      endedAt: conversations.endedAt,
      updatedAt: conversations.updatedAt,
      title: sql<string | null>`(
        select ${oneLine(TITLE_CHARACTERS)} from ${messages} said
        where ${ofThis} and said.author_type = 'user' order by said.seq limit 1)`,
      lastMessage: sql<ConversationSummary["lastMessage"]>`(
        select json_build_object('authorType', said.author_type, 'text', ${oneLine(PREVIEW_CHARACTERS)},
          'createdAt', round(extract(epoch from said.created_at) * 1000))
        from ${messages} said where ${ofThis} order by said.seq desc limit 1)`,
    })
    .from(conversations)
    .leftJoin(
      conversationSync,
      and(eq(conversationSync.tenantId, conversations.tenantId), eq(conversationSync.conversationId, conversations.id)),
    )
    .$dynamic();
}

const ofThis = sql`said.tenant_id = conversations.tenant_id and said.conversation_id = conversations.id`;

/** The message's beginning in one line. Only that much of a long message is looked at. */
const oneLine = (characters: number) =>
  sql.raw(`left(btrim(regexp_replace(left(said.content, ${4 * characters}), '\\s+', ' ', 'g')), ${characters})`);

function conditionsOf({ botId, userId, state, since, until, metadata, q }: ConversationFilter): (SQL | undefined)[] {
  return [
    botId === undefined ? undefined : eq(conversations.botId, storable(botId)),
    userId === undefined ? undefined : eq(conversations.userId, storable(userId)),
    state === undefined ? undefined : eq(conversations.state, storable(state)),
    since === undefined ? undefined : gte(conversations.startedAt, new Date(since)),
    until === undefined ? undefined : lt(conversations.startedAt, new Date(until)),
    ...Object.entries(storable(metadata ?? {})).map(([key, value]) => metadataHolds(conversations.metadata, key, value)),
    mentions(storable(q ?? "")),
  ];
}

function mentions(q: string): SQL | undefined {
  if (q.trim() === "") return undefined;
  const pattern = sql`'%' || regexp_replace(edgewise_fold(${q}), '([%_\\\\])', '\\\\\\1', 'g') || '%'`;
  const said = sql`exists (select 1 from ${messages} said where ${ofThis} and edgewise_fold(said.content) like ${pattern})`;
  return or(eq(conversations.id, q), eq(conversations.userId, q), said);
}
