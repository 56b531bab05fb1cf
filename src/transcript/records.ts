/** What a conversation keeps: the shapes of its object's storage, of the queue's hand-over and of Postgres. */
import type { Flow, Position, StateName } from "../lifecycle/index.ts";
import type { JsonObject, Language } from "../platform/ports.ts";

/** A part of a stored message: the AI SDK's UI message part, which is JSON and keeps its camelCase (contracts.md §0). */
export type MessagePart = { type: string } & JsonObject;

export type AuthorType = "user" | "assistant" | "staff" | "system";

/** What somebody thinks of a message. */
export type Thumb = "up" | "down";

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

export type EventKind =
  | "state.changed"
  | "state.refused"
  | "tool.called"
  | "tool.blocked"
  | "turn.ended"
  | "handover.started"
  | "handover.ended"
  | "branch.selected"
  | "feedback.given"
  | "effects.released"
  | "flow.changed";

/** An entry of the conversation's log besides messages and tokens. */
export interface LogEvent {
  seq: number;
  kind: EventKind;
  /** Null for what happens outside of turns. */
  turnId: string | null;
  at: number;
  data: JsonObject;
}

/** Tokens and money of a turn. Absent counts are ones that the provider did not tell. */
export interface Usage {
  inputTokens: number;
  outputTokens: number;
  reasoningTokens: number;
  cachedInputTokens: number;
  /** Model calls. */
  steps: number;
  /** US dollars; null where a price is not known. */
  costUsd: number | null;
}

/** What becomes of a message that comes while a turn runs (contracts.md §1). */
export type OnBusy = "queue" | "reject" | "interrupt" | "merge";

/** What one turn may use; null: as much as the platform allows. The end of a budget is told kindly. */
export interface Budget {
  /** Input and output tokens of all its model calls. */
  tokens: number | null;
  seconds: number | null;
  /** Model calls. */
  steps: number | null;
  /** US dollars, by the prices of the models. */
  money: number | null;
}

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
  budget: Budget;
  /** Whether its turns are recorded, so that they can be replayed. */
  recording: boolean;
}

/** The one row that says where a conversation stands. */
export interface ConversationRecord {
  tenantId: string;
  conversationId: string;
  userId: string;
  skillId: string | null;
  bot: BotSnapshot;
  /** The flow that it was moved to since; null: the bot's, with which it began. */
  flow: Flow | null;
  language: Language;
  state: StateName;
  visited: StateName[];
  handler: "bot" | "staff";
  shown: string[];
  focus: string | null;
  kept: Kept;
  metadata: JsonObject;
  /** The last `seq` given out and on disk. */
  lastSeq: number;
  /** The last `seq` of which Postgres has told that it holds everything up to it; -1 while it has not heard of the conversation. */
  syncedSeq: number;
  /** The head of the branch that is talked on; with its `seq`, 0 before any message. */
  lastMessageId: string | null;
  headSeq: number;
  /** Where there are several messages after one and the same: their places, oldest first, by the `seq` of the one before them. */
  branches: Record<string, number[]>;
  /** What was last thought of messages, by their `seq`. */
  ratings: Record<string, Thumb>;
  /** Rises when staff take over and when they give back: what an older epoch produces is dropped (architecture, law 8). */
  epoch: number;
  /** The state to which a release of the handover goes back; null while the bot handles the conversation. */
  stateBeforeHandover: StateName | null;
  /** The state to which the next message goes back from `waiting_input` or `error`; null while the journey goes on. */
  pausedFrom: StateName | null;
  /** Rises when a process died and words that it had sent were not kept: their places are given out anew. */
  generation: number;
  /** The first place that each later generation gave out, oldest first. */
  rewinds: Rewind[];
  /** `fenced`: a fork whose tools change nothing in the world. */
  effects: "live" | "fenced";
  forkedFrom: { conversationId: string; seq: number } | null;
  startedAt: number;
  endedAt: number | null;
  updatedAt: number;
  /** Since when nobody has spoken; null while the customer has not. */
  silentSince: number | null;
  /** When this silence was broken by a reminder; null: not yet. */
  remindedAt: number | null;
}

export interface Rewind {
  generation: number;
  firstSeq: number;
}

/** A message that waits for its turn. */
export interface Question {
  messageId: string;
  parts: MessagePart[];
  metadata: JsonObject;
  /** Tells the same message sent again from another one under its id. */
  fingerprint: string;
  acceptedAt: number;
}

/** What tools keep from one turn to the next, by their names: an unfinished test, say. */
export type Kept = Readonly<Record<string, JsonObject>>;

/** Where a conversation stands in its lifecycle, and what its customer was shown last. */
export interface Standing {
  position: Position;
  shown: string[];
  focus: string | null;
  /** Missing where a version wrote it in which tools kept nothing. */
  kept?: Kept;
  /** Missing where the journey is not paused. */
  pausedFrom?: StateName;
}

/** A turn as it is kept: what was asked, how it stands, and where its answer is. */
export interface TurnRow {
  /** The user message that it answers. */
  messageId: string;
  /** Messages that it answers along with it, because they came while another turn ran (`merge`): their ids and fingerprints. */
  merged: { messageId: string; fingerprint: string }[];
  /** 1 for the first answer, 2 for the first retry, … */
  attempt: number;
  /** The name under which this attempt was asked for, where it has one. */
  requestId: string | null;
  turnId: string;
  answerId: string;
  /** `kept`: staff have taken over, and nobody has answered it here. */
  status: "queued" | "running" | "kept" | MessageStatus;
  /** The questions, until the turn begins and they take their places in the log. */
  questions: Question[];
  fingerprint: string;
  /** The message after which the questions come; null: the head of the conversation when the turn begins. */
  after: { id: string | null; seq: number } | null;
  /** The place of the message that the question is an edit of. */
  edits: number | null;
  /** The question's place; 0 until the turn begins. */
  questionSeq: number;
  /** Where the conversation stood when the question was asked: each attempt begins there. Null until the turn begins. */
  from: Standing | null;
  /** Since when its process has been dying without the turn getting on, and how many items it had kept then. Null: it is getting on. */
  stalled: { since: number; items: number } | null;
  /** The earlier answer beside which this attempt stands. */
  supersedes: { id: string; seq: number } | null;
  /** The epoch in which it began. */
  epoch: number;
  /** The answer's `seq` once settled. */
  answerSeq: number | null;
  acceptedAt: number;
  /** When it first began; null while it waits. */
  begunAt: number | null;
  endedAt: number | null;
}

/** A row of the log: a message, or events alone. */
export interface LogRow {
  /** The place of its last event. */
  seq: number;
  message: StoredMessage | null;
  /** The place of the message before it on its branch; 0 at the beginning. */
  previousSeq: number;
  events: LogEvent[];
  /** Of an answer: the turn that it settled. */
  turn: TurnRow | null;
  /** Of an answer: the chunks as they were streamed, packed; null where they are not kept. */
  stream: string | null;
  /** Of an answer: what its turn has taken from the outside; null where nothing is recorded. */
  recording: string | null;
}

/** A row on its way to Postgres. */
export interface HandedRow extends LogRow {
  /** SHA-256 in hex of the link before it and this row: the conversation's hash chain. */
  hash: string;
}

/** What the queue consumer takes from an object and puts into Postgres: everything after `afterSeq`, up to `upToSeq`. */
export interface HandOver {
  conversation: ConversationRecord;
  rows: HandedRow[];
  afterSeq: number;
  upToSeq: number;
  /** The link at `afterSeq`; empty at the beginning. */
  previousHash: string;
}
