/**
 * Erases a conversation everywhere (docs/decisions/erasure.md). Postgres first: from then on nothing of it is written or read back
 * there, so that its object, which goes next, can neither be woken again nor hand anything over.
 */
import { sql } from "drizzle-orm";
import type { Actor, Address } from "../conversations/index.ts";
import type { Database } from "../db/client.ts";
import { readConversation } from "../history/index.ts";
import { EdgewiseError, valueOf } from "../platform/errors.ts";
import { deleteConversations, deletedIn } from "./delete-rows.ts";
import type { ErasurePorts } from "./ports.ts";
import { addRows, receiptOf, type Receipt } from "./receipt.ts";
import { keepErasure, lockOf, readErasure, type Erasure, type KeptErasure } from "./records.ts";

/**
 * Erases a conversation. Erased before and not begun again: the receipt of then. What broke off is taken up again.
 * Errors: `not_found` where there is none, or where it is none of the actor's; whatever a store throws that does not answer.
 */
export async function eraseConversation(ports: ErasurePorts, address: Address, actor: Actor): Promise<Receipt> {
  const { tenantId, conversationId } = address;
  const erasure: Erasure = { tenantId, kind: "conversation", id: conversationId };
  const [userId, before] = await Promise.all([findOwner(ports, address), readErasure(ports.db, erasure)]);
  if (!isTheirs(actor, userId)) {
    // What was erased is told to whose it was, also where somebody else has begun anew under its id.
    const mayAsk = actor.role === "owner" || before?.userId === actor.userId;
    if (before?.complete && mayAsk) return receiptOf("conversation", conversationId, before.erasedAt, before);
    if (!before || !mayAsk || userId !== null) throw new EdgewiseError("not_found", "There is no such conversation.");
  }
  const begun: KeptErasure = {
    userId: userId ?? before?.userId ?? null,
    erasedAt: ports.clock.now(),
    complete: false,
    // Begun again after a complete erasure, it is another conversation with a receipt of its own.
    rows: before && !before.complete ? before.rows : {},
  };
  const kept = await deleteFromPostgres(ports.db, erasure, begun);
  const rows = addRows(kept.rows, await eraseElsewhere(ports, address));
  const done = { ...kept, rows, complete: true };
  await keepErasure(ports.db, erasure, done);
  ports.log.info("erasure.conversation", { tenant_id: tenantId, conversation_id: conversationId });
  return receiptOf("conversation", conversationId, done.erasedAt, done);
}

const isTheirs = (actor: Actor, userId: string | null): boolean => userId !== null && (actor.role === "owner" || actor.userId === userId);

/** Whose it is, by the object or by Postgres; null where neither knows it. */
async function findOwner({ conversations, db }: ErasurePorts, address: Address): Promise<string | null> {
  const live = await conversations(address).read(address, { role: "owner" });
  if (live.ok) return live.value.userId;
  if (live.error.code !== "not_found") valueOf(live);
  return (await readConversation(db, address, { role: "owner" }))?.userId ?? null;
}

async function deleteFromPostgres(db: Database, erasure: Erasure, begun: KeptErasure): Promise<KeptErasure> {
  const [, , result] = await db.batch([
    db.execute(lockOf(erasure)),
    keepErasure(db, erasure, begun),
    db.execute(deleteConversations(erasure.tenantId, sql`select ${erasure.id}::text as id`)),
  ]);
  const kept = { ...begun, rows: addRows(begun.rows, deletedIn(result).rows) };
  // Kept at once: should the next step break off, the receipt still tells what was deleted here.
  await keepErasure(db, erasure, kept);
  return kept;
}

/** The object, then its files. Both may be done twice. */
export async function eraseElsewhere(ports: ErasurePorts, address: Address): Promise<Record<string, number>> {
  const rows = await eraseObject(ports, address);
  const { tenantId, conversationId } = address;
  const files = await ports.eraseFiles?.(tenantId, { conversationId });
  return files === undefined ? rows : { ...rows, files };
}

export async function eraseObject({ conversations }: ErasurePorts, address: Address): Promise<Record<string, number>> {
  const { messages, recordings } = await conversations(address).erase(address);
  return { "object.messages": messages, "object.recordings": recordings };
}
