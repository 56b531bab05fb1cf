import { uiMessageChunkSchema } from "ai";
import { describe, expect, it } from "vitest";
import { phrases } from "../../../src/agents/index.ts";
import { applyItem, newTurnView, type TurnView } from "../../../src/transcript/outcome.ts";
import type { MessageStatus } from "../../../src/transcript/records.ts";
import type { TurnItem } from "../../../src/transcript/turn-item.ts";
import { answerMetadata, answerOf, closingItems, recordAfter, terminalItems } from "../../../src/conversations/settle.ts";
import type { TurnRow } from "../../../src/conversations/turn-row.ts";
import { FakeConversation } from "../../support/fake-turn.ts";

const row: TurnRow = {
  messageId: "msg_q",
  attempt: 1,
  turnId: "turn",
  answerId: "msg_a",
  status: "running",
  question: null,
  fingerprint: "what was said",
  from: null,
  restarts: 0,
  supersedes: null,
  answerSeq: null,
  acceptedAt: 0,
  endedAt: null,
};

function viewOf(...items: TurnItem[]): TurnView {
  const view = newTurnView("turn", { state: "idle", visited: ["idle"] }, ["A"], "A", 2);
  for (const item of items) applyItem(view, { seq: view.lastSeq + 1, at: 0, ...item });
  return view;
}

const said: TurnItem[] = [
  { chunk: { type: "start-step" } },
  { chunk: { type: "text-start", id: "0" } },
  { chunk: { type: "text-delta", id: "0", delta: "Chào" } },
];
const usage = { inputTokens: 3, outputTokens: 2, reasoningTokens: 1, cachedInputTokens: 0, steps: 1 };
const usageSaid = { input_tokens: 3, output_tokens: 2, reasoning_tokens: 1, cached_input_tokens: 0, steps: 1 };
const statuses: MessageStatus[] = ["complete", "stopped", "interrupted", "failed"];

describe("the end of a turn", () => {
  it("closes what is open and answers what was asked of tools, in the customer's language", () => {
    const view = viewOf(...said, { chunk: { type: "tool-input-available", toolCallId: "a", toolName: "search_offerings", input: {} } });
    expect(closingItems(view, "en").map(({ chunk }) => chunk)).toEqual([
      { type: "text-end", id: "0" },
      { type: "tool-output-error", toolCallId: "a", errorText: phrases.toolCut.en },
    ]);
  });

  it.each([
    ["complete", ["finish"]],
    ["stopped", ["message-metadata", "abort"]],
    ["interrupted", ["finish"]],
    ["failed", ["error", "finish"]],
  ] as const)("%s: ends in an explicit chunk", (status, types) => {
    expect(terminalItems(viewOf(), status, {}, "Xin lỗi.").map(({ chunk }) => chunk.type)).toEqual(types);
  });

  it.each(statuses)("%s: tells the metadata once and logs the end once, on the last chunk", async (status) => {
    const view = viewOf({ chunk: { type: "finish-step" }, usage });
    const metadata = answerMetadata(row, view, status, 1000);
    const items = terminalItems(view, status, metadata, "Xin lỗi.");
    expect(items.filter(({ chunk }) => "messageMetadata" in chunk && chunk.messageMetadata === metadata)).toHaveLength(1);
    expect(items.map(({ event }) => event)).toEqual([
      ...items.slice(1).map(() => undefined),
      { kind: "turn.ended", data: { status, state: "idle", usage: usageSaid } },
    ]);
    const { validate } = uiMessageChunkSchema();
    for (const { chunk } of items) expect(await validate?.(chunk)).toMatchObject({ success: true });
  });

  it("tells a customer of a failure in our words only", () => {
    expect(terminalItems(viewOf(), "failed", {}, "Xin lỗi.")[0]).toEqual({ chunk: { type: "error", errorText: "Xin lỗi." } });
  });
});

describe("the stored answer", () => {
  it("lies at the place of its last item and says how it ended", () => {
    const view = viewOf(...said, { chunk: { type: "text-end", id: "0" } }, { chunk: { type: "finish-step" }, usage });
    const metadata = answerMetadata(row, view, "complete", 1000);
    expect(metadata).toEqual({
      turn_id: "turn",
      status: "complete",
      state: "idle",
      usage: usageSaid,
      created_at: "1970-01-01T00:00:01.000Z",
    });
    expect(answerOf(row, view, metadata, 1000)).toEqual({
      seq: 7,
      id: "msg_a",
      previousMessageId: "msg_q",
      authorType: "assistant",
      content: "Chào",
      parts: [{ type: "step-start" }, { type: "text", text: "Chào", state: "done" }],
      metadata,
      turnId: "turn",
      createdAt: 1000,
      updatedAt: 1000,
    });
  });

  it("names the answer that it replaces", () => {
    expect(answerMetadata({ ...row, supersedes: { id: "msg_old", seq: 4 } }, viewOf(), "complete", 0)).toMatchObject({
      supersedes: "msg_old",
    });
  });
});

describe("the conversation after a turn", () => {
  const { record } = new FakeConversation();

  it("stands where the turn has led it", () => {
    const view = viewOf(
      {
        chunk: { type: "finish-step" },
        event: { kind: "state.changed", data: { from: "idle", to: "viewing", visited: ["idle", "viewing"] } },
      },
      { chunk: { type: "finish-step" }, event: { kind: "tool.called", data: { shown: ["B", "C"], focus: "C" } } },
    );
    const after = recordAfter(record, view, answerOf(row, view, {}, 5), 5);
    expect(after).toEqual({
      ...record,
      state: "viewing",
      visited: ["idle", "viewing"],
      shown: ["B", "C"],
      focus: "C",
      lastSeq: 4,
      lastMessageId: "msg_a",
      endedAt: null,
      updatedAt: 5,
    });
  });

  it("has an end when it is closed, and none once it has been opened again", () => {
    const closed = viewOf({
      chunk: { type: "finish-step" },
      event: { kind: "state.changed", data: { to: "closed", visited: ["idle", "closed"] } },
    });
    const after = recordAfter(record, closed, answerOf(row, closed, {}, 5), 5);
    expect(after).toMatchObject({ state: "closed", endedAt: 5 });
    const open = viewOf();
    expect(recordAfter(after, open, answerOf(row, open, {}, 9), 9)).toMatchObject({ state: "idle", endedAt: null });
  });
});
