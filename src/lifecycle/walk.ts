/** A rehearsal of a journey: what the machine would make of these steps, one after the other. Pure. */
import type { KnownTool } from "./check/check-flow.ts";
import type { Flow } from "./flow.ts";
import { isToolAllowed, propose, type Position } from "./machine.ts";
import type { StateName } from "./states.ts";

/** A tool's call, and the state that its result proposes: left out, the first of its states that may follow. Or a state from elsewhere. */
export type WalkStep = { tool: string; proposes?: StateName | undefined } | { state: StateName };

export interface WalkedStep {
  /** `blocked`: the state does not offer the tool. `refused`: the state may not follow. `stayed`: nothing was proposed, or where one is. */
  outcome: "moved" | "stayed" | "refused" | "blocked";
  /** Where the conversation stands then, and what it has visited. */
  state: StateName;
  visited: readonly StateName[];
  /** Why it was refused or blocked; null otherwise. */
  reason: string | null;
}

export function walkFlow(flow: Flow, tools: ReadonlyMap<string, KnownTool>, steps: readonly WalkStep[]): WalkedStep[] {
  let position: Position = { state: flow.initial, visited: [flow.initial] };
  return steps.map((step) => {
    const stand = (outcome: WalkedStep["outcome"], reason: string | null = null): WalkedStep => ({ outcome, ...position, reason });
    const blocked = "tool" in step ? whyBlocked(flow, tools, position.state, step.tool) : null;
    if (blocked !== null) return stand("blocked", blocked);
    const to = "tool" in step ? (step.proposes ?? likely(flow, position, tools.get(step.tool)?.proposes ?? [])) : step.state;
    if (to === undefined) return stand("stayed");
    const decision = propose(flow, position, to, "walk");
    if (!decision.accepted) return stand("refused", decision.reason);
    position = decision.position;
    return stand(decision.transitions.length > 0 ? "moved" : "stayed");
  });
}

function whyBlocked(flow: Flow, tools: ReadonlyMap<string, KnownTool>, state: StateName, tool: string): string | null {
  if (!tools.has(tool)) return `There is no tool ${tool}.`;
  return isToolAllowed(flow, state, tool) ? null : `${state} does not offer ${tool}.`;
}

function likely(flow: Flow, position: Position, proposes: readonly StateName[]): StateName | undefined {
  return proposes.find((to) => propose(flow, position, to, "walk").accepted) ?? proposes[0];
}
