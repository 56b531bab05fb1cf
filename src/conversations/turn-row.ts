/** Turns as they are kept: made, merged, tried again. Pure. */
import { contentId } from "../platform/ids.ts";
import type { Ids } from "../platform/ports.ts";
import type { MessagePart, Question, TurnRow } from "../transcript/index.ts";
import type { SendInput } from "./port.ts";

export const isActive = (turn: TurnRow): boolean => turn.status === "queued" || turn.status === "running";

/** What was said, as a short name for it. */
export const fingerprintOf = (parts: readonly MessagePart[]): string => contentId(JSON.stringify(parts));

/** A turn for a message that has just come. `edited`: the earlier message that this one stands beside. */
export function newTurn(input: SendInput, ids: Ids, now: number, edited: EditedMessage | null = null): TurnRow {
  const question = questionFrom(input, ids, now);
  return {
    messageId: question.messageId,
    merged: [],
    attempt: 1,
    requestId: input.requestId,
    ...freshAnswer(ids, now),
    questions: [question],
    fingerprint: question.fingerprint,
    after: edited?.after ?? null,
    edits: edited?.seq ?? null,
    questionSeq: 0,
    from: edited?.from ?? null,
    supersedes: null,
  };
}

/** The message that an edit stands beside: its place, what it follows, and where the conversation stood when it was asked. */
export interface EditedMessage {
  seq: number;
  after: { id: string | null; seq: number };
  from: TurnRow["from"];
}

/** The waiting turn with one more message: it answers them together, the last one by name. */
export function mergedTurn(waiting: TurnRow, input: SendInput, ids: Ids, now: number): TurnRow {
  const question = questionFrom(input, ids, now);
  const { messageId, fingerprint } = waiting;
  return {
    ...waiting,
    messageId: question.messageId,
    fingerprint: question.fingerprint,
    merged: [...waiting.merged, { messageId, fingerprint }],
    questions: [...waiting.questions, question],
  };
}

/**
 * Another attempt at the same message; the earlier answers are kept beside it.
 * @param instead what was said after a message that was kept for staff, if anything was.
 */
export function retryTurn(
  of: TurnRow,
  ids: Ids,
  now: number,
  requestId: string | null = null,
  instead: TurnRow["supersedes"] = null,
): TurnRow {
  const answered = of.answerSeq === null || of.status === "kept" ? null : { id: of.answerId, seq: of.answerSeq };
  return {
    ...of,
    requestId,
    attempt: of.attempt + 1,
    ...freshAnswer(ids, now),
    questions: [],
    after: null,
    edits: null,
    supersedes: answered ?? instead,
  };
}

/** Whether the turn answers the message, and with which words it was asked then. */
export function fingerprintIn(turn: TurnRow, messageId: string): string | null {
  if (turn.messageId === messageId) return turn.fingerprint;
  return turn.merged.find((one) => one.messageId === messageId)?.fingerprint ?? null;
}

function questionFrom(input: SendInput, ids: Ids, now: number): Question {
  const { parts, metadata } = input;
  return { messageId: input.messageId ?? ids.next("msg"), parts, metadata, fingerprint: fingerprintOf(parts), acceptedAt: now };
}

type FreshAnswer = Pick<
  TurnRow,
  "turnId" | "answerId" | "status" | "stalled" | "answerSeq" | "epoch" | "acceptedAt" | "begunAt" | "endedAt"
>;

function freshAnswer(ids: Ids, now: number): FreshAnswer {
  const made = { turnId: ids.next("turn"), answerId: ids.next("msg") };
  return { ...made, status: "queued", stalled: null, answerSeq: null, epoch: 0, acceptedAt: now, begunAt: null, endedAt: null };
}
