/** One turn, run again by the code that ran it: begin, run, settle. Everything from outside comes from its recording. */
import { beginTurn, runTurn, settleTurn, type Begun, type Turn, type TurnPorts } from "../conversations/index.ts";
import {
  applyItem,
  newTurnView,
  Packer,
  unpack,
  type ConversationRecord,
  type LogRow,
  type MessageStatus,
  type Question,
  type TurnItem,
  type TurnRow,
  type TurnView,
} from "../transcript/index.ts";
import { recentOf, type Rows } from "./branch.ts";
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
  const known = new Map([...rows, ...begun.questions.map((row) => [row.seq, row] as const)]);
  const course = new Course(begun.row, begun.record, frame, diverge);
  const ending = await run(turnOf(begun.row, begun.record, known, course), ports, course, frame, diverge);
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

/** The items of a replayed turn as they come. */
class Course {
  readonly view: TurnView;
  readonly packed: string[] = [];
  readonly resumed: boolean;
  readonly #packer = new Packer();
  readonly #eventsAt: number[];
  readonly #frame: TurnFrame;
  readonly #diverge: Diverge;

  constructor({ turnId, from }: TurnRow, record: ConversationRecord, frame: TurnFrame, diverge: Diverge) {
    const { state, visited, shown, focus, lastSeq } = record;
    const { position, ...seen } = from ?? { position: { state, visited }, shown, focus };
    this.view = newTurnView(turnId, position, seen.shown, seen.focus, lastSeq);
    this.#frame = frame;
    this.#diverge = diverge;
    const kept = frame.resumedWith === null ? [] : unpack(frame.resumedWith, lastSeq + 1);
    for (const item of kept) {
      applyItem(this.view, item);
      this.packed.push(this.#packer.pack(item));
    }
    this.resumed = kept.length > 0;
    this.#eventsAt = frame.eventsAt.slice(this.view.events.length);
  }

  readonly take = (item: TurnItem): void => {
    const logged = { seq: this.view.lastSeq + 1, at: item.event ? this.#eventAt(item.event.kind) : 0, ...item };
    applyItem(this.view, logged);
    this.packed.push(this.#packer.pack(logged));
  };

  #eventAt(kind: string): number {
    const at = this.#eventsAt.shift();
    if (at === undefined) this.#diverge({ what: `event ${this.view.events.length + 1}`, asked: kind, recorded: "no more events" });
    return at ?? this.#frame.settledAt;
  }
}

function turnOf(row: TurnRow, record: ConversationRecord, rows: Rows, { view, resumed }: Course): Turn {
  const history = recentOf(rows, record.headSeq);
  const userMessage = history.findLast(({ id }) => id === row.messageId);
  if (!userMessage) throw new Error(`The question ${row.messageId} is not among the recent messages.`);
  return {
    turnId: row.turnId,
    answerId: row.answerId,
    conversation: record,
    history,
    userMessage,
    language: record.language,
    rewoundFrom: view.position.state === record.state ? null : record.state,
    view,
    resumed,
    begunAt: row.begunAt ?? row.acceptedAt,
    signal: new AbortController().signal,
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
