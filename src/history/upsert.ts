import { getTableColumns, sql, type SQL } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { PgTable } from "drizzle-orm/pg-core";
import { z } from "zod";
import type { HandOver } from "../transcript/index.ts";
import type { Database } from "../db/client.ts";
import { conversationLog, conversations, conversationSync, deadLetters, flushLedger, messages } from "../db/schema/index.ts";
import { rowsOf, type Beginning, type Reach } from "./rows.ts";

/** Far from the 65,535 parameters that a statement may carry, and enough that a long page takes few statements. */
const ROWS_PER_STATEMENT = 250;

/** How far Postgres holds a conversation without a gap. */
export interface Held {
  tenantId: string;
  conversationId: string;
  syncedSeq: number;
  /** The link of the conversation's hash chain there. */
  hash: string;
}

const heldRow = z
  .object({ tenant_id: z.string(), conversation_id: z.string(), synced_seq: z.coerce.number(), hash: z.string() })
  .transform(({ tenant_id, conversation_id, synced_seq, hash }): Held => {
    return { tenantId: tenant_id, conversationId: conversation_id, syncedSeq: synced_seq, hash };
  });
const heldRows = z.object({ rows: z.array(heldRow) });

/**
 * Writes hand-overs, one of each conversation, in one request and one transaction. The same hand-over again changes nothing, and an
 * older one never undoes a newer one (contracts.md §3).
 * @param now for `last_updated_at`.
 * @returns how far Postgres now holds each conversation: less than `upToSeq` where it lacks what came before the hand-over.
 * Errors: the driver's; then nothing of it is written. `erasedIn` tells of one that says that a conversation was erased.
 */
export async function writeHandOvers(db: Database, handOvers: readonly HandOver[], now: number): Promise<Held[]> {
  const [first, ...rest] = statementsFor(db, handOvers, now);
  if (first === undefined) return [];
  const results: unknown[] = await db.batch([first, ...rest]);
  return heldRows.parse(results.at(-2)).rows;
}

/** The statements of one batch, in the order in which they must run; the last but one tells how far each conversation is held. */
function statementsFor(db: Database, handOvers: readonly HandOver[], now: number): BatchItem<"pg">[] {
  if (handOvers.length === 0) return [];
  const rows = rowsOf(handOvers, now);
  return [
    db.execute(refuseErased(rows.beginnings)),
    ...chunksOf(rows.conversations).map((chunk) => upsertConversations(db, chunk)),
    ...chunksOf(rows.messages).map((chunk) => upsertMessages(db, chunk)),
    ...chunksOf(rows.log).map((chunk) => db.insert(conversationLog).values(chunk).onConflictDoNothing()),
    ...chunksOf(rows.pages).map((chunk) => db.insert(flushLedger).values(chunk).onConflictDoNothing()),
    db.execute(raiseSyncedSeq(rows.reaches, now)),
    db.execute(dropSettledLetters(rows.reaches)),
  ];
}

/** Nothing comes back that was erased since it began; and while this transaction lasts, nothing of it is erased. */
const refuseErased = (beginnings: readonly Beginning[]): SQL => sql`select edgewise_refuse_erased(${JSON.stringify(beginnings)}::jsonb)`;

/** Letters of conversations that Postgres now holds as far as their doorbells rang for: the trouble is over. */
function dropSettledLetters(reaches: readonly Reach[]): SQL {
  return sql`
    delete from ${deadLetters} letter
    using jsonb_to_recordset(${JSON.stringify(reaches)}::jsonb) as incoming(tenant_id text, conversation_id text)
    join ${conversationSync} held on held.tenant_id = incoming.tenant_id and held.conversation_id = incoming.conversation_id
    where letter.tenant_id = incoming.tenant_id and letter.conversation_id = incoming.conversation_id and letter.queue = 'history'
      and case when jsonb_typeof(letter.body -> 'seq') = 'number' then (letter.body ->> 'seq')::numeric <= held.synced_seq else false end`;
}

function upsertConversations(db: Database, rows: (typeof conversations.$inferInsert)[]) {
  const { tenantId, id, userId: _user, botId: _botId, bot: _bot, startedAt: _start, ...changing } = getTableColumns(conversations);
  return db
    .insert(conversations)
    .values(rows)
    .onConflictDoUpdate({
      target: [tenantId, id],
      set: asIncoming(changing),
      setWhere: sql`(excluded.last_seq, excluded.updated_at) >= (${conversations.lastSeq}, ${conversations.updatedAt})`,
    });
}

function upsertMessages(db: Database, rows: (typeof messages.$inferInsert)[]) {
  const { tenantId, conversationId, seq, createdAt: _created, ...changing } = getTableColumns(messages);
  return db
    .insert(messages)
    .values(rows)
    .onConflictDoUpdate({
      target: [tenantId, conversationId, seq],
      set: asIncoming(changing),
      // What older code wrote has no link until it is handed over again.
      setWhere: sql`excluded.updated_at > ${messages.updatedAt} or (${messages.hash} is null and excluded.hash is not null)`,
    });
}

/** Every column takes what the refused insert brought. */
function asIncoming<Columns extends Partial<PgTable["_"]["columns"]>>(columns: Columns): { [Name in keyof Columns]: SQL } {
  const entries = Object.entries(columns).map(([name, column]) => [name, sql`excluded.${sql.identifier(column?.name ?? name)}`]);
  // Object.fromEntries forgets the names that it was given.
  return Object.fromEntries(entries) as { [Name in keyof Columns]: SQL };
}

/**
 * `synced_seq` promises that nothing is missing below it, so it rises only over a hand-over that begins where Postgres ends.
 * `status` compares it with what the object last told of: SYNCING means that more is on its way.
 * The upsert of the conversation has locked it by now, so two deliveries raise one after the other.
 */
function raiseSyncedSeq(reaches: readonly Reach[], now: number): SQL {
  const at = sql`${new Date(now).toISOString()}::timestamptz`;
  return sql`
    insert into ${conversationSync} as held
      (tenant_id, conversation_id, synced_seq, hash, status, behind_since, audit_due, metadata, last_updated_at)
    select incoming.tenant_id, incoming.conversation_id, reached.seq, reached.hash,
      case when reached.seq >= told.last_seq then 'LATEST' else 'SYNCING' end,
      case when reached.seq >= told.last_seq then null else coalesce(before.behind_since, ${at}) end,
      true, '{}'::jsonb, ${at}
    from jsonb_to_recordset(${JSON.stringify(reaches)}::jsonb)
      as incoming(tenant_id text, conversation_id text, after_seq bigint, up_to_seq bigint, hash text)
    join ${conversations} told on told.tenant_id = incoming.tenant_id and told.id = incoming.conversation_id
    left join ${conversationSync} before
      on before.tenant_id = incoming.tenant_id and before.conversation_id = incoming.conversation_id
    cross join lateral (select coalesce(before.synced_seq, 0) as seq, coalesce(before.hash, '') as hash) start
    cross join lateral (
      select * from (values
        (case when incoming.after_seq <= start.seq then incoming.up_to_seq else -1 end, incoming.hash, 1), (start.seq, start.hash, 2)
      ) as candidate(seq, hash, place) order by candidate.seq desc, candidate.place limit 1
    ) reached
    order by incoming.tenant_id, incoming.conversation_id
    on conflict (tenant_id, conversation_id) do update set
      synced_seq = excluded.synced_seq,
      hash = excluded.hash,
      status = excluded.status,
      behind_since = excluded.behind_since,
      audit_due = true,
      metadata = excluded.metadata,
      last_updated_at = greatest(held.last_updated_at, excluded.last_updated_at)
    returning tenant_id, conversation_id, synced_seq, hash`;
}

function chunksOf<Row>(rows: readonly Row[]): Row[][] {
  return Array.from({ length: Math.ceil(rows.length / ROWS_PER_STATEMENT) }, (_, index) =>
    rows.slice(index * ROWS_PER_STATEMENT, (index + 1) * ROWS_PER_STATEMENT),
  );
}
