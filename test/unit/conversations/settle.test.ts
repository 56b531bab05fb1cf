import { uiMessageChunkSchema } from "ai";
import { describe, expect, it } from "vitest";
import { phrases } from "../../../src/agents/index.ts";
import { beginTurn } from "../../../src/conversations/begin.ts";
import { closingItems, settleTurn, type Ending } from "../../../src/conversations/settle.ts";
import { retryTurn } from "../../../src/conversations/turn-row.ts";
import { applyItem, newTurnView, type TurnView } from "../../../src/transcript/outcome.ts";
import type { MessageStatus } from "../../../src/transcript/records.ts";
import type { LoggedItem, TurnItem } from "../../../src/transcript/turn-item.ts";
import { countingIds, FakeConversation } from "../../support/fake-turn.ts";
import { turnRow } from "../../support/turn-row.ts";

const { record: opened } = new FakeConversation();
const record = { ...opened, state: "idle", lastSeq: 2, headSeq: 2, lastMessageId: "msg_q" };

function viewOf(...items: TurnItem[]): TurnView {
  const view = newTurnView("turn", { position: { state: "idle", visited: ["idle"] }, shown: ["A"], focus: "A" }, 2);
  for (const item of items) applyItem(view, { seq: view.lastSeq + 1, at: 0, ...item });
  return view;
}

/** Settles a turn as the object does: what is taken is applied. */
function settle(view: TurnView, change: Partial<Ending> = {}) {
  const items: LoggedItem[] = [];
  const take = (item: TurnItem) => {
    const logged = { seq: view.lastSeq + 1, at: 0, ...item };
    applyItem(view, logged);
    items.push(logged);
  };
  const settled = settleTurn({ record, row: turnRow(), view, status: "complete", failure: null, now: 1000, ...change }, take);
  return { ...settled, items, chunks: items.map(({ chunk }) => chunk) };
}

const said: TurnItem[] = [
  { chunk: { type: "start-step" } },
  { chunk: { type: "text-start", id: "0" } },
  { chunk: { type: "text-delta", id: "0", delta: "Chào" } },
];
const usage = { inputTokens: 3, outputTokens: 2, reasoningTokens: 1, cachedInputTokens: 0, steps: 1, costUsd: 0.5 };
const usageSaid = { input_tokens: 3, output_tokens: 2, reasoning_tokens: 1, cached_input_tokens: 0, steps: 1, cost_usd: 0.5 };
const spoken: TurnItem[] = [...said, { chunk: { type: "text-end", id: "0" } }, { chunk: { type: "finish-step" }, usage }];
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
    ["failed", ["data-state", "error", "finish"]],
  ] as const)("%s: ends in an explicit chunk", (status, types) => {
    expect(settle(viewOf(...spoken), { status }).chunks.map(({ type }) => type)).toEqual(types);
  });

  it.each(statuses)("%s: tells the metadata of the answer once and logs the end once, on the last chunk", async (status) => {
    const { answer, chunks, items } = settle(viewOf(...spoken), { status });
    const telling = chunks.filter((chunk) => "messageMetadata" in chunk);
    expect(telling).toMatchObject([{ messageMetadata: answer.message.metadata }]);
    const state = status === "failed" ? "error" : "idle";
    const ended = { kind: "turn.ended", data: { status, state, usage: usageSaid } };
    expect(items.filter(({ event }) => event?.kind === "turn.ended")).toEqual([expect.objectContaining({ event: ended })]);
    expect(items.at(-1)).toMatchObject({ event: ended });
    const { validate } = uiMessageChunkSchema();
    for (const chunk of chunks) expect(await validate?.(chunk)).toMatchObject({ success: true });
  });

  it("tells a customer of a failure in our words only, and keeps them with the answer", () => {
    const { answer, chunks, record: after } = settle(viewOf(...spoken), { status: "failed", failure: new Error("quota of key AIza…") });
    const { error_text: apology } = answer.message.metadata;
    expect(chunks.find(({ type }) => type === "error")).toEqual({ type: "error", errorText: apology });
    expect(JSON.stringify([answer, chunks])).not.toContain("AIza");
    expect(after.state).toBe("error");
  });
});

describe("the stored answer", () => {
  it("lies at the place of its last item, follows its question and says how it ended", () => {
    const { answer } = settle(viewOf(...spoken));
    const metadata = { turn_id: "turn", status: "complete", state: "idle", usage: usageSaid, created_at: "1970-01-01T00:00:01.000Z" };
    expect(answer).toEqual({
      seq: 8,
      previousSeq: 2,
      message: {
        seq: 8,
        id: "msg_a",
        previousMessageId: "msg_q",
        authorType: "assistant",
        content: "Chào",
        parts: [{ type: "step-start" }, { type: "text", text: "Chào", state: "done" }],
        metadata,
        turnId: "turn",
        createdAt: 1000,
        updatedAt: 1000,
      },
      events: [{ seq: 8, kind: "turn.ended", turnId: "turn", at: 0, data: { status: "complete", state: "idle", usage: usageSaid } }],
      turn: turnRow({ status: "complete", answerSeq: 8, endedAt: 1000 }),
      stream: null,
      recording: null,
    });
  });
});

describe("the conversation after a turn", () => {
  it("stands where the turn has led it, with the answer as its head", () => {
    const viewing: TurnItem["event"] = { kind: "state.changed", data: { from: "idle", to: "viewing", visited: ["idle", "viewing"] } };
    const view = viewOf(
      { chunk: { type: "finish-step" }, event: viewing },
      { chunk: { type: "finish-step" }, event: { kind: "tool.called", data: { shown: ["B", "C"], focus: "C" } } },
    );
    expect(settle(view, { now: 5 }).record).toEqual({
      ...record,
      state: "viewing",
      visited: ["idle", "viewing"],
      shown: ["B", "C"],
      focus: "C",
      lastSeq: 5,
      headSeq: 5,
      lastMessageId: "msg_a",
      endedAt: null,
      updatedAt: 5,
      silentSince: 5,
    });
  });

  it("has an end when it is closed, and none once it has been opened again", () => {
    const closed: TurnItem = {
      chunk: { type: "finish-step" },
      event: { kind: "state.changed", data: { to: "closed", visited: ["idle", "closed"] } },
    };
    const after = settle(viewOf(closed), { now: 5 }).record;
    expect(after).toMatchObject({ state: "closed", endedAt: 5 });
    expect(settle(viewOf(), { record: after, now: 9 }).record).toMatchObject({ state: "idle", endedAt: null });
  });
});

describe("another answer to the same question", () => {
  const first = settle(viewOf(...spoken));
  const retry = retryTurn(first.answer.turn, countingIds(), 20);
  const begun = beginTurn(first.record, retry, 21);
  const view = newTurnView(retry.turnId, { position: { state: "idle", visited: ["idle"] }, shown: [], focus: null }, begun.record.lastSeq);
  const second = settle(view, { record: begun.record, row: begun.row, now: 30 });

  it("names the answer beside which it stands, and follows the same question", () => {
    expect(second.answer.message).toMatchObject({ previousMessageId: "msg_q", metadata: { supersedes: "msg_a" } });
    expect(second.answer.previousSeq).toBe(first.answer.previousSeq);
  });

  it("is the head, and both are branches after the question", () => {
    expect(second.record).toMatchObject({ headSeq: second.answer.seq, branches: { 2: [first.answer.seq, second.answer.seq] } });
  });
});
