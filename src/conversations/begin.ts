/** A conversation's first record and first words. Pure. */
import type { Language } from "../platform/ports.ts";
import type { StartInput } from "./port.ts";
import type { BotSnapshot, ConversationRecord, StoredMessage } from "./records.ts";

export function openingRecord(
  input: StartInput,
  bot: BotSnapshot,
  language: Language,
  greeting: StoredMessage | null,
  now: number,
): ConversationRecord {
  const { initial } = bot.flow;
  return {
    tenantId: input.address.tenantId,
    conversationId: input.address.conversationId,
    userId: input.userId,
    skillId: input.skillId,
    bot,
    language,
    state: initial,
    visited: [initial],
    handler: "bot",
    shown: [],
    focus: null,
    metadata: input.metadata,
    lastSeq: greeting?.seq ?? 0,
    syncedSeq: 0,
    lastMessageId: greeting?.id ?? null,
    startedAt: now,
    endedAt: null,
    updatedAt: now,
  };
}

/** The bot's first words, before the customer has spoken: event 1 of the log. */
export function greetingMessage(text: string, id: string, now: number): StoredMessage {
  return {
    seq: 1,
    id,
    previousMessageId: null,
    authorType: "assistant",
    content: text,
    parts: [{ type: "text", text, state: "done" }],
    metadata: { greeting: true, status: "complete", created_at: new Date(now).toISOString() },
    turnId: null,
    createdAt: now,
    updatedAt: now,
  };
}

/** Messages without the answers that a later attempt has replaced. */
export function withoutSuperseded(messages: readonly StoredMessage[]): StoredMessage[] {
  const superseded = new Set(messages.map((message) => message.metadata["supersedes"]).filter((id) => id !== undefined));
  return messages.filter((message) => !superseded.has(message.id));
}
