import { count, desc, eq, sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { conversationSync, deadLetters } from "../db/schema/index.ts";
import type { JsonValue } from "../platform/ports.ts";
import type { Page } from "./page.ts";
import { storable } from "../platform/storable.ts";

/** A queue message that will not be tried again. */
export interface DeadLetter {
  /** The queue's own id of the message: storing it twice is storing it once. */
  id: string;
  /** Null where the body does not say whose it was; then no tenant sees it. */
  tenantId: string | null;
  conversationId: string | null;
  queue: string;
  body: JsonValue;
  attempts: number;
  /** Null: what the conversation's last failed write said, if it said anything. */
  reason: string | null;
  diedAt: number;
}

export interface StoredDeadLetter extends DeadLetter {
  /** When it was last put back into its queue. */
  replayedAt: number | null;
}

/** Keeps dead letters; those that are kept already stay as they are. */
export async function storeDeadLetters(db: Database, letters: readonly DeadLetter[]): Promise<void> {
  if (letters.length === 0) return;
  const rows = letters.map(({ reason, diedAt, ...letter }) => ({
    ...storable(letter),
    reason: reason === null ? lastFailure(letter.tenantId, letter.conversationId) : sql`${storable(reason)}`,
    diedAt: new Date(diedAt),
  }));
  await db.insert(deadLetters).values(rows).onConflictDoNothing();
}

const lastFailure = (tenantId: string | null, conversationId: string | null) => sql`(
  select failed.metadata ->> 'reason' from ${conversationSync} failed
  where failed.tenant_id = ${tenantId} and failed.conversation_id = ${conversationId} and failed.status = 'ERROR')`;

/** A tenant's dead letters, newest first. */
export async function listDeadLetters(
  db: Database,
  tenantId: string,
  { page, perPage }: { page: number; perPage: number },
): Promise<Page<StoredDeadLetter>> {
  const own = eq(deadLetters.tenantId, tenantId);
  const [rows, totals] = await db.batch([
    db
      .select()
      .from(deadLetters)
      .where(own)
      .orderBy(desc(deadLetters.diedAt), deadLetters.id)
      .limit(perPage)
      .offset((page - 1) * perPage),
    db.select({ total: count() }).from(deadLetters).where(own),
  ]);
  const data = rows.map((row) => ({ ...row, replayedAt: row.replayedAt?.getTime() ?? null, diedAt: row.diedAt.getTime() }));
  return { data, total: totals[0]?.total ?? 0, page, per_page: perPage };
}
