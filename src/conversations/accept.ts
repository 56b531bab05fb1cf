/** Whether a message becomes a turn, joins one, or is refused. Pure: the object looks up what is asked here. */
import { EdgewiseError } from "../platform/errors.ts";
import type { SendInput } from "./port.ts";
import type { OnBusy } from "../transcript/index.ts";
import { fingerprintOf, isActive, type TurnRow } from "./turn-row.ts";

export interface Known {
  /** The latest turn of the message named by the input, if any. */
  turn: TurnRow | null;
  /** The latest turn of the last user message, if any. */
  lastTurn: TurnRow | null;
  /** Turns that run or wait. */
  active: number;
  /** The bot's rule, or the current state's own. */
  onBusy: OnBusy;
}

/** Messages that may wait behind the running turn. */
const mostWaiting = 5;

export type Acceptance =
  /** The same message id again: the same turn, never a second one. */
  | { kind: "join"; turn: TurnRow }
  | { kind: "replay"; turn: TurnRow }
  | { kind: "begin" }
  /** The running turn is stopped first; what it has said is kept. */
  | { kind: "interrupt" }
  | { kind: "retry"; of: TurnRow }
  | { kind: "refuse"; error: EdgewiseError };

type Asked = Pick<SendInput, "trigger" | "messageId" | "parts">;

export function decideAcceptance(input: Asked, known: Known): Acceptance {
  return input.trigger === "retry" ? decideRetry(input, known) : decideSubmit(input, known);
}

function decideSubmit(input: Asked, known: Known): Acceptance {
  if (known.turn) return decideAgain(input, known.turn);
  if (known.active === 0) return { kind: "begin" };
  if (known.onBusy === "interrupt") return { kind: "interrupt" };
  if (known.onBusy === "queue" && known.active <= mostWaiting) return { kind: "begin" };
  if (known.onBusy === "queue") {
    return refuse(
      "turn_running",
      `${mostWaiting} messages are waiting for their answers already. Wait for one of them, then send this one again.`,
    );
  }
  return refuse(
    "turn_running",
    "The bot is still answering. Wait for its answer, stop it with POST …/stop, or set the bot's on_busy to queue.",
  );
}

function decideAgain(input: Asked, turn: TurnRow): Acceptance {
  if (turn.fingerprint !== fingerprintOf(input.parts)) {
    return refuse("conflict", "Another message has this id already. Give the new one an id of its own, or leave the id out.");
  }
  return { kind: isActive(turn) ? "join" : "replay", turn };
}

function decideRetry(input: Asked, known: Known): Acceptance {
  if (known.turn && isActive(known.turn)) return { kind: "join", turn: known.turn };
  const last = known.lastTurn;
  if (!last) return refuse("unprocessable", "There is no message to answer again yet. Send one first.");
  const named = known.turn ?? last;
  if (input.messageId !== null && !known.turn) return refuse("not_found", "No user message of this conversation has that id.");
  if (named.messageId !== last.messageId)
    return refuse("unprocessable", "Only the last message can be answered again. Leave message_id out, or name the last one.");
  if (isActive(last)) return { kind: "join", turn: last };
  if (known.active > 0) return refuse("turn_running", "Another message is being answered. Wait for its answer, then try again.");
  return { kind: "retry", of: last };
}

function refuse(code: "conflict" | "turn_running" | "unprocessable" | "not_found", detail: string): Acceptance {
  return { kind: "refuse", error: new EdgewiseError(code, detail) };
}
