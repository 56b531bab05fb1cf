/** "A tool outside the whitelist never executes, whatever the model says" (contracts.md §2). */
import { describe, expect, it } from "vitest";
import { isToolAllowed, lifecycleStates, retailFlow } from "../../../src/lifecycle/index.ts";
import { fakeTool, FakeConversation, toolMap } from "../../support/fake-turn.ts";
import { armedTools, everyName, notAllowed, type Run } from "../../support/hostile.ts";
import { calls, callStep, wordStep } from "../../support/model-parts.ts";

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
