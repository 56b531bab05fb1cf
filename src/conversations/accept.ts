/** Whether a message becomes a turn, joins one, or is refused. Pure: the object looks up what is asked here. */
import { EdgewiseError } from "../platform/errors.ts";
import type { SendInput } from "./port.ts";
import type { BotSnapshot } from "../transcript/index.ts";
import { isActive, type TurnRow } from "./turn-row.ts";

export interface Known {
  /** The latest turn of the message named by the input, if any. */
  turn: TurnRow | null;
  /** The latest turn of the last user message, if any. */
  lastTurn: TurnRow | null;
  busy: boolean;
  onBusy: BotSnapshot["onBusy"];
}

export type Acceptance =
  /** The same message id again: the same turn, never a second one. */
  | { kind: "join"; turn: TurnRow }
  | { kind: "replay"; turn: TurnRow }
  | { kind: "begin"; queued: boolean }
  | { kind: "retry"; of: TurnRow }
  | { kind: "refuse"; error: EdgewiseError };

export function decideAcceptance(input: Pick<SendInput, "trigger" | "messageId">, known: Known): Acceptance {
  return input.trigger === "retry" ? decideRetry(input, known) : decideSubmit(known);
}

function decideSubmit(known: Known): Acceptance {
  if (known.turn) return { kind: isActive(known.turn) ? "join" : "replay", turn: known.turn };
  if (!known.busy) return { kind: "begin", queued: false };
  if (known.onBusy === "queue") return { kind: "begin", queued: true };
  return refuse(
    "turn_running",
    "The bot is still answering. Wait for its answer, stop it with POST …/stop, or set the bot's on_busy to queue.",
  );
}

function decideRetry(input: Pick<SendInput, "messageId">, known: Known): Acceptance {
  const last = known.lastTurn;
  if (!last) return refuse("unprocessable", "There is no message to answer again yet. Send one first.");
  const named = known.turn ?? last;
  if (input.messageId !== null && !known.turn) return refuse("not_found", "No user message of this conversation has that id.");
  if (named.messageId !== last.messageId)
    return refuse("unprocessable", "Only the last message can be answered again. Leave message_id out, or name the last one.");
  if (isActive(last)) return { kind: "join", turn: last };
  return { kind: "retry", of: last };
}

function refuse(code: "turn_running" | "unprocessable" | "not_found", detail: string): Acceptance {
  return { kind: "refuse", error: new EdgewiseError(code, detail) };
}
