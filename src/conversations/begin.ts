/** A conversation's first record and first words. Pure. */
import type { Language } from "../platform/ports.ts";
import { textOf, type BotSnapshot, type ConversationRecord, type StoredMessage } from "../transcript/index.ts";
import type { StartInput } from "./port.ts";
import type { TurnRow } from "./turn-row.ts";

export function openingRecord(
  input: StartInput & { userId: string },
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
    syncedSeq: -1,
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

/** The question as it takes its place in the log, when its turn begins. */
export function questionOf(
  record: ConversationRecord,
  row: TurnRow,
  question: NonNullable<TurnRow["question"]>,
  now: number,
): StoredMessage {
  return {
    seq: record.lastSeq + 1,
    id: row.messageId,
    previousMessageId: record.lastMessageId,
    authorType: "user",
    content: textOf(question.parts),
    parts: question.parts,
    metadata: question.metadata,
    turnId: row.turnId,
    createdAt: row.acceptedAt,
    updatedAt: now,
  };
}

/** Where the conversation stands once the question is in its log. */
export function recordAsked(record: ConversationRecord, question: StoredMessage, language: Language): ConversationRecord {
  const { seq, id, updatedAt } = question;
  return { ...record, language, lastSeq: seq, lastMessageId: id, endedAt: null, updatedAt };
}

/** Whether this is the bot's greeting. A customer's own metadata may hold any key, so only answers count. */
export const isGreeting = (message: StoredMessage): boolean => message.authorType === "assistant" && message.metadata["greeting"] === true;

/** Messages without the answers that a later attempt has replaced. */
export function withoutSuperseded(messages: readonly StoredMessage[]): StoredMessage[] {
  const answers = messages.filter(({ authorType }) => authorType === "assistant");
  const superseded = new Set(answers.map(({ metadata }) => metadata["supersedes"]).filter((id) => id !== undefined));
  return messages.filter(({ authorType, id }) => authorType !== "assistant" || !superseded.has(id));
}
