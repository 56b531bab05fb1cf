import { describe, expect, it } from "vitest";
import { z } from "zod";
import type { ToolResult } from "../../../src/tools/contract.ts";
import { TimeIsOver } from "../../../src/agents/run-tool.ts";
import { FakeLedger } from "../../support/fake-ledger.ts";
import { fakeTool, FakeConversation, toolMap, type Spoken } from "../../support/fake-turn.ts";
import { calls, callStep, wordStep } from "../../support/model-parts.ts";

const done = wordStep("Xong.");
const events = (spoken: Spoken) => spoken.view.events.map(({ kind, data }) => ({ kind, ...data }));
const outcomes = (spoken: Spoken) =>
  spoken.chunks.filter(({ type }) => type.startsWith("tool-output") || type.startsWith("data-")).map((chunk) => chunk.type);
const part = (spoken: Spoken, toolCallId: string) => spoken.answer.parts.find((one) => one["toolCallId"] === toolCallId);

/** A result that comes when it is let go. */
function held() {
  const { promise, resolve } = Promise.withResolvers<ToolResult>();
  return { promise, letGo: (result: ToolResult) => resolve(result) };
}

describe("reads of one step", () => {
  it("run side by side and are told in the order in which they were asked for", async () => {
    const first = held();
    const search = fakeTool("search_offerings", () => first.promise);
    const details = fakeTool("get_offering_details", async () => {
      // The second one answers before the first: one after the other, neither ever would.
      first.letGo({ output: { from: "search" } });
      return { output: { from: "details" } };
    });
    const spoken = await new FakeConversation({ tools: toolMap(search, details) }).say("…", [
      callStep(calls("search_offerings", {}, "a"), calls("get_offering_details", {}, "b")),
      done,
    ]);
    const told = spoken.chunks.flatMap((chunk) => (chunk.type === "tool-output-available" ? [chunk.toolCallId] : []));
    expect(told).toEqual(["a", "b"]);
  });

  it("are gated by the state in which they were offered, and the log says that one", async () => {
    const search = fakeTool("search_offerings", async () => ({ output: {}, newState: "searching" }));
    // `searching` does not offer it, `idle` does.
    const compare = fakeTool("compare_offerings");
    const spoken = await new FakeConversation({ tools: toolMap(search, compare) }).say("…", [
      callStep(calls("search_offerings"), calls("compare_offerings")),
      done,
    ]);
    expect(events(spoken).slice(0, 3)).toMatchObject([
      { kind: "tool.called", tool: "search_offerings", state: "idle", succeeded: true },
      { kind: "state.changed", from: "idle", to: "searching", reason: "tool:search_offerings" },
      { kind: "tool.called", tool: "compare_offerings", state: "idle", succeeded: true },
    ]);
  });

  it.each([
    ["failed", () => Promise.reject(new Error("no"))],
    ["timed_out", () => Promise.reject(new TimeIsOver("the time is over"))],
  ] as const)("that end as %s say so in the log, and change no state", async (reason, run) => {
    const spoken = await new FakeConversation({ tools: toolMap(fakeTool("search_offerings", run)) }).say("…", [
      callStep(calls("search_offerings")),
      done,
    ]);
    const own = events(spoken).filter(({ kind }) => kind !== "turn.ended");
    expect(own).toMatchObject([{ kind: "tool.called", succeeded: false, reason }]);
    expect(spoken.view.position.state).toBe("idle");
  });

  it("whose state does not follow are told all the same, and the state stays", async () => {
    const compare = fakeTool("compare_offerings", async () => ({ output: { rows: [] }, newState: "comparing" }));
    const spoken = await new FakeConversation({ tools: toolMap(compare) }).say("…", [callStep(calls("compare_offerings")), done]);
    const refusal = { from: "idle", to: "comparing", reason: "comparing may not follow idle in the flow retail." };
    expect(part(spoken, "call-compare_offerings")).toMatchObject({ state: "output-available", output: { rows: [] } });
    expect(spoken.chunks).toContainEqual({ type: "data-state-refused", data: refusal });
    expect(events(spoken)).toContainEqual({ kind: "state.refused", ...refusal, proposed_by: "tool:compare_offerings" });
    expect(spoken.view.position.state).toBe("idle");
  });
});

describe("writes of one step", () => {
  it("run one after the other", async () => {
    const log: string[] = [];
    const pay = fakeTool(
      "trigger_web_hook",
      async (input) => {
        log.push(`begin ${JSON.stringify(input)}`);
        await Promise.resolve();
        log.push(`end ${JSON.stringify(input)}`);
        return { output: {} };
      },
      { effect: "write" },
    );
    await new FakeConversation({ tools: toolMap(pay), state: "viewing" }).say("…", [
      callStep(calls("trigger_web_hook", { n: 1 }, "a"), calls("trigger_web_hook", { n: 2 }, "b")),
      done,
    ]);
    expect(log).toEqual(['begin {"n":1}', 'end {"n":1}', 'begin {"n":2}', 'end {"n":2}']);
  });

  it("see the state, the list and the focus that the calls before them have left", async () => {
    const details = fakeTool("get_offering_details", async () => ({ output: {}, newState: "viewing", shown: ["X"], focus: "X" }));
    let seen: unknown;
    const pay = fakeTool(
      "trigger_web_hook",
      async (_, { state, shown, focus }) => ((seen = { state, shown, focus }), { output: {}, newState: "purchasing" }),
      { effect: "write" },
    );
    const spoken = await new FakeConversation({ tools: toolMap(details, pay), state: "browsing" }).say("…", [
      callStep(calls("get_offering_details"), calls("trigger_web_hook")),
      done,
    ]);
    expect(seen).toEqual({ state: "viewing", shown: ["X"], focus: "X" });
    expect(spoken.view.position).toEqual({ state: "purchasing", visited: ["idle", "browsing", "viewing", "purchasing"] });
  });

  it("are gated again: what the first call's state does not offer is blocked", async () => {
    let paid = 0;
    const search = fakeTool("search_offerings", async () => ({ output: {}, newState: "filtering" }));
    const pay = fakeTool("trigger_web_hook", async () => ({ output: { paid: ++paid } }), { effect: "write" });
    const spoken = await new FakeConversation({ tools: toolMap(search, pay), state: "browsing" }).say("…", [
      callStep(calls("search_offerings"), calls("trigger_web_hook")),
      done,
    ]);
    expect(paid).toBe(0);
    expect(part(spoken, "call-trigger_web_hook")?.["output"]).toEqual({
      error: "Tool không được phép ở trạng thái hiện tại",
      code: "tool_not_allowed",
      state: "filtering",
    });
    expect(events(spoken).at(-1)).toMatchObject({ kind: "turn.ended" });
    expect(events(spoken)).toContainEqual({
      kind: "tool.blocked",
      tool: "trigger_web_hook",
      state: "filtering",
      tool_call_id: "call-trigger_web_hook",
      reason: "tool_not_allowed",
    });
  });

  it("have one key for each effect that a message asks for, by which it happens at most once", async () => {
    const keys: string[] = [];
    const pay = fakeTool("trigger_web_hook", async (_, { idempotencyKey }) => (keys.push(idempotencyKey), { output: {} }), {
      effect: "write",
    });
    const ledger = new FakeLedger();
    const conversation = new FakeConversation({ tools: toolMap(pay), state: "viewing", ledger });
    const asked = [
      calls("trigger_web_hook", { n: 1 }, "a"),
      calls("trigger_web_hook", { n: 2 }, "b"),
      calls("trigger_web_hook", { n: 1 }, "c"),
    ];
    for (const text of ["một", "hai"]) await conversation.say(text, [callStep(...asked), done]);
    // The same again within one message is the same effect; with other arguments, or asked by another message, it is another.
    expect(keys).toHaveLength(4);
    expect(new Set(keys).size).toBe(4);
    expect(ledger.asked.map(({ kind }) => kind)).toEqual(["fresh", "fresh", "done", "fresh", "fresh", "done"]);
  });
});

describe("a call that does not succeed", () => {
  const search = fakeTool("search_offerings", async (input) => ({ output: { input: JSON.stringify(input) } }), {
    input: z.object({ query: z.string() }),
  });

  const malformed: [string, string, unknown][] = [
    ["not JSON", '{"query":"lap', '{"query":"lap'],
    ["of another shape", '{"query":7}', { query: 7 }],
  ];
  it.each(malformed)("arguments %s: the model is told and may try again", async (_, raw, input) => {
    const spoken = await new FakeConversation({ tools: toolMap(search) }).say("…", [
      callStep(calls("search_offerings", raw, "a")),
      callStep(calls("search_offerings", { query: "laptop" }, "b")),
      done,
    ]);
    expect(part(spoken, "a")).toMatchObject({ state: "output-error", input });
    const told = spoken.modelCalls[1]?.prompt.at(-1);
    expect(told).toMatchObject({
      role: "tool",
      content: [
        { toolCallId: "a", output: { type: "error-text", value: expect.stringContaining("Invalid input for tool search_offerings") } },
      ],
    });
    expect(part(spoken, "b")).toMatchObject({ state: "output-available", output: { input: '{"query":"laptop"}' } });
  });

  it("a tool that throws: the model goes on, the log knows why, the customer does not", async () => {
    const broken = fakeTool("search_offerings", () => Promise.reject(new Error("password=hunter2")));
    const conversation = new FakeConversation({ tools: toolMap(broken) });
    const spoken = await conversation.say("…", [callStep(calls("search_offerings")), wordStep("Hệ thống bận.")]);
    expect(spoken.answer.content).toBe("Hệ thống bận.");
    expect(JSON.stringify(spoken.items)).not.toContain("hunter2");
    expect(conversation.log.lines).toEqual([
      { level: "error", event: "tool.failed", fields: { tool: "search_offerings", message: "password=hunter2" } },
    ]);
    expect(events(spoken)[0]).toMatchObject({ kind: "tool.called", succeeded: false });
  });

  it("an output that says error is told as it is, and counts as no success", async () => {
    const output = { error: "Không tìm thấy.", code: "not_found" };
    const spoken = await new FakeConversation({ tools: toolMap(fakeTool("search_offerings", async () => ({ output }))) }).say("…", [
      callStep(calls("search_offerings")),
      done,
    ]);
    expect(part(spoken, "call-search_offerings")).toMatchObject({ state: "output-available", output });
    expect(events(spoken)[0]).toMatchObject({ kind: "tool.called", succeeded: false });
  });

  it("does not keep the others from being told", async () => {
    const broken = fakeTool("get_offering_details", () => Promise.reject(new Error("no")));
    const spoken = await new FakeConversation({ tools: toolMap(search, broken) }).say("…", [
      callStep(
        calls("get_offering_details", {}, "a"),
        calls("made_up", {}, "b"),
        calls("search_offerings", "{", "c"),
        calls("search_offerings", { query: "x" }, "d"),
      ),
      done,
    ]);
    expect(outcomes(spoken)).toEqual(["tool-output-error", "data-tool-blocked", "tool-output-available", "tool-output-available"]);
    expect(spoken.modelCalls[1]?.prompt.at(-1)?.content).toHaveLength(4);
  });
});

it("a tool that rests was not called: the log says that it was kept from running, and the model is told why", async () => {
  const output = { error: "Thử lại sau.", code: "tool_resting", retry_in_s: 9 };
  const order = fakeTool("trigger_web_hook", async () => ({ output, resting: true, untouched: true }), { effect: "write" });
  const ledger = new FakeLedger();
  const spoken = await new FakeConversation({ tools: toolMap(order), state: "viewing", ledger }).say("…", [
    callStep(calls("trigger_web_hook")),
    done,
  ]);
  const told = { tool: "trigger_web_hook", state: "viewing", tool_call_id: "call-trigger_web_hook" };
  expect(events(spoken).filter(({ kind }) => kind !== "turn.ended")).toEqual([{ kind: "tool.blocked", ...told, reason: "tool_resting" }]);
  expect([...ledger.entries], "the wish may come again").toEqual([]);
  expect(part(spoken, "call-trigger_web_hook")).toMatchObject({ state: "output-available", output });
  expect(outcomes(spoken), "the page is not told that this stage does not offer it").toEqual(["tool-output-available"]);
});
