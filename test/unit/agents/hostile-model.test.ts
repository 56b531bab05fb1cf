/** "A tool outside the whitelist never executes, whatever the model says" (contracts.md §2). */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isToolAllowed, lifecycleStates, retailFlow } from "../../../src/lifecycle/index.ts";
import type { Tool, ToolResult } from "../../../src/tools/contract.ts";
import { FakeLedger } from "../../support/fake-ledger.ts";
import { fakeTool, FakeConversation, nineTools, toolMap, type Spoken } from "../../support/fake-turn.ts";
import { calls, callStep, finishes, wordStep, type Part } from "../../support/model-parts.ts";

const madeUp = ["delete_database", "", "__proto__", "constructor", "toString", "hasOwnProperty", "search_offerings "];
const everyName = [...nineTools, ...madeUp];
const noStepLeft = { error: "No step is left to run a tool in.", code: "no_step_left" };
const notAllowed = (state: string) => ({ error: "Tool không được phép ở trạng thái hiện tại", code: "tool_not_allowed", state });

interface Run {
  tool: string;
  state: string;
}

/** Tools by every name that is asked for, prototype's names too: only the gate keeps them from running. */
function armedTools(runs: Run[], result: () => ToolResult = () => ({ output: {} })): Map<string, Tool> {
  return toolMap(
    ...everyName.map((name, index) =>
      fakeTool(name, async (_, { state }) => (runs.push({ tool: name, state }), result()), { effect: index % 3 === 2 ? "write" : "read" }),
    ),
  );
}

const outside = lifecycleStates.flatMap((state) =>
  everyName.filter((tool) => !isToolAllowed(retailFlow, state, tool)).map((tool) => [state, tool] as const),
);
const inside = lifecycleStates.flatMap((state) =>
  everyName.filter((tool) => isToolAllowed(retailFlow, state, tool)).map((tool) => [state, tool] as const),
);

/** Closed is a state to write into: the turn opens the conversation before the model is asked. */
const stateOfTurn = (state: string) => (state === "closed" ? "idle" : state);

describe("a model that asks for a tool outside the state's whitelist", () => {
  it("is tried in every state with every tool", () => {
    expect(outside.length + inside.length).toBe(13 * everyName.length);
    expect(inside).toHaveLength(32);
  });

  it.each(outside.filter(([state, tool]) => !isToolAllowed(retailFlow, stateOfTurn(state), tool)))(
    "in %s for %j: it never runs, the model is told, the log keeps it",
    async (state, tool) => {
      const runs: Run[] = [];
      const spoken = await new FakeConversation({ tools: armedTools(runs), state }).say("…", [
        callStep(calls(tool, { action: "checkout" }, "x")),
        wordStep("Mình không làm được việc đó."),
      ]);
      const now = stateOfTurn(state);
      expect(runs).toEqual([]);
      expect(spoken.modelCalls[1]?.prompt.at(-1)).toEqual({
        role: "tool",
        content: [{ type: "tool-result", toolCallId: "x", toolName: tool, output: { type: "json", value: notAllowed(now) } }],
      });
      expect(spoken.view.events.filter(({ kind }) => kind.startsWith("tool."))).toMatchObject([
        { kind: "tool.blocked", data: { tool, state: now, tool_call_id: "x", reason: "tool_not_allowed" } },
      ]);
      expect(spoken.chunks).toContainEqual({ type: "data-tool-blocked", data: { tool, state: now, tool_call_id: "x" } });
      expect(spoken.view.position.state).toBe(now);
      expect(spoken.answer.metadata["status"]).toBe("complete");
    },
  );

  it.each(inside)("in %s for %s, which is offered: it runs", async (state, tool) => {
    const runs: Run[] = [];
    await new FakeConversation({ tools: armedTools(runs), state }).say("…", [callStep(calls(tool)), wordStep("…")]);
    expect(runs).toEqual([{ tool, state: stateOfTurn(state) }]);
  });

  it("is told exactly that text, to the byte", async () => {
    const spoken = await new FakeConversation({ tools: armedTools([]) }).say("…", [callStep(calls("trigger_web_hook")), wordStep("…")]);
    const output = spoken.chunks.flatMap((chunk) => (chunk.type === "tool-output-available" ? [chunk.output] : []));
    expect(JSON.stringify(output)).toBe(
      '[{"error":"Tool không được phép ở trạng thái hiện tại","code":"tool_not_allowed","state":"idle"}]',
    );
  });

  it("in one answer for all of them: only those of the state run, the others are told of one by one", async () => {
    const runs: Run[] = [];
    const spoken = await new FakeConversation({ tools: armedTools(runs) }).say("…", [
      callStep(...everyName.map((tool, index) => calls(tool, {}, `c${index}`))),
      wordStep("…"),
    ]);
    expect(runs.map(({ tool }) => tool).toSorted()).toEqual(["compare_offerings", "get_offering_details", "search_offerings"]);
    expect(spoken.modelCalls[1]?.prompt.at(-1)?.content).toHaveLength(everyName.length);
    expect(spoken.view.events.filter(({ kind }) => kind === "tool.blocked")).toHaveLength(everyName.length - 3);
  });

  it("does not get round the gate by what the first call of the answer changes", async () => {
    const runs: Run[] = [];
    const hook = fakeTool("trigger_web_hook", async (_, { state }) => (runs.push({ tool: "trigger_web_hook", state }), { output: {} }), {
      effect: "write",
    });
    const search = fakeTool("search_offerings", async () => ({ output: {}, newState: "browsing" }));
    // Idle does not offer the hook, browsing does: the answer was given in idle.
    const spoken = await new FakeConversation({ tools: toolMap(search, hook) }).say("…", [
      callStep(calls("search_offerings"), calls("trigger_web_hook")),
      wordStep("…"),
    ]);
    expect(spoken.view.position.state).toBe("browsing");
    expect(runs).toEqual([]);
  });
});

/** Where a hostile model and mischievous tools lead: names, arguments and proposed states at random. */
const state = fc.oneof(
  // Nothing runs in handover, so nothing leads out of it: rarely.
  { weight: 40, arbitrary: fc.constantFrom(...lifecycleStates.filter((name) => name !== "handover")) },
  { weight: 1, arbitrary: fc.constant("handover") },
  { weight: 10, arbitrary: fc.constantFrom("nowhere", "__proto__", "constructor", undefined) },
);
const call = fc.record({
  tool: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom("search_offerings", "get_offering_details", "compare_offerings", "trigger_web_hook") },
    { weight: 2, arbitrary: fc.constantFrom<string>(...nineTools) },
    { weight: 1, arbitrary: fc.constantFrom(...madeUp) },
  ),
  input: fc.constantFrom("{}", '{"action":"checkout"}', "", "{}", "{oops", "null"),
  id: fc.constantFrom("call_0", "call_1", "call_2", ""),
});
const ending = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom("tool-calls", "stop") },
  { weight: 1, arbitrary: fc.constantFrom("length", "content-filter", "error") },
);
const step = fc
  .record({ made: fc.array(call, { minLength: 1, maxLength: 4 }), end: ending })
  .map(({ made, end }): Part[] => [...made.map(({ tool, input, id }) => calls(tool, input, id)), finishes(end)]);
const walk = fc.record({
  start: fc.constantFrom(...lifecycleStates),
  turns: fc.array(fc.array(step, { minLength: 8, maxLength: 8 }), { minLength: 4, maxLength: 6 }),
  proposals: fc.array(state, { minLength: 5, maxLength: 40 }),
});

/** Follows the states as a client is told of them, and judges every move by the table alone. */
function follow(from: string, spoken: Spoken): string {
  let at = from;
  for (const chunk of spoken.chunks) {
    if (chunk.type !== "data-state") continue;
    const { to } = chunk.data;
    expect(chunk.data.from).toBe(at);
    const restarts = retailFlow.states[at]?.restarts && to === "idle";
    expect(retailFlow.from_anywhere.includes(to) || retailFlow.states[at]?.next.includes(to) || restarts).toBe(true);
    at = to;
  }
  return at;
}

describe("a hostile model let loose for thousands of steps", () => {
  it("never runs a tool that its state does not offer", async () => {
    let steps = 0;
    let ran = 0;
    let blocked = 0;
    await fc.assert(
      fc.asyncProperty(walk, async ({ start, turns, proposals }) => {
        const runs: Run[] = [];
        let count = 0;
        const tools = armedTools(runs, () => {
          const newState = proposals[count++ % proposals.length];
          return { output: {}, ...(newState === undefined ? {} : { newState }) };
        });
        const ledger = new FakeLedger();
        const conversation = new FakeConversation({ tools, state: start, ledger });
        for (const script of turns) {
          const before = conversation.record.state;
          const ranBefore = runs.length;
          const askedBefore = ledger.asked.length;
          const spoken = await conversation.say("…", script);
          steps += spoken.modelCalls.length;
          for (const { tool, state: at } of runs.slice(ranBefore))
            expect([tool, at, isToolAllowed(retailFlow, at, tool)]).toEqual([tool, at, true]);
          const called = spoken.view.events.filter(({ kind }) => kind === "tool.called");
          for (const { data } of called) expect(isToolAllowed(retailFlow, String(data["state"]), String(data["tool"]))).toBe(true);
          // The same write again within one message is answered from the ledger, without running.
          const answered = ledger.asked.slice(askedBefore).filter(({ kind }) => kind === "done");
          expect(called.length).toBe(runs.length - ranBefore + answered.length);
          const told = spoken.chunks.flatMap((chunk) => (chunk.type === "data-tool-blocked" ? [chunk.data] : []));
          for (const { tool, state: at, tool_call_id: toolCallId } of told) {
            const output = spoken.answer.parts.find((part) => part["toolCallId"] === toolCallId)?.["output"];
            expect(output).toEqual(isToolAllowed(retailFlow, at, tool) ? noStepLeft : notAllowed(at));
          }
          expect(follow(before, spoken)).toBe(conversation.record.state);
          expect(Object.hasOwn(retailFlow.states, conversation.record.state)).toBe(true);
          ran += runs.length - ranBefore;
          blocked += told.length;
        }
      }),
      { seed: 20261120, numRuns: 150 },
    );
    expect(steps).toBeGreaterThanOrEqual(2000);
    expect(ran).toBeGreaterThanOrEqual(1000);
    expect(blocked).toBeGreaterThanOrEqual(1000);
  });
});
