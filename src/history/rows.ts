/** A hand-over as rows of Postgres. Pure. */
import type { HandOver } from "../transcript/index.ts";
import type { conversationLog, conversations, messages } from "../db/schema/index.ts";
import { storable } from "../platform/storable.ts";

export interface HistoryRows {
  conversations: (typeof conversations.$inferInsert)[];
  messages: (typeof messages.$inferInsert)[];
  log: (typeof conversationLog.$inferInsert)[];
  /** What each hand-over covers: everything after `after_seq`, up to `up_to_seq`. */
  reaches: Reach[];
}

export interface Reach {
  tenant_id: string;
  conversation_id: string;
  after_seq: number;
  up_to_seq: number;
}

/**
 * The rows of hand-overs, one of each conversation. They come in one order for every writer, so that two deliveries never wait
 * for each other crosswise.
 */
export function rowsOf(handOvers: readonly HandOver[]): HistoryRows {
  const given = handOvers.map((handOver) => storable(handOver)).toSorted(byAddress);
  return {
    conversations: given.map(conversationRow),
    messages: given.flatMap(messageRows),
    log: given.flatMap(logRows),
    reaches: given.map(reachOf),
  };
}

function byAddress({ conversation: a }: HandOver, { conversation: b }: HandOver): number {
  return compare(a.tenantId, b.tenantId) || compare(a.conversationId, b.conversationId);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function conversationRow({ conversation }: HandOver): HistoryRows["conversations"][number] {
  return {
    tenantId: conversation.tenantId,
    id: conversation.conversationId,
    userId: conversation.userId,
    botId: conversation.bot.id,
    bot: conversation.bot,
    skillId: conversation.skillId,
    state: conversation.state,
    language: conversation.language,
    visited: conversation.visited,
    handler: conversation.handler,
    shown: conversation.shown,
    focus: conversation.focus,
    metadata: conversation.metadata,
    lastSeq: conversation.lastSeq,
    lastMessageId: conversation.lastMessageId,
    startedAt: new Date(conversation.startedAt),
    endedAt: conversation.endedAt === null ? null : new Date(conversation.endedAt),
    updatedAt: new Date(conversation.updatedAt),
  };
}

function messageRows({ conversation, messages }: HandOver): HistoryRows["messages"] {
  return messages.map((message) => ({
    ...message,
    tenantId: conversation.tenantId,
    conversationId: conversation.conversationId,
    createdAt: new Date(message.createdAt),
    updatedAt: new Date(message.updatedAt),
  }));
}

function logRows({ conversation, events }: HandOver): HistoryRows["log"] {
  return events.map((event) => ({
    ...event,
    tenantId: conversation.tenantId,
    conversationId: conversation.conversationId,
    at: new Date(event.at),
  }));
}

function reachOf({ conversation, afterSeq, upToSeq }: HandOver): Reach {
  return { tenant_id: conversation.tenantId, conversation_id: conversation.conversationId, after_seq: afterSeq, up_to_seq: upToSeq };
}
