/** A released conversation as its object wakes with it: the object asks for itself, so nobody is asked who they are. */
import { and, asc, eq, gt, lte, sql, type SQL } from "drizzle-orm";
import type { Address } from "../conversations/index.ts";
import type { Database } from "../db/client.ts";
import { conversationLog, conversations, conversationSync, messages } from "../db/schema/index.ts";
import type { ConversationRecord, LogRow } from "../transcript/index.ts";
import { logRowsOf, recordOfRow, type KeptRow } from "./read-rows.ts";

/** Where a conversation stands that Postgres holds. */
export interface Released {
  record: ConversationRecord;
  /** The link at `record.syncedSeq`, on which the chain goes on. */
  hash: string;
}

/** What Postgres knows of where a conversation stands; null where it knows nothing. Whole when `syncedSeq` is `lastSeq`. */
export async function readReleased(db: Database, { tenantId, conversationId }: Address): Promise<Released | null> {
  const [found] = await db
    .select({ conversation: conversations, syncedSeq: conversationSync.syncedSeq, hash: conversationSync.hash })
    .from(conversations)
    .leftJoin(
      conversationSync,
      and(eq(conversationSync.tenantId, conversations.tenantId), eq(conversationSync.conversationId, conversations.id)),
    )
    .where(and(eq(conversations.tenantId, tenantId), eq(conversations.id, conversationId)));
  if (!found) return null;
  return { record: recordOfRow(found.conversation, found.syncedSeq ?? 0), hash: found.hash ?? "" };
}

/**
 * Rows of the log after `afterSeq`, oldest first, without streams: at most `limit`, and no more after `bytes` of their JSON, but one
 * at least. None: there are no more. The next page begins after the last row's `seq`.
 */
export async function readReleasedRows(db: Database, address: Address, afterSeq: number, limit: number, bytes: number): Promise<LogRow[]> {
  const rows = await readKeptRows(db, address, { afterSeq, limit, bytes });
  return rows.map(({ hash: _, ...row }) => row);
}

/** The same, with the links that were kept with them. */
export async function readKeptRows(
  db: Database,
  address: Address,
  page: { afterSeq: number; limit: number; bytes: number },
): Promise<KeptRow[]> {
  const last = lastPlaceOf(address, page);
  const [said, happened] = await db.batch([
    db
      .select()
      .from(messages)
      .where(and(isOf(messages, address), gt(messages.seq, page.afterSeq), lte(messages.seq, last)))
      .orderBy(asc(messages.seq)),
    db
      .select()
      .from(conversationLog)
      .where(and(isOf(conversationLog, address), gt(conversationLog.rowSeq, page.afterSeq), lte(conversationLog.rowSeq, last)))
      .orderBy(asc(conversationLog.seq)),
  ]);
  return logRowsOf(said, happened);
}

function isOf(table: typeof messages | typeof conversationLog, { tenantId, conversationId }: Address): SQL | undefined {
  return and(eq(table.tenantId, tenantId), eq(table.conversationId, conversationId));
}

/** Events are looked at for their size, this many for each row at most. */
const EVENTS_PER_ROW = 8;

/**
 * The place of a page's last row. A row is a message, or events alone, of which the last one carries the link.
 * A scalar, so that Postgres finds it once and reads the page by its key, whatever it believes about the tables.
 */
function lastPlaceOf(
  { tenantId, conversationId }: Address,
  { afterSeq, limit, bytes }: { afterSeq: number; limit: number; bytes: number },
): SQL {
  return sql`(
    select max(page.seq) from (
      select row.seq, sum(row.bytes) over (order by row.seq) - row.bytes as before from (
        select piece.seq, sum(piece.bytes) as bytes from (
          (select said.seq, true as is_row, octet_length(said.content) + octet_length(said.parts::text) + octet_length(said.metadata::text)
              + coalesce(octet_length(said.turn::text), 0) + coalesce(octet_length(said.recording), 0) as bytes
            from ${messages} said
            where said.tenant_id = ${tenantId} and said.conversation_id = ${conversationId} and said.seq > ${afterSeq}
            order by said.seq limit ${limit})
          union all
          (select happened.row_seq, happened.hash is not null, octet_length(happened.data::text) from ${conversationLog} happened
            where happened.tenant_id = ${tenantId} and happened.conversation_id = ${conversationId} and happened.row_seq > ${afterSeq}
            order by happened.row_seq limit ${limit * EVENTS_PER_ROW})
        ) as piece
        group by piece.seq having bool_or(piece.is_row) order by piece.seq limit ${limit}
      ) as row
    ) as page where page.before < ${bytes})`;
}
