/**
 * The lifecycle machine: which tools a state offers, and whether a proposed state may follow.
 * Pure. The caller keeps the current state, the states visited so far, and logs every decision.
 */
import type { Flow } from "./flow.ts";
import type { StateName } from "./states.ts";

/** Where a conversation stands. */
export interface Position {
  state: StateName;
  /** Every state entered since the journey (re)started, the current one included. */
  visited: readonly StateName[];
}

/** One accepted step. A journey that restarts takes two: back to the initial state, then onward. */
export interface Transition {
  from: StateName;
  to: StateName;
  reason: string;
}

export type Decision =
  | { accepted: true; transitions: Transition[]; position: Position }
  | { accepted: false; from: StateName; to: StateName; reason: string };

/** The names of the tools that `state` offers; none for a state that the flow does not know. */
export function allowedTools(flow: Flow, state: StateName): readonly string[] {
  return own(flow.states, state)?.tools ?? [];
}

export function isToolAllowed(flow: Flow, state: StateName, tool: string): boolean {
  return allowedTools(flow, state).includes(tool);
}

/**
 * Accepts or refuses a proposed state. Staying is accepted and no transition.
 * Where the flow redirects the proposed state, another is entered for it.
 * In a flow that is not strict any of its states may follow; `must_precede` holds there, too (docs/decisions/flows.md).
 * `reason` is what proposed it, e.g. `tool:search_offerings`; a refusal's reason is a sentence.
 */
export function propose(flow: Flow, position: Position, proposed: StateName, reason: string): Decision {
  const to = own(flow.redirects ?? {}, proposed) ?? proposed;
  const from = position.state;
  const current = own(flow.states, from);
  if (!own(flow.states, to)) return refuse(from, to, `The flow ${flow.name} has no state ${to}.`);
  if (from === to) return { accepted: true, transitions: [], position };

  if (flow.from_anywhere.includes(to) || current?.next.includes(to)) return enter(flow, position, to, reason);

  const initial = own(flow.states, flow.initial);
  if (current?.restarts && (initial?.next.includes(to) || (!flow.strict && to !== flow.initial))) {
    const restarted: Position = { state: flow.initial, visited: [flow.initial] };
    const onward = enter(flow, restarted, to, reason);
    if (!onward.accepted) return { ...onward, from };
    return { ...onward, transitions: [{ from, to: flow.initial, reason: "restart" }, ...onward.transitions] };
  }
  if (!flow.strict) return enter(flow, position, to, reason);
  return refuse(from, to, `${to} may not follow ${from} in the flow ${flow.name}.`);
}

function enter(flow: Flow, position: Position, to: StateName, reason: string): Decision {
  const missing = (own(flow.must_precede, to) ?? []).find((needed) => !position.visited.includes(needed));
  if (missing !== undefined) return refuse(position.state, to, `${to} needs ${missing} first.`);
  const visited = to === flow.initial ? [to] : position.visited.includes(to) ? position.visited : [...position.visited, to];
  return { accepted: true, transitions: [{ from: position.state, to, reason }], position: { state: to, visited } };
}

/** Where a conversation stands in this flow that came with another one: in its state where that is known here, else at the beginning. */
export function standIn(flow: Flow, { state, visited }: Position): Position {
  if (!own(flow.states, state)) return { state: flow.initial, visited: [flow.initial] };
  return { state, visited: visited.filter((one) => own(flow.states, one)) };
}

function refuse(from: StateName, to: StateName, reason: string): Decision {
  return { accepted: false, from, to, reason };
}

/** A name may be anything: `constructor` must not find what every object inherits. */
export function own<Value>(record: Readonly<Record<string, Value>>, name: string): Value | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
