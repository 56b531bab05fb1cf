import type { Position } from "../lifecycle/index.ts";
import { contentId } from "../platform/ids.ts";
import type { Ids, JsonObject } from "../platform/ports.ts";
import type { SendInput } from "./port.ts";
import type { MessagePart, MessageStatus } from "../transcript/index.ts";

/** A turn as the object keeps it: what was asked, how it stands, and where its answer is. */
export interface TurnRow {
  /** The user message that it answers. */
  messageId: string;
  /** 1 for the first answer, 2 for the first retry, … */
  attempt: number;
  turnId: string;
  answerId: string;
  status: "queued" | "running" | MessageStatus;
  /** The question, until its turn begins and it takes its place in the log. */
  question: { parts: MessagePart[]; metadata: JsonObject } | null;
  /** Tells the same message sent again from another one under its id. */
  fingerprint: string;
  /** Where the conversation stood when the question was asked: each attempt begins there. Null until the turn begins. */
  from: { position: Position; shown: string[]; focus: string | null } | null;
  /** How often the turn was begun again because its process died before the first word. */
  restarts: number;
  /** The earlier answer that this attempt replaces; it is kept, and left out of the prompt. */
  supersedes: { id: string; seq: number } | null;
  /** The answer's `seq` once settled. */
  answerSeq: number | null;
  acceptedAt: number;
  endedAt: number | null;
}

export const isActive = (turn: TurnRow): boolean => turn.status === "queued" || turn.status === "running";

/** A turn for a message that has just come. */
export function newTurn(input: SendInput, ids: Ids, now: number): TurnRow {
  return {
    messageId: input.messageId ?? ids.next("msg"),
    attempt: 1,
    ...freshAnswer(ids, now),
    question: { parts: input.parts, metadata: input.metadata },
    fingerprint: fingerprintOf(input.parts),
    from: null,
    supersedes: null,
  };
}

/** Another attempt at the same message; the earlier answer is kept and superseded. */
export function retryTurn(of: TurnRow, ids: Ids, now: number): TurnRow {
  return {
    messageId: of.messageId,
    attempt: of.attempt + 1,
    ...freshAnswer(ids, now),
    question: null,
    fingerprint: of.fingerprint,
    from: of.from,
    supersedes: of.answerSeq === null ? null : { id: of.answerId, seq: of.answerSeq },
  };
}

/** What was said, as a short name for it. */
export const fingerprintOf = (parts: readonly MessagePart[]): string => contentId(JSON.stringify(parts));

type FreshAnswer = Pick<TurnRow, "turnId" | "answerId" | "status" | "restarts" | "answerSeq" | "acceptedAt" | "endedAt">;

function freshAnswer(ids: Ids, now: number): FreshAnswer {
  const made = { turnId: ids.next("turn"), answerId: ids.next("msg") };
  return { ...made, status: "queued", restarts: 0, answerSeq: null, acceptedAt: now, endedAt: null };
}
