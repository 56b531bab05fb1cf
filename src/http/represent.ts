/** What is kept, as it reads on the wire: snake_case and RFC 3339 (contracts.md §0, §1). Pure. */
import type { z } from "@hono/zod-openapi";
import { decideIdle, representMessage as represent, type MessagePage, type SettledTurn, type Started } from "../conversations/index.ts";
import { followedFlow, type ConversationRecord, type StoredMessage, type Usage } from "../transcript/index.ts";
import type { ConversationSummary } from "../history/index.ts";
import { asksSomething } from "../language/index.ts";
import { allowedTools } from "../lifecycle/index.ts";
import type {
  conversationSchema,
  conversationSummarySchema,
  listedMessageSchema,
  messageSchema,
  settledTurnSchema,
  standingSchema,
  startedSchema,
  usageSchema,
} from "./conversation-schema.ts";

/** Milliseconds since the epoch, as RFC 3339. */
export function representTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

/** The feed tells messages in the same words: they come from one place, and are checked against the document here. */
export const representMessage: (message: StoredMessage) => z.infer<typeof messageSchema> = represent;

/** As a list shows it. @param page on which it is. */
export function representListed(
  message: StoredMessage,
  { branches, ratings }: Pick<MessagePage, "branches" | "ratings">,
): z.infer<typeof listedMessageSchema> {
  const besides = branches[message.id];
  const branch = besides ? { index: besides.indexOf(message.id), count: besides.length, message_ids: besides } : null;
  return { ...representMessage(message), branch, rating: ratings[message.id] ?? null };
}

export function representStanding(record: ConversationRecord): z.infer<typeof standingSchema> {
  const { forkedFrom } = record;
  const flow = followedFlow(record);
  const { at: idleAt } = decideIdle(record, record.updatedAt);
  return {
    conversation_id: record.conversationId,
    user_id: record.userId,
    bot_id: record.bot.id,
    skill_id: record.skillId,
    state: record.state,
    language: record.language,
    handler: record.handler,
    last_seq: record.lastSeq,
    // Postgres may not have heard of it yet.
    synced_seq: Math.max(0, record.syncedSeq),
    start_time: representTime(record.startedAt),
    end_time: record.endedAt === null ? null : representTime(record.endedAt),
    duration_seconds: ((record.endedAt ?? record.updatedAt) - record.startedAt) / 1000,
    metadata: record.metadata,
    epoch: record.epoch,
    effects: record.effects,
    forked_from: forkedFrom && { conversation_id: forkedFrom.conversationId, seq: forkedFrom.seq },
    idle_at: idleAt === null ? null : representTime(idleAt),
    last_message_id: record.lastMessageId,
    flow: { name: flow.name, version: flow.version },
  };
}

/** @param messages oldest first. */
export function representConversation(record: ConversationRecord, messages: readonly StoredMessage[]): z.infer<typeof conversationSchema> {
  return {
    ...representStanding(record),
    agent_id: null,
    agent_type: null,
    allowed_tools: [...allowedTools(followedFlow(record), record.state)],
    conversation_log: messages.map((message) => ({
      turn_id: message.turnId,
      speaker: message.authorType,
      text: message.content,
      timestamp: representTime(message.createdAt),
    })),
    // What a caller has set stays, but for what is counted here. Nothing scores emotions yet.
    metadata: { emotion: null, ...record.metadata, user_initiated_questions: messages.filter(isQuestion).length },
  };
}

function isQuestion({ authorType, content }: StoredMessage): boolean {
  return authorType === "user" && asksSomething(content);
}

export function representSummary(summary: ConversationSummary): z.infer<typeof conversationSummarySchema> {
  const { startedAt, endedAt, updatedAt, lastMessage } = summary;
  return {
    conversation_id: summary.conversationId,
    user_id: summary.userId,
    bot_id: summary.botId,
    skill_id: summary.skillId,
    state: summary.state,
    language: summary.language,
    handler: summary.handler,
    last_seq: summary.lastSeq,
    synced_seq: summary.syncedSeq,
    start_time: representTime(startedAt),
    end_time: endedAt === null ? null : representTime(endedAt),
    duration_seconds: ((endedAt ?? updatedAt) - startedAt) / 1000,
    updated_at: representTime(updatedAt),
    metadata: summary.metadata,
    title: summary.title,
    last_message: lastMessage && {
      author_type: lastMessage.authorType,
      text: lastMessage.text,
      created_at: representTime(lastMessage.createdAt),
    },
  };
}

export function representStart({ conversation, greeting }: Started): z.infer<typeof startedSchema> {
  return {
    conversation_id: conversation.conversationId,
    user_id: conversation.userId,
    bot_id: conversation.bot.id,
    state: conversation.state,
    language: conversation.language,
    greeting: greeting === null ? null : representMessage(greeting),
  };
}

export function representTurn({ message, state, usage }: SettledTurn): z.infer<typeof settledTurnSchema> {
  const suggestions = message === null ? undefined : suggestionsOf(message);
  return { message: message && representMessage(message), state, usage: representUsage(usage), ...(suggestions ? { suggestions } : {}) };
}

function representUsage(usage: Usage): z.infer<typeof usageSchema> {
  return {
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    reasoning_tokens: usage.reasoningTokens,
    cached_input_tokens: usage.cachedInputTokens,
    steps: usage.steps,
    cost_usd: usage.costUsd,
  };
}

/** The chips that the turn left in its message, if any. */
function suggestionsOf(message: StoredMessage): string[] | undefined {
  const data = message.parts.findLast((part) => part.type === "data-suggestions")?.["data"];
  if (typeof data !== "object" || data === null || Array.isArray(data) || !Array.isArray(data["items"])) return undefined;
  return data["items"].filter((item) => typeof item === "string");
}
