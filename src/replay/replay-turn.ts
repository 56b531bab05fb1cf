/** One turn, run again by the code that ran it: begin, run, settle. Everything from outside comes from its recording. */
import { beginTurn, runTurn, settleTurn, type Begun, type Turn, type TurnPorts } from "../conversations/index.ts";
import { unpack, type ConversationRecord, type LogRow, type MessageStatus, type Question, type TurnRow } from "../transcript/index.ts";
import { withRows, type Rows } from "./branch.ts";
import { Course } from "./course.ts";
import type { Diverge } from "./divergence.ts";
import type { TurnFrame } from "./recording.ts";

/** A turn as the export tells of it. */
export interface ToldTurn {
  /** The rows of its questions; none for another attempt. */
  questions: readonly LogRow[];
  turn: TurnRow;
}

export interface ReplayedTurn {
  /** Its rows in the order of the log, the answer last. */
  rows: LogRow[];
  record: ConversationRecord;
}

/** The row as it was accepted: what came of it is left out. */
export function acceptedRow({ questions, turn }: ToldTurn): TurnRow {
  const again = turn.attempt > 1 || turn.edits !== null;
  return {
    ...turn,
    status: "queued",
    questions: questions.flatMap(questionIn),
    questionSeq: turn.attempt > 1 ? turn.questionSeq : 0,
    from: again ? turn.from : null,
    answerSeq: null,
    begunAt: null,
    endedAt: null,
  };
}

function questionIn({ message }: LogRow): Question[] {
  if (!message) return [];
  const { id, parts, metadata, createdAt } = message;
  return [{ messageId: id, parts, metadata, fingerprint: "", acceptedAt: createdAt }];
}

export interface ReplayOf {
  record: ConversationRecord;
  rows: Rows;
  told: ToldTurn;
  frame: TurnFrame;
  ports: TurnPorts;
  diverge: Diverge;
}

export async function replayTurn({ record, rows, told, frame, ports, diverge }: ReplayOf): Promise<ReplayedTurn> {
  const begun = spokenIn(frame, beginTurn(record, acceptedRow(told), told.turn.begunAt ?? told.turn.acceptedAt), diverge);
  const course = new Course({ ...begun, resumedWith: frame.resumedWith, eventAt: recordedTimes(frame, diverge) });
  const ending = await run(course.turn(withRows(rows, begun.questions), new AbortController().signal), ports, course, frame, diverge);
  const settled = settleTurn({ record: begun.record, row: begun.row, view: course.view, ...ending, now: frame.settledAt }, course.take);
  const answer = { ...settled.answer, stream: course.packed.join(",") };
  return { rows: [...begun.questions, answer], record: settled.record };
}

/** The language is heard in the words: that it is heard otherwise today is told, and the turn goes on as it went. */
function spokenIn({ asked: { language } }: TurnFrame, begun: Begun, diverge: Diverge): Begun {
  if (begun.record.language === language) return begun;
  diverge({ what: "language", asked: begun.record.language, recorded: language });
  return { ...begun, record: { ...begun.record, language } };
}

/** When the turn's events were, one after another; those of the items that an earlier process has kept stand in the items. */
function recordedTimes({ eventsAt, resumedWith, settledAt }: TurnFrame, diverge: Diverge): (kind: string) => number {
  const kept = resumedWith === null ? 0 : unpack(resumedWith, 0).filter(({ event }) => event).length;
  let next = kept;
  return (kind) => {
    const at = eventsAt[next++];
    if (at === undefined) diverge({ what: `event ${next}`, asked: kind, recorded: "no more events" });
    return at ?? settledAt;
  };
}

/** Runs until the turn ends by itself, or until it was ended. */
async function run(
  turn: Turn,
  ports: TurnPorts,
  { view, take }: Course,
  { status, endedAfter }: TurnFrame,
  diverge: Diverge,
): Promise<{ status: MessageStatus; failure: unknown }> {
  const wasCut = status === "stopped" || status === "interrupted";
  if (wasCut && view.lastSeq >= endedAfter) return { status, failure: null };
  try {
    for await (const item of runTurn(turn, ports)) {
      take(item);
      if (wasCut && view.lastSeq >= endedAfter) return { status, failure: null };
    }
  } catch (failure) {
    return { status: "failed", failure };
  }
  if (wasCut) diverge({ what: "end of the turn", asked: `complete after ${view.lastSeq}`, recorded: `${status} after ${endedAfter}` });
  return { status: "complete", failure: null };
}
