/**
 * Judges a flow whole, before it goes live (contracts.md §2; docs/decisions/flows.md says how each rule is read).
 * Pure. The caller brings the tools that there are.
 */
import type { Flow } from "../flow.ts";
import { own } from "../machine.ts";
import type { StateName } from "../states.ts";
import { anySteps, explore, interruptions, onward, pathTo, ruleOf, type Explored, type Place } from "./explore.ts";
import { finding, type Finding } from "./finding.ts";

/** A tool, as far as flows are concerned. */
export interface KnownTool {
  /** Every state that its results may propose. */
  proposes: readonly StateName[];
  /** Industries whose flows are expected to offer it; left out where none is. */
  industries?: readonly string[];
}

/** Where a journey may end: the deal is done, the conversation is closed, or staff have it. */
const meantEnds: ReadonlySet<StateName> = new Set(["completed", "closed", "handover"]);

/** States that a conversation enters without being asked: by `…/close` and `…/handover`. */
const platformStates = ["closed", "handover"];

/** Errors first; none of them, and the flow may be published. */
export function checkFlow(flow: Flow, tools: ReadonlyMap<string, KnownTool>): Finding[] {
  const wrongNames = [...unknownStates(flow), ...missingStates(flow)];
  // Without its beginning there is no way to look at.
  if (!own(flow.states, flow.initial)) return [...wrongNames, ...unknownTools(flow, tools, new Map())];
  const explored = explore(flow);
  const nearest = nearestPlaces(explored.places);
  const named = [...wrongNames, ...unknownTools(flow, tools, nearest)];
  const roamed = flow.strict ? explored : explore(flow, anySteps(flow));
  if (!explored.whole || !roamed.whole) return [...named, finding("too_complex", { at: "must_precede" })];
  const reached = new Set(roamed.places.map(({ position }) => position.state));
  const rules = brokenRules(flow, explored, reached);
  return [
    ...named,
    ...rules,
    ...unreachable(flow, explored, reached, rules),
    ...(flow.strict ? [...deadEnds(flow, explored.places), ...stuck(flow, tools, nearest)] : []),
    ...neverOffered(flow, tools, reached),
    ...neverProposed(flow, tools, reached, nearest),
    ...idleWithoutEffect(flow),
  ];
}

function unknownStates(flow: Flow): Finding[] {
  const states = Object.entries(flow.states);
  const places: [at: string, named: readonly StateName[]][] = [
    ["initial", [flow.initial]],
    ["from_anywhere", flow.from_anywhere],
    // What is redirected need not be a state here: that is what a redirect is for.
    ["redirects", Object.values(flow.redirects ?? {})],
    ...Object.entries(flow.intents ?? {}).map(([intent, to]): [string, string[]] => [`intents.${intent}`, [to]]),
    ...states.map(([name, { next }]): [string, string[]] => [`states.${name}.next`, next]),
    ["must_precede", Object.keys(flow.must_precede)],
    ...Object.entries(flow.must_precede).map(([name, needed]): [string, string[]] => [`must_precede.${name}`, needed]),
  ];
  return places.flatMap(([at, named]) =>
    [...new Set(named)].filter((state) => !own(flow.states, state)).map((state) => finding("unknown_state", { at, state })),
  );
}

function missingStates(flow: Flow): Finding[] {
  const missing = platformStates.filter((state) => !own(flow.states, state));
  return missing.map((state) => finding("missing_state", { at: "states", state }));
}

/** Each once, where it is met first. */
function unknownTools(flow: Flow, tools: ReadonlyMap<string, KnownTool>, nearest: ReadonlyMap<StateName, Place>): Finding[] {
  const offering = new Map<string, StateName>();
  for (const state of [...nearest.keys(), ...Object.keys(flow.states)])
    for (const tool of own(flow.states, state)?.tools ?? []) if (!tools.has(tool) && !offering.has(tool)) offering.set(tool, state);
  return [...offering].map(([tool, state]) =>
    finding("unknown_tool", { at: `states.${state}.tools`, tool, state, path: pathIn(nearest, state) }),
  );
}

/** Each rule once, by the nearest step that breaks it. */
function brokenRules(flow: Flow, { refused, met }: Explored, reached: ReadonlySet<StateName>): Finding[] {
  const needless = (own(flow.must_precede, flow.initial) ?? []).filter((needed) => needed !== flow.initial && own(flow.states, needed));
  const atStart = needless.map((other) =>
    finding("must_precede_unsatisfiable", { at: `must_precede.${flow.initial}`, state: flow.initial, other, path: [flow.initial] }),
  );
  const broken = new Map<string, Finding>();
  for (const { from, to, missing } of refused) {
    for (const other of missing) {
      const rule = ruleOf(to, other);
      if (to === flow.initial || broken.has(rule) || !own(flow.states, other)) continue;
      // A flow that is not strict can be led around what its own steps do not meet.
      const code = met.has(rule) || (!flow.strict && reached.has(to)) ? "must_precede_broken" : "must_precede_unsatisfiable";
      broken.set(rule, finding(code, { at: `must_precede.${to}`, state: to, other, path: [...pathTo(from), to] }));
    }
  }
  return [...atStart, ...broken.values()];
}

/** What a rule that is never met keeps away is told by that rule. */
function unreachable(flow: Flow, { refused }: Explored, reached: ReadonlySet<StateName>, rules: readonly Finding[]): Finding[] {
  const told = new Set(rules.filter(({ code }) => code === "must_precede_unsatisfiable").map(({ at }) => at));
  const absent = Object.keys(flow.states).filter((state) => !reached.has(state) && !told.has(`must_precede.${state}`));
  return absent.map((state) => {
    const nearly = refused.find(({ to }) => to === state);
    return finding("unreachable_state", { at: `states.${state}`, state, path: nearly ? [...pathTo(nearly.from), state] : [] });
  });
}

function deadEnds(flow: Flow, places: readonly Place[]): Finding[] {
  const ends = places.filter(({ position: { state }, goesOn }) => !goesOn && !meantEnds.has(state) && !own(flow.states, state)?.restarts);
  return [...nearestPlaces(ends)].map(([state, place]) => finding("dead_end", { at: `states.${state}.next`, state, path: pathTo(place) }));
}

/** States that something follows, and whose tools propose nothing of it. Where the platform leads on, no tool has to. */
function stuck(flow: Flow, tools: ReadonlyMap<string, KnownTool>, nearest: ReadonlyMap<StateName, Place>): Finding[] {
  const ledTo = interruptions(flow);
  return [...nearest].flatMap(([state, place]) => {
    const names = onward(flow, state);
    const proposed = proposedIn(flow, tools, state);
    if (state === "handover" || names.length === 0 || names.some((to) => ledTo.has(to) || proposed.has(to))) return [];
    return [finding("whitelist_leads_nowhere", { at: `states.${state}.tools`, state, names, path: pathTo(place) })];
  });
}

function neverOffered(flow: Flow, tools: ReadonlyMap<string, KnownTool>, reached: ReadonlySet<StateName>): Finding[] {
  const { industry } = flow;
  const offered = new Set([...reached].flatMap((state) => own(flow.states, state)?.tools ?? []));
  const missing = [...tools].filter(([name, { industries }]) => industries?.includes(industry) && !offered.has(name));
  return missing.map(([tool]) => finding("tool_never_offered", { at: "states", tool, industry }));
}

/** By tools and intents alone, and where the platform leads; what `must_precede` forbids is told elsewhere. */
function neverProposed(
  flow: Flow,
  tools: ReadonlyMap<string, KnownTool>,
  reached: ReadonlySet<StateName>,
  nearest: ReadonlyMap<StateName, Place>,
): Finding[] {
  const intended = new Set(Object.values(flow.intents ?? {}));
  const entered = new Set([flow.initial, ...interruptions(flow)]);
  for (const state of entered) {
    const proposed = proposedIn(flow, tools, state);
    const follows = flow.strict ? onward(flow, state) : Object.keys(flow.states);
    for (const to of follows) if (proposed.has(to) || intended.has(to)) entered.add(to);
  }
  const absent = [...reached].filter((state) => !entered.has(state));
  return absent.map((state) => finding("state_never_proposed", { at: `states.${state}`, state, path: pathIn(nearest, state) }));
}

function idleWithoutEffect(flow: Flow): Finding[] {
  const idleOf = (state: StateName) => own(flow.states, state)?.idle;
  const vain = [idleOf("closed")?.close_after_s === undefined ? [] : ["closed"], idleOf("handover") ? ["handover"] : []].flat();
  return vain.map((state) => finding("idle_without_effect", { at: `states.${state}.idle`, state }));
}

function proposedIn(flow: Flow, tools: ReadonlyMap<string, KnownTool>, state: StateName): Set<StateName> {
  const proposed = own(flow.states, state)?.tools.flatMap((tool) => tools.get(tool)?.proposes ?? []);
  return new Set(proposed?.map((to) => own(flow.redirects ?? {}, to) ?? to));
}

function nearestPlaces(places: readonly Place[]): Map<StateName, Place> {
  const nearest = new Map<StateName, Place>();
  for (const place of places) if (!nearest.has(place.position.state)) nearest.set(place.position.state, place);
  return nearest;
}

function pathIn(nearest: ReadonlyMap<StateName, Place>, state: StateName): StateName[] {
  const place = nearest.get(state);
  return place ? pathTo(place) : [];
}
