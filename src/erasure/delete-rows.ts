/** Deletes what Postgres holds of conversations, all tables in one statement, and tells how much it was. */
import { sql, type SQL } from "drizzle-orm";
import { z } from "zod";
import { auditFindings, conversationLog, conversations, conversationSync, deadLetters, flushLedger, messages } from "../db/schema/index.ts";

/** Tables that know a conversation by its id, and how the receipt names them. */
const tables = {
  "postgres.messages": messages,
  "postgres.conversation_log": conversationLog,
  "postgres.conversation_sync": conversationSync,
  "postgres.flush_ledger": flushLedger,
  "postgres.audit_findings": auditFindings,
  "postgres.dead_letters": deadLetters,
};

/** @param mine a query of the conversations' ids, in a column `id`. */
export function deleteConversations(tenantId: string, mine: SQL): SQL {
  const deletions = Object.entries(tables).map(([where, table]) => {
    const returned = table === messages ? sql`gone.recording is not null as recorded` : sql`1`;
    return sql`${sql.identifier(where)} as (delete from ${table} gone using mine
      where gone.tenant_id = ${tenantId} and gone.conversation_id = mine.id returning ${returned})`;
  });
  const counts = Object.keys(tables).map((where) => sql`${sql.raw(`'${where}'`)}, (select count(*) from ${sql.identifier(where)})`);
  return sql`with mine as materialized (${mine}), ${sql.join(deletions, sql`, `)},
    "postgres.conversations" as (
      delete from ${conversations} gone using mine where gone.tenant_id = ${tenantId} and gone.id = mine.id returning gone.id)
    select jsonb_build_object(${sql.join(counts, sql`, `)},
      'postgres.recordings', (select count(*) from "postgres.messages" where recorded),
      'postgres.conversations', (select count(*) from "postgres.conversations")) as rows,
      (select coalesce(jsonb_agg(id), '[]'::jsonb) from mine) as ids`;
}

const deleted = z.object({ rows: z.tuple([z.object({ rows: z.record(z.string(), z.number()), ids: z.array(z.string()) })]) });

export interface Deleted {
  /** Rows by place. */
  rows: Record<string, number>;
  /** The conversations that were named, whether or not anything was there. */
  ids: string[];
}

/** What the statement above told. */
export const deletedIn = (result: unknown): Deleted => deleted.parse(result).rows[0];
