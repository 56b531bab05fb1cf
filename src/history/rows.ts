/** A hand-over as rows of Postgres; `read-rows.ts` is the way back. Pure. */
import type { ConversationRecord, HandOver, HandedRow, LogEvent } from "../transcript/index.ts";
import type { conversationLog, conversations, flushLedger, messages } from "../db/schema/index.ts";
import type { JsonObject } from "../platform/ports.ts";
import { storable } from "../platform/storable.ts";

export interface HistoryRows {
  conversations: (typeof conversations.$inferInsert)[];
  messages: (typeof messages.$inferInsert)[];
  log: (typeof conversationLog.$inferInsert)[];
  pages: (typeof flushLedger.$inferInsert)[];
  /** What each hand-over covers: everything after `after_seq`, up to `up_to_seq`, where the chain reads `hash`. */
  reaches: Reach[];
  /** By which Postgres knows what was erased since. */
  beginnings: Beginning[];
}

export interface Reach {
  tenant_id: string;
  conversation_id: string;
  after_seq: number;
  up_to_seq: number;
  hash: string;
}

export interface Beginning {
  tenant_id: string;
  conversation_id: string;
  user_id: string;
  started_at: string;
}

/**
 * The rows of hand-overs, one of each conversation. They come in one order for every writer, so that two deliveries never wait
 * for each other crosswise.
 * @param now when they are written, in milliseconds.
 */
export function rowsOf(handOvers: readonly HandOver[], now: number): HistoryRows {
  const given = handOvers.map((handOver) => storable(handOver)).toSorted(byAddress);
  return {
    conversations: given.map(({ conversation }) => conversationRow(conversation)),
    messages: given.flatMap(messageRows),
    log: given.flatMap(logRows),
    pages: given.flatMap((handOver) => ledgerPage(handOver, now)),
    reaches: given.map(reachOf),
    beginnings: given.map(({ conversation }) => beginningOf(conversation)),
  };
}

function byAddress({ conversation: a }: HandOver, { conversation: b }: HandOver): number {
  return compare(a.tenantId, b.tenantId) || compare(a.conversationId, b.conversationId);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

function conversationRow(conversation: ConversationRecord): HistoryRows["conversations"][number] {
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
    standing: standingOf(conversation),
    startedAt: new Date(conversation.startedAt),
    endedAt: conversation.endedAt === null ? null : new Date(conversation.endedAt),
    updatedAt: new Date(conversation.updatedAt),
  };
}

/** What nobody lists or filters by, and a released conversation needs to wake whole. */
function standingOf({ headSeq, branches, ratings, epoch, stateBeforeHandover, ...record }: ConversationRecord): JsonObject {
  const { generation, rewinds, effects, forkedFrom, kept, flow, silentSince, remindedAt, pausedFrom } = record;
  return {
    headSeq,
    branches,
    ratings,
    epoch,
    stateBeforeHandover,
    generation,
    rewinds: rewinds.map((rewind) => ({ ...rewind })),
    effects,
    forkedFrom: forkedFrom && { ...forkedFrom },
    kept,
    // A flow is JSON; its optional fields only cannot say so.
    flow: flow && ({ ...flow } as object as JsonObject),
    silentSince,
    remindedAt,
    pausedFrom,
  };
}

function messageRows({ conversation, rows }: HandOver): HistoryRows["messages"] {
  return rows.flatMap(({ message, previousSeq, turn, recording, hash }) => {
    if (message === null) return [];
    const { tenantId, conversationId } = conversation;
    const at = { createdAt: new Date(message.createdAt), updatedAt: new Date(message.updatedAt) };
    // A turn is JSON; an interface only cannot say so.
    return [
      { ...message, ...at, tenantId, conversationId, previousSeq, turn: turn && ({ ...turn } as object as JsonObject), recording, hash },
    ];
  });
}

function logRows({ conversation, rows }: HandOver): HistoryRows["log"] {
  const { tenantId, conversationId } = conversation;
  return rows.flatMap((row) => row.events.map((event) => ({ ...eventColumns(event, row), tenantId, conversationId })));
}

/** Where a row holds events alone, the last of them carries what the row would have in `messages`. */
function eventColumns(event: LogEvent, { seq, message, previousSeq, events, hash }: HandedRow) {
  const carries = message === null && event === events.at(-1);
  return { ...event, at: new Date(event.at), rowSeq: seq, ...(carries ? { previousSeq, hash } : { previousSeq: 0, hash: null }) };
}

/** No page of a hand-over that brings the bare record. */
function ledgerPage(handOver: HandOver, now: number): HistoryRows["pages"] {
  const { conversation, afterSeq, upToSeq, previousHash } = handOver;
  if (upToSeq <= Math.max(0, afterSeq)) return [];
  const { tenantId, conversationId } = conversation;
  const flushedAt = new Date(now);
  return [{ tenantId, conversationId, afterSeq: Math.max(0, afterSeq), upToSeq, previousHash, hash: lastLink(handOver), flushedAt }];
}

const lastLink = ({ rows, previousHash }: HandOver): string => rows.at(-1)?.hash ?? previousHash;

function reachOf(handOver: HandOver): Reach {
  const { conversation, afterSeq, upToSeq } = handOver;
  return {
    tenant_id: conversation.tenantId,
    conversation_id: conversation.conversationId,
    // Before Postgres has heard of a conversation, its object counts from before the beginning.
    after_seq: Math.max(0, afterSeq),
    up_to_seq: Math.max(0, upToSeq),
    hash: lastLink(handOver),
  };
}

function beginningOf({ tenantId, conversationId, userId, startedAt }: ConversationRecord): Beginning {
  return { tenant_id: tenantId, conversation_id: conversationId, user_id: userId, started_at: new Date(startedAt).toISOString() };
}
