import { propose, type Flow, type StateName } from "../lifecycle/index.ts";
import type { TurnItem, TurnView } from "../transcript/index.ts";

/**
 * Proposes a state and says what became of it. Staying where one is, is no news.
 * @param pausedFrom where the journey goes on from `error`, where that is not the state in which it is.
 */
export function* changeState(
  view: Readonly<TurnView>,
  flow: Flow,
  to: StateName,
  reason: string,
  pausedFrom: StateName | null = null,
): Generator<TurnItem> {
  const decision = propose(flow, view.position, to, reason);
  if (!decision.accepted) {
    const data = { from: decision.from, to: decision.to, reason: decision.reason };
    yield { chunk: { type: "data-state-refused", data }, event: { kind: "state.refused", data: { ...data, proposed_by: reason } } };
    return;
  }
  for (const transition of decision.transitions) {
    const visited = transition.to === decision.position.state ? [...decision.position.visited] : [transition.to];
    yield {
      chunk: { type: "data-state", data: { ...transition, turn_id: view.turnId } },
      event: { kind: "state.changed", data: { ...transition, visited, ...(pausedFrom === null ? {} : { paused_from: pausedFrom }) } },
    };
  }
}
