/** A branch of one conversation as the beginning of another. Pure. */
import { followedFlow, Packer, type ConversationRecord, type LogRow, type Standing, type TurnRow } from "../transcript/index.ts";
import { standingIn } from "./begin.ts";
import { silentAnew } from "./idle.ts";
import { fingerprintOf } from "./turn-row.ts";

/** The origin's record as it stood at the end of `last`, with nothing behind it. */
export function recordAt(record: ConversationRecord, last: LogRow | null, standing: Standing): ConversationRecord {
  const { position, shown, focus, kept = {}, pausedFrom = null } = standingIn(record, standing);
  const { state, visited } = position;
  const head = { lastSeq: last?.seq ?? 0, headSeq: last?.seq ?? 0, lastMessageId: last?.message?.id ?? null };
  return { ...record, ...head, state, visited: [...visited], shown, focus, kept, pausedFrom };
}

export interface Fork {
  conversationId: string;
  userId: string;
  origin: string;
  /** The origin's place at which it was forked. */
  originSeq: number;
  now: number;
}

/** The fork's own record: whoever it was, the bot has it, nothing of it is in Postgres, and its tools change nothing. */
export function forkedRecord(
  at: ConversationRecord,
  head: Pick<ConversationRecord, "lastSeq" | "headSeq">,
  fork: Fork,
): ConversationRecord {
  const { conversationId, userId, origin, originSeq, now } = fork;
  // A conversation that staff have is forked as the bot left it.
  const state = at.state === "handover" ? (at.stateBeforeHandover ?? followedFlow(at).initial) : at.state;
  return {
    ...at,
    ...head,
    conversationId,
    userId,
    state,
    handler: "bot",
    stateBeforeHandover: null,
    branches: {},
    ratings: {},
    epoch: 0,
    generation: 0,
    rewinds: [],
    effects: "fenced",
    forkedFrom: { conversationId: origin, seq: originSeq },
    syncedSeq: -1,
    startedAt: now,
    endedAt: null,
    updatedAt: now,
    ...silentAnew(at, now),
  };
}

/** Gives the rows of a branch new places, one after the other, as if nothing but they had ever been said. */
export class Renumbering {
  #lastSeq = 0;
  #headSeq = 0;
  /** Old places of messages → new ones: turns name the places of their questions. */
  readonly #places = new Map<number, number>();

  get head(): { lastSeq: number; headSeq: number } {
    return { lastSeq: this.#lastSeq, headSeq: this.#headSeq };
  }

  /** @param streamed how many places the row's stream takes; 0 where none is kept. */
  next(row: LogRow, streamed: number): LogRow {
    const olds = streamed > 0 ? range(row.seq - streamed + 1, row.seq) : placesOf(row);
    const news = new Map(olds.map((old, index) => [old, this.#lastSeq + 1 + index]));
    const placeOf = (old: number) => news.get(old) ?? this.#places.get(old) ?? 0;
    const seq = placeOf(row.seq);
    const renumbered: LogRow = {
      ...row,
      seq,
      previousSeq: this.#headSeq,
      message: row.message && { ...row.message, seq },
      events: row.events.map((event) => ({ ...event, seq: placeOf(event.seq) })),
      turn: row.turn && renumberedTurn(row.turn, placeOf),
      recording: null,
    };
    this.#places.set(row.seq, seq);
    this.#lastSeq = seq;
    if (row.message) this.#headSeq = seq;
    return renumbered;
  }
}

function renumberedTurn(turn: TurnRow, placeOf: (old: number) => number): TurnRow {
  const answerSeq = turn.answerSeq === null ? null : placeOf(turn.answerSeq);
  return { ...turn, questionSeq: placeOf(turn.questionSeq), answerSeq, after: null, edits: null, supersedes: null, attempt: 1, epoch: 0 };
}

/** A message with which a fork ends has no answer here: it can be asked for. Other rows stay as they are. */
export function asUnanswered(row: LogRow, from: Standing): LogRow {
  const { message, seq } = row;
  if (row.turn !== null || message?.authorType !== "user") return row;
  const { createdAt, turnId } = message;
  const turn: TurnRow = {
    messageId: message.id,
    merged: [],
    attempt: 1,
    requestId: null,
    turnId: turnId ?? message.id,
    answerId: "",
    status: "kept",
    questions: [],
    fingerprint: fingerprintOf(message.parts),
    after: null,
    edits: null,
    questionSeq: seq,
    from,
    stalled: null,
    supersedes: null,
    epoch: 0,
    answerSeq: seq,
    acceptedAt: createdAt,
    begunAt: null,
    endedAt: createdAt,
  };
  return { ...row, turn, stream: new Packer().pack({ seq, at: createdAt, chunk: { type: "finish", finishReason: "other" } }) };
}

const placesOf = ({ seq, events }: LogRow) => [...new Set([...events.map((event) => event.seq), seq])].toSorted((a, b) => a - b);

const range = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);
