import { and, desc, eq, isNotNull, lt, ne, notInArray, or, sql, type SQL } from "drizzle-orm";
import { z } from "zod";
import type { Actor, Address, MessagePage } from "../conversations/index.ts";
import type { AuthorType, ConversationRecord, StoredMessage } from "../transcript/index.ts";
import type { Database } from "../db/client.ts";
import { conversations, conversationSync, messages } from "../db/schema/index.ts";
import { flowSchema } from "../lifecycle/index.ts";

const language = z.enum(["vi", "en"]);

/** What a conversation's row keeps as JSON or as plain text. */
const keptSchema = z.object({
  bot: z.object({
    id: z.string(),
    name: z.string(),
    instructions: z.string(),
    greeting: z.object({ enabled: z.boolean() }),
    language,
    onBusy: z.enum(["queue", "reject"]),
    flow: flowSchema,
  }),
  language,
  handler: z.enum(["bot", "staff"]),
});

/**
 * A conversation as Postgres holds it, whole enough to go on from: the truth for one whose object has been released.
 * Null where there is none, or where it is none of the actor's.
 */
export async function readConversation(db: Database, address: Address, actor: Actor): Promise<ConversationRecord | null> {
  const [found] = await db
    .select({ conversation: conversations, syncedSeq: conversationSync.syncedSeq })
    .from(conversations)
    .leftJoin(
      conversationSync,
      and(eq(conversationSync.tenantId, conversations.tenantId), eq(conversationSync.conversationId, conversations.id)),
    )
    .where(isTheirs(address, actor));
  if (!found) return null;
  const { id, botId: _, startedAt, endedAt, updatedAt, ...row } = found.conversation;
  return {
    ...row,
    ...keptSchema.parse(row),
    conversationId: id,
    syncedSeq: found.syncedSeq ?? 0,
    startedAt: startedAt.getTime(),
    endedAt: endedAt?.getTime() ?? null,
    updatedAt: updatedAt.getTime(),
  };
}

/**
 * A released conversation's messages, newest first, before `beforeSeq` (null: from the end), without the answers that a later
 * attempt has replaced.
 * Null where there is no such conversation, or where it is none of the actor's.
 */
export async function readMessages(
  db: Database,
  address: Address,
  actor: Actor,
  { beforeSeq, limit }: { beforeSeq: number | null; limit: number },
): Promise<MessagePage | null> {
  const ofConversation = and(eq(messages.tenantId, address.tenantId), eq(messages.conversationId, address.conversationId));
  const [theirs, rows] = await db.batch([
    db.select({ id: conversations.id }).from(conversations).where(isTheirs(address, actor)),
    db
      .select()
      .from(messages)
      .where(and(ofConversation, isCurrent(db, ofConversation), beforeSeq === null ? undefined : lt(messages.seq, beforeSeq)))
      .orderBy(desc(messages.seq))
      // One more than asked for tells whether there are older ones.
      .limit(limit + 1),
  ]);
  if (theirs.length === 0) return null;
  const page = rows.slice(0, limit).map(messageOf);
  return { messages: page, nextBeforeSeq: rows.length > limit ? (page.at(-1)?.seq ?? null) : null };
}

/** No answer that another one names as superseded. What a user writes into his own metadata replaces nothing. */
function isCurrent(db: Database, ofConversation: SQL | undefined): SQL | undefined {
  const replaced = sql<string>`${messages.metadata} ->> 'supersedes'`;
  const replacedIds = db
    .select({ id: replaced })
    .from(messages)
    .where(and(ofConversation, eq(messages.authorType, "assistant"), isNotNull(replaced)));
  return or(ne(messages.authorType, "assistant"), notInArray(messages.id, replacedIds));
}

function isTheirs({ tenantId, conversationId }: Address, actor: Actor): SQL | undefined {
  return and(
    eq(conversations.tenantId, tenantId),
    eq(conversations.id, conversationId),
    actor.role === "visitor" ? eq(conversations.userId, actor.userId) : undefined,
  );
}

const authorType = z.enum(["user", "assistant", "staff", "system"] satisfies AuthorType[]);

function messageOf({ tenantId: _tenant, conversationId: _conversation, ...row }: typeof messages.$inferSelect): StoredMessage {
  return { ...row, authorType: authorType.parse(row.authorType), createdAt: row.createdAt.getTime(), updatedAt: row.updatedAt.getTime() };
}
