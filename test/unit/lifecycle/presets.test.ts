/** The presets hold what contracts.md §2 says of them. */
import { describe, expect, it, test } from "vitest";
import { industries, lifecycleStates, presets, propose, type Flow } from "../../../src/lifecycle/index.ts";

const flows = [...presets.values()];

test("every industry has its preset, filed under its own name", () => {
  expect([...presets.keys()].toSorted()).toEqual([...industries].toSorted());
  for (const [name, flow] of presets) expect([flow.name, flow.industry]).toEqual([name, name]);
});

describe.each(flows.map((flow) => [flow.name, flow] as const))("%s", (_name, flow) => {
  it("has the 13 states but those that it redirects, and names no other", () => {
    const redirected = Object.keys(flow.redirects ?? {});
    expect([...Object.keys(flow.states), ...redirected].toSorted()).toEqual([...lifecycleStates].toSorted());
    const named = [
      ...flow.from_anywhere,
      ...Object.values(flow.states).flatMap(({ next }) => next),
      ...Object.values(flow.redirects ?? {}),
      ...Object.entries(flow.must_precede).flatMap(([state, before]) => [state, ...before]),
    ];
    expect(named.filter((state) => !Object.hasOwn(flow.states, state))).toEqual([]);
  });

  it("offers no tool twice, and nothing while staff have the conversation", () => {
    for (const { tools } of Object.values(flow.states)) expect(new Set(tools).size).toBe(tools.length);
    expect(flow.states["handover"]?.tools).toEqual([]);
  });

  it("offers the web hook only where its result may be followed", () => {
    const offering = Object.entries(flow.states).filter(([, { tools }]) => tools.includes("trigger_web_hook"));
    expect(offering.filter(([name, { next }]) => name !== "purchasing" && !next.includes("purchasing"))).toEqual([]);
  });
});

function preset(name: string): Flow {
  const flow = presets.get(name);
  if (!flow) throw new Error(`There is no preset ${name}.`);
  return flow;
}

/** The states that the proposals lead through, each accepted or left out. */
function walk(flow: Flow, ...proposed: string[]): string[] {
  let position = { state: flow.initial, visited: [flow.initial] as readonly string[] };
  const states = [position.state];
  for (const to of proposed) {
    const decision = propose(flow, position, to, "test");
    if (!decision.accepted) continue;
    states.push(...decision.transitions.map((transition) => transition.to));
    position = decision.position;
  }
  return states;
}

test("finance signs nothing before something was worked out", () => {
  const flow = preset("finance");
  expect(walk(flow, "browsing", "viewing", "purchasing", "comparing", "purchasing")).toEqual(["idle", "browsing", "viewing", "comparing"]);
  expect(walk(flow, "browsing", "viewing", "analyzing", "purchasing", "completed")).toEqual([
    "idle",
    "browsing",
    "viewing",
    "analyzing",
    "purchasing",
    "completed",
  ]);
});

test("real estate takes a constrained search for browsing: its golden journey", () => {
  expect(walk(preset("real_estate"), "searching", "viewing", "analyzing", "purchasing")).toEqual([
    "idle",
    "browsing",
    "viewing",
    "analyzing",
    "purchasing",
  ]);
});

test("no other preset redirects", () => {
  expect(flows.filter(({ redirects }) => redirects !== undefined).map(({ name }) => name)).toEqual(["real_estate"]);
});
