import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Address } from "../conversations/index.ts";
import type { Database } from "../db/client.ts";
import { conversationSync, erasures } from "../db/schema/index.ts";

/** A hand-over that did not reach Postgres. */
export interface Failure extends Address {
  /** The furthest `seq` that should have been written. */
  seq: number;
  reason: string;
  attempts: number;
}

/**
 * Marks conversations whose write failed as ERROR, with the reason, for people and for the sweep. One that has been written up to
 * `seq` meanwhile stays as it is; of one that was erased meanwhile nothing is written down.
 */
export async function recordFailures(db: Database, failures: readonly Failure[], now: number): Promise<void> {
  if (failures.length === 0) return;
  const rows = failures.map(({ tenantId, conversationId, seq, reason, attempts }) => ({
    tenant_id: tenantId,
    conversation_id: conversationId,
    seq,
    metadata: { reason, attempts },
  }));
  await db.execute(sql`
    insert into ${conversationSync} as held (tenant_id, conversation_id, synced_seq, status, metadata, last_updated_at, behind_since)
    select failed.tenant_id, failed.conversation_id, coalesce(before.synced_seq, 0), 'ERROR', failed.metadata,
      ${new Date(now).toISOString()}::timestamptz, coalesce(before.behind_since, ${new Date(now).toISOString()}::timestamptz)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as failed(tenant_id text, conversation_id text, seq bigint, metadata jsonb)
    left join ${conversationSync} before
      on before.tenant_id = failed.tenant_id and before.conversation_id = failed.conversation_id
    where (before.synced_seq is null and not exists (
        select 1 from ${erasures} erased
        where erased.tenant_id = failed.tenant_id and erased.kind = 'conversation' and erased.id = failed.conversation_id))
      or before.synced_seq < failed.seq
      -- Of a conversation without a word, whose seq is 0, there is nothing less to hold.
      or (before.status = 'ERROR' and before.synced_seq = failed.seq)
    order by failed.tenant_id, failed.conversation_id
    on conflict (tenant_id, conversation_id) do update set
      status = excluded.status, metadata = excluded.metadata, last_updated_at = excluded.last_updated_at,
      behind_since = excluded.behind_since
    where held.synced_seq <= excluded.synced_seq`);
}

const addresses = z.array(
  z
    .object({ tenant_id: z.string(), conversation_id: z.string() })
    .transform((row): Address => ({ tenantId: row.tenant_id, conversationId: row.conversation_id })),
);

/**
 * Takes the conversations that Postgres has not followed since `staleBefore` (ms), the longest waiting first, and stamps them with
 * `now`, so that the next sweep takes others before it takes these again.
 */
export async function takeStale(
  db: Database,
  { staleBefore, now, limit }: { staleBefore: number; now: number; limit: number },
): Promise<Address[]> {
  const result = await db.execute(sql`
    update ${conversationSync} as behind set last_updated_at = ${new Date(now).toISOString()}::timestamptz
    from (
      select tenant_id, conversation_id from ${conversationSync}
      where status <> 'LATEST' and last_updated_at < ${new Date(staleBefore).toISOString()}::timestamptz
      order by last_updated_at limit ${limit}
      for update skip locked
    ) as oldest
    where behind.tenant_id = oldest.tenant_id and behind.conversation_id = oldest.conversation_id
    returning behind.tenant_id, behind.conversation_id`);
  return addresses.parse(result.rows);
}
