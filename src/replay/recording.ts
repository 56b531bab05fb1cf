/**
 * What a turn has taken from the outside: with this, the questions and the code that ran, its answer is made again to the letter.
 * Kept with the answer (`LogRow.recording`), packed by pack.ts. A change of shape raises `version`.
 */
import type { LanguageModelV4Content, LanguageModelV4FinishReason, LanguageModelV4Usage } from "@ai-sdk/provider";
import type { EffectState } from "../agents/index.ts";
import type { TurnContext } from "../conversations/index.ts";
import type { ModelPrice } from "../models/index.ts";
import type { JsonObject } from "../platform/ports.ts";
import type { ConversationRecord, MessageStatus } from "../transcript/index.ts";
import type { ToolResult } from "../tools/index.ts";
import type { RecordedFailure } from "./failures.ts";

export const recordingVersion = 1;

export interface TurnRecording {
  version: typeof recordingVersion;
  frame: TurnFrame;
  /** Null where it would have been more than a recording may hold: the turn cannot be replayed, the ones around it can. */
  heard: Heard | null;
}

/** What the object itself has read and decided. Ids and places are not here: they stand in the rows. */
export interface TurnFrame {
  /** Where the conversation stood with the turn's questions in its log. */
  asked: Asked;
  /** The items with which it was taken up after its process had died, packed; null where one process has run it whole. */
  resumedWith: string | null;
  /** When each event of the turn was, in their order; milliseconds since the epoch. */
  eventsAt: number[];
  status: MessageStatus;
  /** The last place before the turn's own ending: a stop or a limit came after this item. */
  endedAfter: number;
  settledAt: number;
}

export type Asked = Pick<
  ConversationRecord,
  "language" | "state" | "visited" | "shown" | "focus" | "kept" | "handler" | "lastSeq" | "epoch" | "effects"
> &
  // Recordings of a version that paused nowhere say nothing of it.
  Partial<Pick<ConversationRecord, "pausedFrom">>;

/** What has come through the turn's ports, each in the order in which it was asked for. */
export interface Heard {
  /** Clock reads of the turn itself, in milliseconds since the epoch. */
  clock: number[];
  random: number[];
  contexts: ({ context: TurnContext } | { failure: RecordedFailure })[];
  models: RecordedModelCall[];
  moments: RecordedMoment[];
  tools: RecordedToolCall[];
  /** What the ledger of effects has answered. */
  begun: { key: string; state: EffectState | { failure: RecordedFailure } }[];
  remembered: { key: string; result: ToolResult | null }[];
  modelPrice: ModelPrice | null;
}

/** One call of the model, as a stream. */
export interface RecordedModelCall {
  asked: Digests;
  parts: PackedPart[];
  /** How it ended; `cut` when nobody waited for its end. */
  ended: "whole" | "cut" | { failure: RecordedFailure };
}

/** Names of what the model was asked, so that it is noticed when a replay asks something else. */
export interface Digests {
  prompt: string;
  /** Schemas of the tools that were offered, and the settings of the call. */
  offer: string;
}

type DeltaKind = "text-delta" | "reasoning-delta" | "tool-input-delta";

/** Consecutive deltas of one block, `[kind, id, …deltas]`; everything else as the provider sent it. */
export type PackedPart = [kind: DeltaKind, id: string, ...deltas: string[]] | JsonObject;

/** One call of the small model, for a greeting or a farewell. */
export interface RecordedMoment {
  asked: Digests;
  ended:
    | { content: LanguageModelV4Content[]; finishReason: LanguageModelV4FinishReason; usage: LanguageModelV4Usage }
    | { failure: RecordedFailure }
    /** It had not answered when nobody waited for it any more. */
    | "unanswered";
}

/** One call of a tool that the gate has let through. */
export interface RecordedToolCall {
  tool: string;
  /** The arguments as the model wrote them. */
  input: string;
  /** The first and the last read of the call's own clock, in milliseconds since the epoch; empty where it never began. */
  clock: number[];
  answers: RecordedAnswer[];
}

/** What the tool has answered, once for each time it was asked to run, to inquire or to rehearse; null where an inquiry found that nothing arrived. */
export type RecordedAnswer =
  | { result: ToolResult | null }
  | { failure: RecordedFailure }
  /** Its time was over. */
  | "late"
  /** It had not answered when the turn ended. */
  | "unanswered";
