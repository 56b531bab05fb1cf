/** A released conversation as its people read it: Postgres is the truth for one whose object has been released. */
import { and, desc, eq, getTableColumns, sql, type SQL } from "drizzle-orm";
import { ratedOf, type Actor, type Address, type MessagePage, type PageQuery } from "../conversations/index.ts";
import type { ConversationRecord } from "../transcript/index.ts";
import type { Database } from "../db/client.ts";
import { conversations, conversationSync, messages } from "../db/schema/index.ts";
import { messageOfRow, ratingsOf, recordOfRow } from "./read-rows.ts";

/** A conversation as Postgres holds it. Null where there is none, or where it is none of the actor's. */
export async function readConversation(db: Database, address: Address, actor: Actor): Promise<ConversationRecord | null> {
  const [found] = await db
    .select({ conversation: conversations, syncedSeq: conversationSync.syncedSeq })
    .from(conversations)
    .leftJoin(
      conversationSync,
      and(eq(conversationSync.tenantId, conversations.tenantId), eq(conversationSync.conversationId, conversations.id)),
    )
    .where(isTheirs(address, actor));
  return found ? recordOfRow(found.conversation, found.syncedSeq ?? 0) : null;
}

/**
 * A released conversation's messages, newest first, before `beforeSeq` (null: from the end): those of one branch, which is the one
 * that is talked on, or that of the message at `beforeSeq`. Answers and questions beside it are left out.
 * Null where there is no such conversation, or where it is none of the actor's.
 */
export async function readMessages(db: Database, address: Address, actor: Actor, page: PageQuery): Promise<MessagePage | null> {
  const { limit, textOnly } = page;
  const { parts, ...withoutParts } = getTableColumns(messages);
  const [theirs, rows, named] = await db.batch([
    db.select({ standing: conversations.standing }).from(conversations).where(isTheirs(address, actor)),
    db
      .select({ ...withoutParts, parts: textOnly ? sql<[]>`'[]'::jsonb`.mapWith(parts) : parts })
      .from(messages)
      .where(
        and(
          eq(messages.tenantId, address.tenantId),
          eq(messages.conversationId, address.conversationId),
          // One more than asked for tells whether there are older ones. An array, so that Postgres looks its places up by key.
          sql`${messages.seq} = any(array${placesBefore(address, page.beforeSeq, limit + 1)})`,
        ),
      )
      .orderBy(desc(messages.seq)),
    db
      .select({ id: messages.id, previousSeq: messages.previousSeq })
      .from(messages)
      .where(
        and(
          eq(messages.tenantId, address.tenantId),
          eq(messages.conversationId, address.conversationId),
          sql`${messages.seq} = any(array${placesOfBranches(address)})`,
        ),
      )
      .orderBy(messages.seq),
  ]);
  const [own] = theirs;
  if (!own) return null;
  const shown = rows.slice(0, limit);
  const found = shown.map(messageOfRow);
  return {
    messages: found,
    branches: besidesOf(shown, named),
    ratings: ratedOf(found, ratingsOf(own.standing)),
    nextBeforeSeq: rows.length > limit ? (found.at(-1)?.seq ?? null) : null,
  };
}

interface Placed {
  id: string;
  previousSeq: number;
}

/** Of each message that is shown and beside which others stand: the ids of all of them. */
function besidesOf(shown: readonly Placed[], named: readonly Placed[]): MessagePage["branches"] {
  const besides = Map.groupBy(named, ({ previousSeq }) => previousSeq);
  const of = ({ previousSeq }: Placed) => besides.get(previousSeq)?.map((one) => one.id) ?? [];
  return Object.fromEntries(shown.flatMap((message) => (of(message).includes(message.id) ? [[message.id, of(message)]] : [])));
}

/** The places of all messages beside which others stand, as the conversation itself names them: none, for most. */
function placesOfBranches({ tenantId, conversationId }: Address): SQL {
  return sql`(
    select place.seq::bigint from ${conversations} own
    cross join lateral jsonb_each(coalesce(own.standing -> 'branches', '{}'::jsonb)) branch
    cross join lateral jsonb_array_elements_text(branch.value) place(seq)
    where own.tenant_id = ${tenantId} and own.id = ${conversationId})`;
}

/** From one message to the one before it on its branch: as many look-ups by key as the page has messages, however long the history. */
function placesBefore({ tenantId, conversationId }: Address, beforeSeq: number | null, count: number): SQL {
  const own = (name: string) => {
    const table = sql.identifier(name);
    return sql`${table}.tenant_id = ${tenantId} and ${table}.conversation_id = ${conversationId}`;
  };
  return sql`(
    with recursive path(seq, previous_seq, length) as (
      select said.seq, said.previous_seq, 1 from ${messages} said
      where ${own("said")} and said.seq = (
        select newest.seq from ${messages} newest where ${own("newest")} and newest.seq <= ${firstPlace(tenantId, conversationId, beforeSeq)}
        order by newest.seq desc limit 1)
      union all
      select said.seq, said.previous_seq, path.length + 1 from path
      join ${messages} said on ${own("said")} and said.seq = path.previous_seq
      where path.length < ${count}
    )
    select seq from path)`;
}

/** Where a page begins: at the head, at what the last page's last message follows, or at what is next below a place between messages. */
function firstPlace(tenantId: string, conversationId: string, beforeSeq: number | null): SQL {
  if (beforeSeq === null) {
    return sql`(
      select coalesce((head.standing ->> 'headSeq')::bigint, head.last_seq) from ${conversations} head
      where head.tenant_id = ${tenantId} and head.id = ${conversationId})`;
  }
  return sql`coalesce((
    select last.previous_seq from ${messages} last
    where last.tenant_id = ${tenantId} and last.conversation_id = ${conversationId} and last.seq = ${beforeSeq}), ${beforeSeq} - 1)`;
}

function isTheirs({ tenantId, conversationId }: Address, actor: Actor): SQL | undefined {
  return and(
    eq(conversations.tenantId, tenantId),
    eq(conversations.id, conversationId),
    actor.role === "visitor" ? eq(conversations.userId, actor.userId) : undefined,
  );
}
