/** How a turn ends: its last items, its message, and where the conversation stands then. Pure. */
import { apologyFor, changeState, phrases, waitForAnswer } from "../agents/index.ts";
import type { JsonObject, Language } from "../platform/ports.ts";
import {
  closingChunks,
  finishReasonOf,
  followedFlow,
  textOf,
  usageJson,
  type ConversationRecord,
  type LogRow,
  type MessageStatus,
  type StoredMessage,
  type TurnItem,
  type TurnRow,
  type TurnView,
} from "../transcript/index.ts";
import { withBranch } from "./begin.ts";
import { fitRow } from "./fit.ts";
import { spokenAt } from "./idle.ts";

export interface Ending {
  record: ConversationRecord;
  row: TurnRow;
  view: TurnView;
  status: MessageStatus;
  /** Why it failed, where it did. */
  failure: unknown;
  now: number;
}

export interface Settled {
  /** The answer's row, without stream and recording. */
  answer: LogRow & { message: StoredMessage; turn: TurnRow };
  record: ConversationRecord;
}

/** Ends a turn: its last items go to `take`, which keeps the view up to date; then the answer and where the conversation stands. */
export function settleTurn({ record, row, view, status, failure, now }: Ending, take: (item: TurnItem) => void): Settled {
  const { language } = record;
  for (const item of closingItems(view, language)) take(item);
  if (status === "complete") for (const item of waitForAnswer(view, followedFlow(record))) take(item);
  if (status === "failed") for (const item of changeState(view, followedFlow(record), "error", "turn:failed")) take(item);
  const apology = apologyFor(failure, language, now);
  const metadata = answerMetadata(row, view, status, now);
  // Kept with the answer, so that who reads it later is told the same.
  if (status === "failed") metadata["error_text"] = apology;
  for (const item of terminalItems(view, status, metadata, apology)) take(item);
  const { message, events } = fitRow({ message: answerOf(row, view, metadata, now), events: view.events });
  const turn: TurnRow = { ...row, status, answerSeq: message.seq, endedAt: now };
  const answer = { seq: message.seq, message, previousSeq: row.questionSeq, events, turn, stream: null, recording: null };
  return { answer, record: recordAfter(record, view, answer, now) };
}

/** Items that make what was said so far well formed: parts closed, open calls answered. */
export function closingItems(view: TurnView, language: Language): TurnItem[] {
  return closingChunks(view.assembly, phrases.toolCut[language]).map((chunk) => ({ chunk }));
}

/** The terminal items, after all else. `errorText` is what a failed turn tells the customer. */
function terminalItems(view: TurnView, status: MessageStatus, metadata: JsonObject, errorText: string): TurnItem[] {
  const { parts } = view.assembly;
  const ended: TurnItem["event"] = {
    kind: "turn.ended",
    data: { status, state: view.position.state, usage: usageJson(view.usage) },
  };
  switch (status) {
    case "complete":
    case "interrupted":
      return [{ chunk: { type: "finish", finishReason: finishReasonOf(status, parts), messageMetadata: metadata }, event: ended }];
    case "stopped":
      return [
        { chunk: { type: "message-metadata", messageMetadata: metadata } },
        { chunk: { type: "abort", reason: "stopped" }, event: ended },
      ];
    case "failed":
      return [
        { chunk: { type: "error", errorText } },
        { chunk: { type: "finish", finishReason: finishReasonOf(status, parts), messageMetadata: metadata }, event: ended },
      ];
  }
}

/** Metadata of the answer, on the wire and in storage. */
function answerMetadata(row: TurnRow, view: TurnView, status: MessageStatus, now: number): JsonObject {
  return {
    turn_id: row.turnId,
    status,
    state: view.position.state,
    usage: usageJson(view.usage),
    created_at: new Date(now).toISOString(),
    ...(row.supersedes === null ? {} : { supersedes: row.supersedes.id }),
  };
}

/** The answer as it is stored. Its `seq` is that of its last item. */
function answerOf(row: TurnRow, view: TurnView, metadata: JsonObject, now: number): StoredMessage {
  return {
    seq: view.lastSeq,
    id: row.answerId,
    previousMessageId: row.messageId,
    authorType: "assistant",
    content: textOf(view.assembly.parts),
    parts: view.assembly.parts,
    metadata,
    turnId: row.turnId,
    createdAt: now,
    updatedAt: now,
  };
}

/** Where the conversation stands after the turn. */
function recordAfter(record: ConversationRecord, view: TurnView, answer: Settled["answer"], now: number): ConversationRecord {
  const { state, visited } = view.position;
  const { supersedes, questionSeq } = answer.turn;
  const branches = supersedes === null ? record.branches : withBranch(record.branches, questionSeq, supersedes.seq, answer.seq);
  return {
    ...record,
    state,
    visited: [...visited],
    shown: view.shown,
    focus: view.focus,
    kept: view.kept,
    pausedFrom: view.pausedFrom,
    lastSeq: view.lastSeq,
    lastMessageId: answer.message.id,
    headSeq: answer.seq,
    branches,
    endedAt: state === "closed" ? now : null,
    updatedAt: now,
    ...spokenAt(now),
  };
}
