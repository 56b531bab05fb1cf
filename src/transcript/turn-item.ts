/** What a turn produces, one item at a time. The log gives each item its `seq` and its time. */
import type { UIMessageChunk } from "ai";
import type { JsonObject } from "../platform/ports.ts";
import type { Budget, LogEvent, MessagePart, MessageStatus, Usage } from "./records.ts";

/** Own data parts of the stream; they persist in the message (contracts.md §2). */
export type EdgewiseData = {
  state: { from: string; to: string; reason: string; turn_id: string };
  "state-refused": { from: string; to: string; reason: string };
  "tool-blocked": { tool: string; state: string; tool_call_id: string };
  /** The turn came to the end of this budget; `limit` in its own unit: tokens, seconds, model calls, US dollars. */
  budget: { budget: keyof Budget; limit: number; turn_id: string };
  suggestions: { items: string[] };
};

/** A chunk of Edgewise's UI message stream. */
export type Chunk = UIMessageChunk<unknown, EdgewiseData>;

export interface TurnItem {
  chunk: Chunk;
  /** The log event that this chunk stands for, if it is more than words. */
  event?: { kind: LogEvent["kind"]; data: JsonObject };
  /**
   * What the model call that just ended has used. It rides on the last item that the call itself has led to: its last call with
   * all arguments, or the end of its step. A step of which it is not known yet has to be said anew after a crash.
   */
  usage?: Usage;
}

export interface LoggedItem extends TurnItem {
  seq: number;
  /** Milliseconds since the epoch. */
  at: number;
}

/** How the terminal `finish` names the end, in the SDK's words. A stopped turn ends with `abort`. */
const finishReasons = { complete: "stop", interrupted: "interrupted", failed: "error" } as const satisfies Partial<
  Record<MessageStatus, string>
>;

type Finished = keyof typeof finishReasons;

/** The SDK's word for the end of an answer with these parts: one that a budget has ended is complete, and cut at its length. */
export function finishReasonOf(status: Finished, parts: readonly MessagePart[]): "length" | (typeof finishReasons)[Finished] {
  return status === "complete" && parts.some(({ type }) => type === "data-budget") ? "length" : finishReasons[status];
}
