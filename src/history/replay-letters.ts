/** Dead letters go back into their queue. Replaying twice is harmless: a doorbell carries ids, and writing is idempotent. */
import { and, asc, eq, inArray, isNull, lt, or, sql } from "drizzle-orm";
import type { Address } from "../conversations/index.ts";
import type { Database } from "../db/client.ts";
import { conversationSync, deadLetters } from "../db/schema/index.ts";
import { EdgewiseError } from "../platform/errors.ts";
import { inParallel } from "../platform/in-parallel.ts";
import type { Clock } from "../platform/ports.ts";
import { doorbellSchema } from "./doorbell.ts";
import { obstacleOf } from "./explain-letter.ts";

/** Letters of one replay of all: as many as a Worker may send at a time. */
const AT_ONCE = 500;
const CONCURRENCY = 6;

export interface ReplayPorts {
  db: Database;
  clock: Clock;
  /** Sends the doorbell of the queue `history`. */
  ringHistory(address: Address, seq: number): Promise<void>;
}

export interface Replayed {
  id: string;
  /** `written`: Postgres has held what it rang for all along, and the letter is gone. */
  outcome: "queued" | "written";
  replayedAt: number;
}

/**
 * Puts a tenant's letter back. It is gone from the list once the conversation has been written.
 * Errors: `not_found`, also for another tenant's; `unprocessable` where it has no way back.
 */
export async function replayLetter(ports: ReplayPorts, tenantId: string, id: string): Promise<Replayed> {
  const [letter] = await ports.db
    .select()
    .from(deadLetters)
    .where(and(eq(deadLetters.tenantId, tenantId), eq(deadLetters.id, id)));
  if (!letter) throw new EdgewiseError("not_found", "There is no such dead letter. It may have been settled since: list them again.");
  const obstacle = obstacleOf(letter);
  if (obstacle !== null) throw new EdgewiseError("unprocessable", obstacle);
  const replayedAt = ports.clock.now();
  const settled = await dropWritten(ports.db, tenantId, [id]);
  if (settled > 0) return { id, outcome: "written", replayedAt };
  await sendBack(ports, [letter], replayedAt);
  return { id, outcome: "queued", replayedAt };
}

export interface ReplayedAll {
  queued: number;
  written: number;
  /** Letters that have no way back. */
  unreplayable: number;
  /** Letters that this call did not come to: replay again. */
  remaining: number;
}

/** Puts a tenant's letters back, those first that were never replayed, or longest ago. */
export async function replayLetters(ports: ReplayPorts, tenantId: string): Promise<ReplayedAll> {
  const now = ports.clock.now();
  const own = eq(deadLetters.tenantId, tenantId);
  const waiting = and(own, or(isNull(deadLetters.replayedAt), lt(deadLetters.replayedAt, new Date(now))));
  const written = await dropWritten(ports.db, tenantId, null);
  const letters = await ports.db
    .select()
    .from(deadLetters)
    .where(waiting)
    .orderBy(sql`${deadLetters.replayedAt} asc nulls first`, asc(deadLetters.id))
    .limit(AT_ONCE + 1);
  const taken = letters.slice(0, AT_ONCE);
  const replayable = taken.filter((letter) => obstacleOf(letter) === null);
  await sendBack(ports, replayable, now);
  const remaining = letters.length > AT_ONCE ? (await ports.db.$count(deadLetters, waiting)) - (taken.length - replayable.length) : 0;
  return { queued: replayable.length, written, unreplayable: taken.length - replayable.length, remaining };
}

type Letter = typeof deadLetters.$inferSelect;

/** Sent first, then noted: what breaks off in between is sent again. */
async function sendBack({ db, ringHistory }: ReplayPorts, letters: readonly Letter[], now: number): Promise<void> {
  if (letters.length === 0) return;
  const doorbells = letters.map(({ body }) => doorbellSchema.parse(body));
  await inParallel(doorbells, CONCURRENCY, ({ tenant_id: tenantId, conversation_id: conversationId, seq }) =>
    ringHistory({ tenantId, conversationId }, seq),
  );
  const ids = letters.map(({ id }) => id);
  await db
    .update(deadLetters)
    .set({ replayedAt: new Date(now) })
    .where(inArray(deadLetters.id, ids));
}

/** Letters of what Postgres holds by now. @param ids null: any. */
async function dropWritten(db: Database, tenantId: string, ids: readonly string[] | null): Promise<number> {
  const dropped = await db.execute(sql`
    delete from ${deadLetters} letter using ${conversationSync} held
    where letter.tenant_id = ${tenantId} and letter.queue = 'history' ${ids === null ? sql`` : sql`and letter.id in ${ids}`}
      and held.tenant_id = letter.tenant_id and held.conversation_id = letter.conversation_id and held.status = 'LATEST'
      and case when jsonb_typeof(letter.body -> 'seq') = 'number' then (letter.body ->> 'seq')::numeric <= held.synced_seq else false end`);
  return dropped.rowCount;
}
