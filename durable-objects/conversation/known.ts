/** What the object looks up before a message is accepted. */
import { isActive, type Known, type SendInput } from "../../src/conversations/index.ts";
import { mayBeOurs } from "../../src/platform/ids.ts";
import { followedFlow, type TurnRow } from "../../src/transcript/index.ts";
import { staffSpokeAfter } from "./branches.ts";
import type { Desk } from "./desk.ts";
import type { Runner } from "./runner.ts";

export function knownOf(desk: Desk, runner: Runner, { messageId, edits, trigger }: SendInput): Known {
  const { bot, state, handler } = desk.record;
  const flow = followedFlow(desk.record);
  const turn = messageId === null ? null : turnOf(desk, runner, messageId);
  const lastTurn = trigger === "retry" ? lastTurnOf(desk, runner) : null;
  const editedTurn = edits === null ? null : turnOf(desk, runner, edits);
  const again = trigger === "retry" ? (turn ?? lastTurn) : editedTurn;
  return {
    turn,
    taken: turn === null && messageId !== null && isTaken(desk, runner, messageId),
    lastTurn,
    editedTurn,
    staffSpokeSince: again !== null && !isActive(again) && staffSpokeAfter(desk, again.questionSeq),
    active: runner.activeRows,
    onBusy: flow.states[state]?.on_busy ?? bot.onBusy,
    handler,
  };
}

/** Ids of answers have a form of their own: only what has it too is looked for among all messages. */
function isTaken({ storage }: Desk, { activeRows }: Runner, messageId: string): boolean {
  if (storage.names.isOfStaff(messageId)) return true;
  if (!mayBeOurs(messageId, "msg")) return false;
  return activeRows.some(({ answerId }) => answerId === messageId) || storage.findMessage(messageId) !== null;
}

function lastTurnOf(desk: Desk, runner: Runner): TurnRow | null {
  const lastQuestion = desk.history().findLast((message) => message.authorType === "user");
  return lastQuestion ? turnOf(desk, runner, lastQuestion.id) : null;
}

function turnOf({ storage }: Desk, { activeRows }: Runner, messageId: string): TurnRow | null {
  const asksIt = ({ messageId: id, merged }: TurnRow) => id === messageId || merged.some((one) => one.messageId === messageId);
  return activeRows.findLast(asksIt) ?? storage.turnOf(messageId);
}
