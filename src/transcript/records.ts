/** What a conversation keeps: the shapes of its object's storage, of the queue's hand-over and of Postgres. */
import type { Flow, StateName } from "../lifecycle/index.ts";
import type { JsonObject, Language } from "../platform/ports.ts";

/** A part of a stored message: the AI SDK's UI message part, which is JSON and keeps its camelCase (contracts.md §0). */
export type MessagePart = { type: string } & JsonObject;

export type AuthorType = "user" | "assistant" | "staff" | "system";

/** How an assistant message came to its end. `streaming` is never stored. */
export type MessageStatus = "complete" | "stopped" | "interrupted" | "failed";

/** A stored message (contracts.md §1). `seq` is the position of the event that completed it. */
export interface StoredMessage {
  seq: number;
  id: string;
  previousMessageId: string | null;
  authorType: AuthorType;
  /** The plain text of all text parts. */
  content: string;
  parts: MessagePart[];
  metadata: JsonObject;
  turnId: string | null;
  createdAt: number;
  updatedAt: number;
}

/** An entry of the conversation's log besides messages and tokens. */
export interface LogEvent {
  seq: number;
  kind: "state.changed" | "state.refused" | "tool.called" | "tool.blocked" | "turn.ended";
  turnId: string;
  at: number;
  data: JsonObject;
}

/** Tokens and money of a turn. Absent counts are ones that the provider did not tell. */
export interface Usage {
  inputTokens: number;
  outputTokens: number;
  reasoningTokens: number;
  cachedInputTokens: number;
  steps: number;
}

/** What becomes of a message that comes while a turn runs (contracts.md §1). */
export type OnBusy = "queue" | "reject" | "interrupt";

/** The bot as the conversation began with it; a published change does not touch running conversations. */
export interface BotSnapshot {
  id: string;
  name: string;
  /** The persona and rules that open the prompt. */
  instructions: string;
  greeting: { enabled: boolean };
  language: Language;
  onBusy: OnBusy;
  flow: Flow;
}

/** The one row that says where a conversation stands. */
export interface ConversationRecord {
  tenantId: string;
  conversationId: string;
  userId: string;
  skillId: string | null;
  bot: BotSnapshot;
  language: Language;
  state: StateName;
  visited: StateName[];
  handler: "bot" | "staff";
  shown: string[];
  focus: string | null;
  metadata: JsonObject;
  /** The last `seq` given out and on disk. */
  lastSeq: number;
  /** The last `seq` of which Postgres has told that it holds everything up to it; -1 while it has not heard of the conversation. */
  syncedSeq: number;
  lastMessageId: string | null;
  startedAt: number;
  endedAt: number | null;
  updatedAt: number;
}

/** What the queue consumer takes from an object and puts into Postgres: everything after `afterSeq`, up to `upToSeq`. */
export interface HandOver {
  conversation: ConversationRecord;
  messages: StoredMessage[];
  events: LogEvent[];
  afterSeq: number;
  upToSeq: number;
}
