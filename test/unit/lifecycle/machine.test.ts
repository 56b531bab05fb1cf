import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  allowedTools,
  flowSchema,
  isToolAllowed,
  lifecycleStates,
  propose,
  retailFlow,
  type Flow,
  type Position,
} from "../../../src/lifecycle/index.ts";

/** The general table of contracts.md §2, and retail's own browsing → purchasing and idle → viewing. */
const mayFollow: Record<string, string[]> = {
  idle: ["browsing", "searching", "analyzing", "viewing"],
  browsing: ["viewing", "searching", "filtering", "analyzing", "purchasing"],
  searching: ["viewing", "browsing", "filtering", "analyzing"],
  filtering: ["viewing", "browsing", "searching"],
  viewing: ["comparing", "purchasing", "browsing", "analyzing"],
  comparing: ["viewing", "purchasing", "analyzing"],
  analyzing: ["browsing", "viewing", "purchasing"],
  purchasing: ["completed"],
  completed: [],
  closed: [],
  error: ["browsing"],
  // What is asked in a state is answered in it.
  waiting_input: ["browsing", "searching", "filtering", "viewing", "comparing", "analyzing", "purchasing"],
  handover: [],
};
/** Ended or interrupted journeys: the next one starts at idle, and may take its first step at once. */
const restarting = ["completed", "closed", "error", "waiting_input"];
const fromAnywhere = ["idle", "handover", "error", "closed", "waiting_input"];

const S = "search_offerings";
const D = "get_offering_details";
const C = "compare_offerings";
const W = "trigger_web_hook";
/** The table's tools, of which retail has the catalogue's and the web hook. */
const offered: Record<string, string[]> = {
  idle: [S, D, C],
  browsing: [S, D, W],
  searching: [S, D],
  filtering: [S, D],
  viewing: [D, C, S, W],
  comparing: [C, D, S, W],
  analyzing: [S, D, W],
  purchasing: [W, S, D],
  completed: [S, D],
  closed: [S, D],
  error: [S, D],
  waiting_input: [S, D],
  handover: [],
};

const at = (state: string, ...before: string[]): Position => ({ state, visited: [...before, state] });
const pairs = lifecycleStates.flatMap((from) => lifecycleStates.map((to) => [from, to] as const));

describe("the retail flow", () => {
  it("knows the 13 states of contracts.md §2 and no other", () => {
    expect(Object.keys(retailFlow.states).toSorted()).toEqual(lifecycleStates.toSorted());
  });

  it.each(lifecycleStates.map((state) => [state]))("offers in %s the tools of the table", (state) => {
    expect(allowedTools(retailFlow, state).toSorted()).toEqual(offered[state]?.toSorted());
  });

  const stay = pairs.filter(([from, to]) => from === to);
  const direct = pairs.filter(([from, to]) => from !== to && (fromAnywhere.includes(to) || mayFollow[from]?.includes(to)));
  const restart = pairs.filter(
    (pair) => !stay.includes(pair) && !direct.includes(pair) && restarting.includes(pair[0]) && mayFollow["idle"]?.includes(pair[1]),
  );
  const refused = pairs.filter((pair) => ![stay, direct, restart].some((kind) => kind.includes(pair)));

  it("is judged whole: every pair of states is of one kind", () => {
    expect([stay, direct, restart, refused].map(({ length }) => length)).toEqual([13, 95, 11, 50]);
  });

  it.each(stay)("%s → %s: staying is accepted and no transition", (from, to) => {
    expect(propose(retailFlow, at(from), to, "r")).toEqual({ accepted: true, transitions: [], position: at(from) });
  });

  it.each(direct)("%s → %s is accepted", (from, to) => {
    expect(propose(retailFlow, at(from), to, "r")).toMatchObject({
      accepted: true,
      transitions: [{ from, to, reason: "r" }],
      position: { state: to },
    });
  });

  it.each(restart)("%s → %s starts the journey again", (from, to) => {
    expect(propose(retailFlow, at(from, "idle", "browsing"), to, "r")).toEqual({
      accepted: true,
      transitions: [
        { from, to: "idle", reason: "restart" },
        { from: "idle", to, reason: "r" },
      ],
      position: { state: to, visited: ["idle", to] },
    });
  });

  it.each(refused)("%s → %s is refused", (from, to) => {
    expect(propose(retailFlow, at(from), to, "r")).toMatchObject({ accepted: false, from, to });
  });
});

describe("a state that a flow does not know", () => {
  const strangers = ["nowhere", "", "__proto__", "constructor", "toString"];
  it.each(strangers)("%j is refused, and says so", (to) => {
    expect(propose(retailFlow, at("idle"), to, "r")).toEqual({
      accepted: false,
      from: "idle",
      to,
      reason: `The flow retail has no state ${to}.`,
    });
  });

  it.each(strangers)("%j offers no tool", (state) => {
    expect(allowedTools(retailFlow, state)).toEqual([]);
    expect(isToolAllowed(retailFlow, state, S)).toBe(false);
  });

  it.each(strangers)("whoever stands in %j can still be led away", (state) => {
    expect(propose(retailFlow, at(state), "idle", "r")).toMatchObject({ accepted: true, position: at("idle") });
    expect(propose(retailFlow, at(state), "viewing", "r")).toMatchObject({ accepted: false });
  });
});

const label = { vi: "…", en: "…" };
const finance = flowSchema.parse({
  name: "finance",
  version: 1,
  industry: "finance",
  from_anywhere: ["idle"],
  must_precede: { purchasing: ["analyzing"] },
  states: {
    idle: { label, tools: [], next: ["analyzing", "browsing", "purchasing", "constructor"] },
    analyzing: { label, tools: [], next: ["browsing", "purchasing"] },
    browsing: { label, tools: [], next: ["purchasing"] },
    purchasing: { label, tools: [], next: ["completed"] },
    completed: { label, tools: [], next: [], restarts: true },
    constructor: { label, tools: [S], next: [] },
  },
});

describe("must_precede", () => {
  it("refuses a state before the one that it needs, and names that one", () => {
    expect(propose(finance, at("browsing", "idle"), "purchasing", "r")).toEqual({
      accepted: false,
      from: "browsing",
      to: "purchasing",
      reason: "purchasing needs analyzing first.",
    });
  });

  it("accepts it at any later time of the same journey", () => {
    expect(propose(finance, at("browsing", "idle", "analyzing"), "purchasing", "r")).toMatchObject({ accepted: true });
  });

  it("does not count what an earlier journey visited", () => {
    expect(propose(finance, at("completed", "idle", "analyzing", "purchasing"), "purchasing", "r")).toEqual({
      accepted: false,
      from: "completed",
      to: "purchasing",
      reason: "purchasing needs analyzing first.",
    });
    const back = propose(finance, at("browsing", "idle", "analyzing"), "idle", "r");
    expect(back).toMatchObject({ accepted: true, position: { state: "idle", visited: ["idle"] } });
  });

  it("asks nothing of a state whose name every object inherits", () => {
    expect(propose(finance, at("idle"), "constructor", "r")).toMatchObject({ accepted: true, position: at("constructor", "idle") });
  });
});

describe("any walk", () => {
  const proposals = fc.array(fc.oneof(fc.constantFrom<string>(...lifecycleStates), fc.constantFrom("nowhere", "__proto__")), {
    maxLength: 40,
  });

  it("always knows where it stands, has been there, and stays where it is when refused", () => {
    fc.assert(
      fc.property(fc.constantFrom(retailFlow, finance, { ...finance, strict: false }), proposals, (flow, walk) => {
        let position: Position = { state: flow.initial, visited: [flow.initial] };
        for (const to of walk) {
          const before = structuredClone(position);
          const decision = propose(flow, position, to, "r");
          expect(position).toEqual(before);
          if (!decision.accepted) {
            expect(decision).toMatchObject({ from: before.state, to });
            expect(decision.reason).not.toBe("");
            continue;
          }
          expect(decision.position.state).toBe(to);
          expect(Object.hasOwn(flow.states, decision.position.state)).toBe(true);
          expect(decision.position.visited).toContain(to);
          expect(new Set(decision.position.visited).size).toBe(decision.position.visited.length);
          const steps = decision.transitions;
          expect([before.state, ...steps.map((step) => step.to)]).toEqual([...steps.map((step) => step.from), to]);
          for (const needed of Object.hasOwn(flow.must_precede, to) ? (flow.must_precede[to] ?? []) : []) {
            expect(decision.position.visited).toContain(needed);
          }
          position = decision.position;
        }
      }),
      { seed: 20261120, numRuns: 500 },
    );
  });
});

describe("a flow that is not strict", () => {
  const loose: Flow = { ...finance, strict: false };

  it("lets any of its states follow, and none that it does not have", () => {
    expect(propose(loose, at("browsing", "idle"), "completed", "r")).toEqual({
      accepted: true,
      transitions: [{ from: "browsing", to: "completed", reason: "r" }],
      position: at("completed", "idle", "browsing"),
    });
    expect(propose(finance, at("browsing", "idle"), "completed", "r")).toMatchObject({ accepted: false });
    expect(propose(loose, at("browsing", "idle"), "nowhere", "r")).toMatchObject({ accepted: false });
    expect(propose(loose, at("nowhere"), "browsing", "r")).toMatchObject({ accepted: true });
  });

  it("holds must_precede and the whitelists all the same", () => {
    expect(propose(loose, at("browsing", "idle"), "purchasing", "r")).toMatchObject({
      accepted: false,
      reason: "purchasing needs analyzing first.",
    });
    for (const state of Object.keys(finance.states)) expect(allowedTools(loose, state)).toEqual(allowedTools(finance, state));
  });

  it("starts the journey again behind its end, wherever it goes on, and forgets what was visited", () => {
    const ended = at("completed", "idle", "analyzing", "purchasing");
    expect(propose({ ...loose, from_anywhere: [] }, ended, "constructor", "r")).toMatchObject({
      accepted: true,
      transitions: [
        { from: "completed", to: "idle", reason: "restart" },
        { from: "idle", to: "constructor", reason: "r" },
      ],
      position: at("constructor", "idle"),
    });
    expect(propose(loose, ended, "purchasing", "r")).toMatchObject({ accepted: false, from: "completed" });
    expect(propose({ ...loose, from_anywhere: [] }, ended, "idle", "r")).toMatchObject({
      transitions: [{ from: "completed", to: "idle" }],
    });
  });
});
