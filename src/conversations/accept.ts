/** Whether a message becomes a turn, joins one, or is refused. Pure: the object looks up what is asked here. */
import { EdgewiseError } from "../platform/errors.ts";
import type { ConversationRecord, OnBusy, TurnRow } from "../transcript/index.ts";
import type { SendInput } from "./port.ts";
import { fingerprintIn, fingerprintOf, isActive } from "./turn-row.ts";

export interface Known {
  /** The latest turn of the message named by the input, if any. */
  turn: TurnRow | null;
  /** Whether what bears the input's id is no question of a customer's: an answer, also one that is being given, or words of staff. */
  taken: boolean;
  /** The latest turn of the last user message on the branch, if any. */
  lastTurn: TurnRow | null;
  /** The latest turn of the message that is edited, if there is such a message. */
  editedTurn: TurnRow | null;
  /** Whether staff have spoken since the message that is answered again or edited, on the branch that is talked on. */
  staffSpokeSince: boolean;
  /** Turns that run or wait, oldest first. */
  active: readonly TurnRow[];
  /** The bot's rule, or the current state's own. */
  onBusy: OnBusy;
  handler: ConversationRecord["handler"];
}

/** Messages that may wait behind the running turn. */
const mostWaiting = 5;

export type Acceptance =
  /** The same message id again: the same turn, never a second one. */
  | { kind: "join"; turn: TurnRow }
  | { kind: "replay"; turn: TurnRow }
  | { kind: "begin" }
  /** It stands beside an earlier message, and the conversation goes on from it. */
  | { kind: "edit"; of: TurnRow }
  /** The running turn is stopped first; what it has said is kept. */
  | { kind: "interrupt" }
  /** The waiting turn answers it along with its own. */
  | { kind: "merge"; into: TurnRow }
  | { kind: "retry"; of: TurnRow }
  /** Staff have taken over: it is kept for them, and no model is called. */
  | { kind: "keep" }
  | { kind: "refuse"; error: EdgewiseError };

type Asked = Pick<SendInput, "trigger" | "messageId" | "parts" | "edits" | "requestId">;

export function decideAcceptance(input: Asked, known: Known): Acceptance {
  if (input.trigger === "retry") return decideRetry(input, known);
  if (input.messageId !== null && known.turn) return decideAgain(input, input.messageId, known.turn);
  if (known.taken) return idIsTaken();
  if (known.handler === "staff") return input.edits === null ? { kind: "keep" } : staffHaveIt("Send it as a new message.");
  if (input.edits !== null) return decideEdit(known);
  return decideSubmit(known);
}

function decideSubmit({ active, onBusy }: Known): Acceptance {
  if (active.length === 0) return { kind: "begin" };
  const last = active.at(-1);
  const waiting = last?.status === "queued" && last.edits === null ? last : undefined;
  switch (onBusy) {
    case "interrupt":
      return { kind: "interrupt" };
    case "reject":
      return refuse(
        "turn_running",
        "The bot is still answering. Wait for its answer, stop it with POST …/stop, or set the bot's on_busy to queue.",
      );
    case "merge":
      if (waiting && waiting.questions.length < mostWaiting) return { kind: "merge", into: waiting };
      return waiting ? tooManyWaiting() : { kind: "begin" };
    case "queue":
      return active.length <= mostWaiting ? { kind: "begin" } : tooManyWaiting();
  }
}

function tooManyWaiting(): Acceptance {
  return refuse(
    "turn_running",
    `${mostWaiting} messages are waiting for their answers already. Wait for one of them, then send this one again.`,
  );
}

function decideAgain(input: Asked, messageId: string, turn: TurnRow): Acceptance {
  if (fingerprintIn(turn, messageId) !== fingerprintOf(input.parts)) return idIsTaken();
  return { kind: isActive(turn) ? "join" : "replay", turn };
}

function decideEdit({ editedTurn: of, staffSpokeSince, active, onBusy }: Known): Acceptance {
  if (!of) return refuse("not_found", "No user message of this conversation has the id in `edits`.");
  if (isActive(of) && of.status === "queued")
    return refuse("turn_running", "That message waits for its turn. Edit it when it was answered.");
  if (active.length > 0 && onBusy !== "interrupt")
    return refuse("turn_running", "The bot is still answering. Wait for its answer or stop it, then edit.");
  if (staffSpokeSince) return staffHaveSpoken();
  return { kind: "edit", of };
}

function decideRetry(input: Asked, known: Known): Acceptance {
  if (known.handler === "staff") return staffHaveIt("The bot can answer again when they have given it back (POST …/release).");
  if (input.messageId !== null && !known.turn) return refuse("not_found", "No user message of this conversation has that id.");
  const of = known.turn ?? known.lastTurn;
  if (!of) return refuse("unprocessable", "There is no message to answer again yet. Send one first.");
  if (isActive(of)) return { kind: "join", turn: of };
  // The same attempt asked for again.
  if (input.requestId !== null && of.requestId === input.requestId) return { kind: "replay", turn: of };
  if (known.active.length > 0) return refuse("turn_running", "Another message is being answered. Wait for its answer, then try again.");
  if (known.staffSpokeSince) return staffHaveSpoken();
  return { kind: "retry", of };
}

/** What a person has said is not gone around: docs/decisions/branches.md. */
const staffHaveSpoken = () =>
  refuse(
    "conflict",
    "Staff have spoken since that message, and the conversation goes on from their words. Say it in a new message, or fork the conversation at that message (POST …/fork) and go on there.",
  );

const idIsTaken = () => refuse("conflict", "Another message has this id already. Give the new one an id of its own, or leave the id out.");

const staffHaveIt = (remedy: string) => refuse("conflict", `Staff have taken over this conversation. ${remedy}`);

function refuse(code: "conflict" | "turn_running" | "unprocessable" | "not_found", detail: string): Acceptance {
  return { kind: "refuse", error: new EdgewiseError(code, detail) };
}
