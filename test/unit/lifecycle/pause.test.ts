import { describe, expect, it } from "vitest";
import { mayGoBack, mayWait, pausedAfter, presets, propose, retailFlow, type Flow } from "../../../src/lifecycle/index.ts";

describe("where a paused journey goes on", () => {
  it.each<[from: string, to: string, reason: string, before: string | null, after: string | null]>([
    ["viewing", "error", "turn:failed", null, "viewing"],
    ["viewing", "waiting_input", "asked:compare_offerings", null, "viewing"],
    // It has not gone on in between.
    ["waiting_input", "error", "turn:failed", "viewing", "viewing"],
    ["waiting_input", "viewing", "answered", "viewing", null],
    ["viewing", "browsing", "tool:search_offerings", null, null],
    // Staff take it and give it back as it was.
    ["waiting_input", "handover", "handover", "viewing", "viewing"],
    ["handover", "waiting_input", "handover:released", "viewing", "viewing"],
    // Another attempt begins with what was known when its question was asked.
    ["analyzing", "waiting_input", "retry", "viewing", "viewing"],
  ])("%s → %s by %s", (from, to, reason, before, after) => {
    expect(pausedAfter(before, { from, to, reason })).toBe(after);
  });
});

describe("waiting for an answer", () => {
  const at = (state: string) => ({ state, visited: ["idle", state] });
  const without = (change: Partial<Flow>): Flow => ({ ...retailFlow, ...change });

  it("needs a way there and straight back", () => {
    expect(mayWait(retailFlow, at("comparing"))).toBe(true);
    expect(mayWait(without({ from_anywhere: ["idle", "handover", "error", "closed"] }), at("comparing"))).toBe(false);
    const { waiting_input: _, ...states } = retailFlow.states;
    expect(mayWait(without({ states }), at("comparing"))).toBe(false);
    // Back by way of a restart is no way back: what was visited would be forgotten.
    expect(propose(retailFlow, at("completed"), "browsing", "r").accepted).toBe(true);
    expect(mayWait(retailFlow, at("completed"))).toBe(false);
    expect(mayGoBack(retailFlow, at("waiting_input"), "completed")).toBe(false);
    expect(mayWait(retailFlow, at("waiting_input"))).toBe(false);
  });

  it.each([...presets.values()].map((flow) => [flow.name, flow] as const))(
    "%s waits wherever its tools may ask, but where an answer would need what must come first",
    (_name, flow) => {
      const asking = Object.keys(flow.states).filter((state) => (flow.states[state]?.tools.length ?? 0) > 0);
      const ends = ["completed", "closed", "error", "waiting_input"];
      const guarded = Object.keys(flow.must_precede);
      for (const state of asking)
        expect([state, mayWait(flow, at(state))]).toEqual([state, !ends.includes(state) && !guarded.includes(state)]);
    },
  );
});
