import type { TurnRow } from "../../src/transcript/records.ts";

/** A turn that runs, its question at place 2. */
export function turnRow(change: Partial<TurnRow> = {}): TurnRow {
  return {
    messageId: "msg_q",
    merged: [],
    attempt: 1,
    requestId: null,
    turnId: "turn",
    answerId: "msg_a",
    status: "running",
    questions: [],
    fingerprint: "what was said",
    after: null,
    edits: null,
    questionSeq: 2,
    from: null,
    stalled: null,
    supersedes: null,
    epoch: 0,
    answerSeq: null,
    acceptedAt: 0,
    begunAt: 0,
    endedAt: null,
    ...change,
  };
}
