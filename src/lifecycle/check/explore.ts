/** Walks a flow whole, as the machine would: every position that can be reached, along the steps that the flow names or along all. */
import type { Flow } from "../flow.ts";
import { own, propose, type Position } from "../machine.ts";
import type { StateName } from "../states.ts";

/** A position, and the shortest way to it. */
export interface Place {
  /** `visited` holds only the states that some `must_precede` asks for: the others change nothing. */
  position: Position;
  before: Place | null;
  /** Whether the journey can go on from here: somewhere else than where it is broken off to. */
  goesOn: boolean;
}

/** A step that is offered where it is not allowed. */
export interface RefusedStep {
  from: Place;
  to: StateName;
  missing: readonly StateName[];
}

export interface Explored {
  /** Nearest first. */
  places: Place[];
  /** Nearest first. */
  refused: RefusedStep[];
  /** By `needing needed`, rules that hold on some way on which the needing state is offered. */
  met: Set<string>;
  /** False where there are more positions than are looked at. */
  whole: boolean;
}

/** Steps that are looked at: less than a second. Positions double with each state that is asked for, in the worst case. */
const mostSteps = 300_000;

/** States into which the platform itself leads, whatever the journey was about to do: no part of its way on. */
export const interruptions = (flow: Flow): ReadonlySet<StateName> =>
  new Set([flow.initial, "closed", "handover", "error", "waiting_input"]);

/** The states that follow by the flow's own words, known ones only; what the journey itself goes on with comes first. */
export function onward(flow: Flow, state: StateName): StateName[] {
  const { next = [], restarts = false } = own(flow.states, state) ?? {};
  const again = restarts ? (own(flow.states, flow.initial)?.next ?? []) : [];
  const broken = interruptions(flow);
  const named = [...next, ...again, ...flow.from_anywhere.filter((to) => !broken.has(to))];
  return [...new Set(named)].filter((to) => to !== state && own(flow.states, to));
}

export const ruleOf = (needing: StateName, needed: StateName): string => `${needing} ${needed}`;

export function explore(flow: Flow, stepsOf: StepsOf = namedSteps(flow)): Explored {
  const counted = new Set(Object.values(flow.must_precede).flat());
  const start: Place = { position: reduced({ state: flow.initial, visited: [flow.initial] }, counted), before: null, goesOn: false };
  const found: Explored = { places: [start], refused: [], met: new Set(), whole: true };
  const known = new Set([keyOf(start.position)]);
  let looked = 0;
  for (const place of found.places) {
    for (const { to, goesOn } of stepsOf(place.position.state)) {
      if (++looked > mostSteps) return { ...found, whole: false };
      note(flow, place, to, found);
      const decision = propose(flow, place.position, to, "check");
      if (!decision.accepted) continue;
      place.goesOn ||= goesOn;
      const position = reduced(decision.position, counted);
      const key = keyOf(position);
      if (known.has(key)) continue;
      known.add(key);
      found.places.push({ position, before: place, goesOn: false });
    }
  }
  return found;
}

/** What `must_precede` says of a step. One that restarts the journey is judged where the journey starts. */
function note(flow: Flow, from: Place, to: StateName, { refused, met }: Explored): void {
  const needed = own(flow.must_precede, to);
  if (!needed || !(own(flow.states, from.position.state)?.next.includes(to) || flow.from_anywhere.includes(to))) return;
  const missing = needed.filter((state) => !from.position.visited.includes(state));
  for (const state of needed) if (!missing.includes(state)) met.add(ruleOf(to, state));
  if (missing.length > 0) refused.push({ from, to, missing });
}

interface Step {
  to: StateName;
  /** Whether the journey itself goes on with it. */
  goesOn: boolean;
}

type StepsOf = (state: StateName) => readonly Step[];

/** Every state may follow every other one, as far as the machine lets it. */
export function anySteps(flow: Flow): StepsOf {
  const all = Object.keys(flow.states).map((to) => ({ to, goesOn: true }));
  return (state) => all.filter(({ to }) => to !== state);
}

/** The steps of each state, made once. */
function namedSteps(flow: Flow): StepsOf {
  const made = new Map<StateName, Step[]>();
  return (state) => {
    const known = made.get(state);
    if (known) return known;
    const onwards = onward(flow, state);
    const others = flow.from_anywhere.filter((to) => to !== state && !onwards.includes(to) && own(flow.states, to));
    const all = [...onwards.map((to) => ({ to, goesOn: true })), ...[...new Set(others)].map((to) => ({ to, goesOn: false }))];
    made.set(state, all);
    return all;
  };
}

/** The way from the initial state, this place included. */
export function pathTo(place: Place): StateName[] {
  const path: StateName[] = [];
  for (let at: Place | null = place; at; at = at.before) path.unshift(at.position.state);
  return path;
}

function reduced({ state, visited }: Position, counted: ReadonlySet<StateName>): Position {
  return { state, visited: visited.filter((one) => counted.has(one)).toSorted() };
}

const keyOf = ({ state, visited }: Position): string => [state, ...visited].join(" ");
