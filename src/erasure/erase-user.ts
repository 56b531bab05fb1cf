/** Erases a user with all conversations (docs/decisions/erasure.md): Postgres first, then the objects, files and the cache. */
import { and, count, eq, lte, sql } from "drizzle-orm";
import { userKey } from "../cache/index.ts";
import type { Database } from "../db/client.ts";
import { conversations, users } from "../db/schema/index.ts";
import { inParallel } from "../platform/in-parallel.ts";
import { deleteConversations, deletedIn } from "./delete-rows.ts";
import { eraseElsewhere, eraseObject } from "./erase-conversation.ts";
import type { ErasurePorts } from "./ports.ts";
import { addRows, receiptOf, type Receipt } from "./receipt.ts";
import { keepErasure, lockOf, readErasure, type Erasure, type KeptErasure } from "./records.ts";

/** Conversations of one step, and of one call: each takes several requests, of which a Worker may make a thousand. */
const STEP = 50;
const CALL = 200;
const CONCURRENCY = 6;

/**
 * Erases a user and all conversations that began before now; also such as only their objects know, as soon as these hand over.
 * `remaining` tells of conversations beyond one call. With nothing new to erase, the receipt is that of the last time.
 * Errors: whatever a store throws that does not answer; call again then.
 */
export async function eraseUser(ports: ErasurePorts, tenantId: string, userId: string): Promise<Receipt> {
  const erasure: Erasure = { tenantId, kind: "user", id: userId };
  const before = await readErasure(ports.db, erasure);
  if (before?.complete && !(await isKnown(ports.db, tenantId, userId))) return receiptOf("user", userId, before.erasedAt, before);
  let kept: KeptErasure = { userId, erasedAt: ports.clock.now(), complete: false, rows: before && !before.complete ? before.rows : {} };
  // Guard first: from here on nothing of this user's is written that began before.
  await ports.db.batch([ports.db.execute(lockOf(erasure)), keepErasure(ports.db, erasure, kept)]);
  let remaining = await countConversations(ports.db, tenantId, userId, kept.erasedAt);
  for (let done = 0; remaining > 0 && done < CALL; done += STEP) {
    kept = await eraseStep(ports, erasure, kept);
    remaining = await countConversations(ports.db, tenantId, userId, kept.erasedAt);
  }
  kept = await eraseRest(ports, erasure, kept, remaining === 0);
  ports.log.info("erasure.user", { tenant_id: tenantId, remaining });
  return receiptOf("user", userId, kept.erasedAt, kept, remaining);
}

/** Objects first, here: who are still to be erased, Postgres tells. Then their rows, which nothing writes any more. */
async function eraseStep(ports: ErasurePorts, erasure: Erasure, kept: KeptErasure): Promise<KeptErasure> {
  const { tenantId, id: userId } = erasure;
  const own = await ports.db
    .select({ id: conversations.id })
    .from(conversations)
    .where(isTheirs(tenantId, userId, kept.erasedAt))
    .orderBy(conversations.id)
    .limit(STEP);
  const ids = own.map(({ id }) => id);
  const elsewhere = await inParallel(ids, CONCURRENCY, (conversationId) => eraseElsewhere(ports, { tenantId, conversationId }));
  const result = await ports.db.execute(
    deleteConversations(tenantId, sql`select value as id from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)`),
  );
  const next = { ...kept, rows: [...elsewhere, deletedIn(result).rows].reduce(addRows, kept.rows) };
  await keepErasure(ports.db, erasure, next);
  // An object that somebody called in between has woken again, from rows that are gone by now.
  await inParallel(ids, CONCURRENCY, (conversationId) => eraseObject(ports, { tenantId, conversationId }));
  return next;
}

/** What is the user's besides conversations. The cache comes after the row from which it is filled. */
async function eraseRest(ports: ErasurePorts, erasure: Erasure, kept: KeptErasure, complete: boolean): Promise<KeptErasure> {
  const { tenantId, id: userId } = erasure;
  const gone = await ports.db.delete(users).where(and(eq(users.tenantId, tenantId), eq(users.id, userId)));
  await ports.cache.delete(userKey(tenantId, userId));
  const files = await ports.eraseFiles?.(tenantId, { userId });
  const rows = addRows(kept.rows, { "postgres.users": gone.rowCount, ...(files === undefined ? {} : { files }) });
  const done = { ...kept, rows, complete };
  await keepErasure(ports.db, erasure, done);
  return done;
}

const isTheirs = (tenantId: string, userId: string, erasedAt: number) =>
  and(eq(conversations.tenantId, tenantId), eq(conversations.userId, userId), lte(conversations.startedAt, new Date(erasedAt)));

async function countConversations(db: Database, tenantId: string, userId: string, erasedAt: number): Promise<number> {
  const [found] = await db
    .select({ total: count() })
    .from(conversations)
    .where(isTheirs(tenantId, userId, erasedAt));
  return found?.total ?? 0;
}

async function isKnown(db: Database, tenantId: string, userId: string): Promise<boolean> {
  const [[row], [talked]] = await db.batch([
    db
      .select({ id: users.id })
      .from(users)
      .where(and(eq(users.tenantId, tenantId), eq(users.id, userId))),
    db
      .select({ id: conversations.id })
      .from(conversations)
      .where(and(eq(conversations.tenantId, tenantId), eq(conversations.userId, userId)))
      .limit(1),
  ]);
  return row !== undefined || talked !== undefined;
}
