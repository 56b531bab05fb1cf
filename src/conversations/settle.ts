/** How a turn ends: its last items, its message, and where the conversation stands then. Pure. */
import { phrases } from "../agents/index.ts";
import type { JsonObject, Language } from "../platform/ports.ts";
import {
  closingChunks,
  finishReasons,
  textOf,
  usageJson,
  type ConversationRecord,
  type MessageStatus,
  type StoredMessage,
  type TurnItem,
  type TurnView,
} from "../transcript/index.ts";
import type { TurnRow } from "./turn-row.ts";

/** Items that make what was said so far well formed: parts closed, open calls answered. */
export function closingItems(view: TurnView, language: Language): TurnItem[] {
  return closingChunks(view.assembly, phrases.toolCut[language]).map((chunk) => ({ chunk }));
}

/** The terminal items, after all else. `errorText` is what a failed turn tells the customer. */
export function terminalItems(view: TurnView, status: MessageStatus, metadata: JsonObject, errorText: string): TurnItem[] {
  const ended: TurnItem["event"] = {
    kind: "turn.ended",
    data: { status, state: view.position.state, usage: usageJson(view.usage) },
  };
  switch (status) {
    case "complete":
    case "interrupted":
      return [{ chunk: { type: "finish", finishReason: finishReasons[status], messageMetadata: metadata }, event: ended }];
    case "stopped":
      return [
        { chunk: { type: "message-metadata", messageMetadata: metadata } },
        { chunk: { type: "abort", reason: "stopped" }, event: ended },
      ];
    case "failed":
      return [
        { chunk: { type: "error", errorText } },
        { chunk: { type: "finish", finishReason: finishReasons[status], messageMetadata: metadata }, event: ended },
      ];
  }
}

/** Metadata of the answer, on the wire and in storage. */
export function answerMetadata(row: TurnRow, view: TurnView, status: MessageStatus, now: number): JsonObject {
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
export function answerOf(row: TurnRow, view: TurnView, metadata: JsonObject, now: number): StoredMessage {
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
export function recordAfter(record: ConversationRecord, view: TurnView, answer: StoredMessage, now: number): ConversationRecord {
  const { state, visited } = view.position;
  return {
    ...record,
    state,
    visited: [...visited],
    shown: view.shown,
    focus: view.focus,
    lastSeq: view.lastSeq,
    lastMessageId: answer.id,
    endedAt: state === "closed" ? now : null,
    updatedAt: now,
  };
}
