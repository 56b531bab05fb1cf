import { describe, expect, it } from "vitest";
import { addUsage, applyItem, newTurnView, noUsage, usageJson, usageOf, type TurnView } from "../../../src/transcript/outcome.ts";
import type { LoggedItem } from "../../../src/transcript/turn-item.ts";
import { fakeTool, FakeConversation, toolMap } from "../../support/fake-turn.ts";
import { calls, callStep, says, wordStep, type Part } from "../../support/model-parts.ts";

const tools = toolMap(
  fakeTool("search_offerings", async () => ({ output: { count: 2 }, newState: "browsing", shown: ["A", "B"], focus: null })),
  fakeTool("get_offering_details", async () => ({ output: { code: "B" }, newState: "viewing", focus: "B" })),
  fakeTool("trigger_web_hook", async () => ({ output: {}, newState: "completed" }), { effect: "write" }),
);

/** What the object reads back from disk after a crash. */
const fromDisk = (items: LoggedItem[]): LoggedItem[] =>
  items
    .map((item) => JSON.stringify(item))
    .join("\n")
    .split("\n")
    .map((line) => JSON.parse(line));

function recovered(items: LoggedItem[]): TurnView {
  const view = newTurnView("turn_2", { position: { state: "idle", visited: ["idle"] }, shown: [], focus: null }, 2);
  for (const item of fromDisk(items)) applyItem(view, item);
  return view;
}

/** A turn with everything in it: words, thoughts, calls that run, that are refused, that are malformed, and a state refused. */
const signed = { providerMetadata: { google: { thoughtSignature: "s" } } };
const script: Part[][] = [
  [
    { type: "reasoning-delta", id: "0", delta: "hmm", ...signed },
    ...says("Để mình", " tìm."),
    ...callStep(calls("search_offerings"), calls("made_up")),
  ],
  callStep(calls("get_offering_details", "{oops"), calls("get_offering_details", {}, "again")),
  callStep(calls("trigger_web_hook")),
  wordStep("Xong."),
];

describe("a turn's items, folded", () => {
  it("from disk give the view that the live turn had: recovery is the same code", async () => {
    const { items, view } = await new FakeConversation({ tools }).say("laptop", script);
    const again = recovered(items);
    expect({ ...again, assembly: again.assembly.parts }).toEqual({ ...view, assembly: view.assembly.parts });
    expect(view.position).toEqual({ state: "viewing", visited: ["idle", "browsing", "viewing"] });
    expect(view.events.map(({ kind }) => kind)).toEqual([
      "tool.called",
      "state.changed",
      "tool.blocked",
      // The malformed one.
      "tool.blocked",
      "tool.called",
      "state.changed",
      "tool.called",
      "state.refused",
      "turn.ended",
    ]);
  });

  it("are as far as the log goes, wherever it was cut", async () => {
    const whole = await new FakeConversation({ tools }).say("laptop", script);
    for (let cut = 1; cut <= whole.items.length; cut++) {
      const view = recovered(whole.items.slice(0, cut));
      expect(view.lastSeq).toBe(2 + cut);
      expect(view.events).toEqual(whole.view.events.filter(({ seq }) => seq <= view.lastSeq));
      const moves = whole.items.slice(0, cut).flatMap(({ chunk }) => (chunk.type === "data-state" ? [chunk.data.to] : []));
      expect(view.position.state).toBe(moves.at(-1) ?? "idle");
    }
  });

  it("have seqs without a gap, after the question's own", async () => {
    const { items } = await new FakeConversation({ tools }).say("laptop", script);
    expect(items.map(({ seq }) => seq)).toEqual(items.map((_, index) => 3 + index));
  });

  it("keep the list and the focus until a tool says otherwise", () => {
    const view = newTurnView("t", { position: { state: "idle", visited: ["idle"] }, shown: ["A"], focus: "A" }, 0);
    const called = (data: NonNullable<LoggedItem["event"]>["data"]) =>
      applyItem(view, { seq: 1, at: 0, chunk: { type: "finish-step" }, event: { kind: "tool.called", data } });
    called({});
    expect([view.shown, view.focus]).toEqual([["A"], "A"]);
    called({ shown: [], focus: null });
    expect([view.shown, view.focus]).toEqual([[], null]);
  });

  it("keep what a tool keeps until that tool says otherwise", () => {
    const kept = { test: { asked: 1 } };
    const view = newTurnView("t", { position: { state: "idle", visited: ["idle"] }, shown: [], focus: null, kept }, 0);
    const called = (data: NonNullable<LoggedItem["event"]>["data"]) =>
      applyItem(view, { seq: 1, at: 0, chunk: { type: "finish-step" }, event: { kind: "tool.called", data } });
    called({ tool: "test" });
    called({ tool: "other", kept: { cart: ["A"] } });
    expect(view.kept).toEqual({ test: { asked: 1 }, other: { cart: ["A"] } });
    called({ tool: "test", kept: { asked: 2 } });
    called({ tool: "other", kept: null });
    expect(view.kept).toEqual({ test: { asked: 2 } });
    expect(kept).toEqual({ test: { asked: 1 } });
  });
});

describe("usage", () => {
  const usage = { inputTokens: 1, outputTokens: 2, reasoningTokens: 3, cachedInputTokens: 4, steps: 5, costUsd: 0.5 };

  it("adds up", () => {
    expect(addUsage(addUsage(noUsage, usage), usage)).toEqual({
      inputTokens: 2,
      outputTokens: 4,
      reasoningTokens: 6,
      cachedInputTokens: 8,
      steps: 10,
      costUsd: 1,
    });
  });

  it("of which a part has no known price has none", () => {
    expect(addUsage(addUsage(noUsage, usage), { ...usage, costUsd: null }).costUsd).toBeNull();
  });

  it("survives its trip through a stored answer", () => {
    expect(usageOf({ metadata: { usage: usageJson(usage) } })).toEqual(usage);
  });

  it.each([undefined, null, "many", [1], { input_tokens: "7" }])("of an answer that tells %j is nothing, at an unknown price", (told) => {
    expect(usageOf({ metadata: told === undefined ? {} : { usage: told } })).toEqual({ ...noUsage, costUsd: null });
  });
});
