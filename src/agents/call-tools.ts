/** The calls of one step: gate, run, then tell what happened, in the order in which the model made them. */
import type { TurnItem, TurnView } from "../transcript/index.ts";
import type { Tool, ToolContext } from "../tools/index.ts";
import { propose, type Flow, type StateName } from "../lifecycle/index.ts";
import type { JsonObject } from "../platform/ports.ts";
import { decideCall, type GateDecision } from "./gate.ts";
import { runTool, type ToolRun } from "./run-tool.ts";
import type { ProposedCall } from "./step.ts";

export interface ToolShop {
  flow: Flow;
  tools: ReadonlyMap<string, Tool>;
  /** The context of one call; `state`, `shown` and `focus` are the view's at that moment. */
  contextOf(call: ProposedCall): ToolContext;
  onFailure(tool: string, cause: unknown): void;
}

/**
 * Reads of one step run side by side; a write runs alone, after its turn has come,
 * and is gated again by the state that the calls before it have left.
 */
export async function* callTools(calls: readonly ProposedCall[], view: Readonly<TurnView>, shop: ToolShop): AsyncGenerator<TurnItem, void> {
  const offeredIn = view.position.state;
  const decisions = calls.map((call) => decideCall(call, shop.flow, offeredIn, shop.tools));
  for (const [index, call] of calls.entries()) {
    const decision = decisions[index];
    if (decision) yield inputItem(call, decision);
  }
  const reading = calls.map((call, index) => startRead(call, decisions[index], shop));
  for (const [index, call] of calls.entries()) {
    const decision = decisions[index];
    if (decision?.verdict === "blocked") yield* blocked(call, decision.output, offeredIn);
    if (decision?.verdict !== "run") continue;
    const run = reading[index];
    if (run) yield* tell(call, await run, offeredIn, view, shop);
    else yield* write(call, view, shop);
  }
}

function inputItem(call: ProposedCall, decision: GateDecision): TurnItem {
  const common = {
    toolCallId: call.toolCallId,
    toolName: call.toolName,
    input: decision.input,
    ...(call.providerMetadata === undefined ? {} : { providerMetadata: call.providerMetadata }),
  };
  if (decision.verdict === "malformed") return { chunk: { type: "tool-input-error", ...common, errorText: decision.errorText } };
  return { chunk: { type: "tool-input-available", ...common } };
}

function startRead(call: ProposedCall, decision: GateDecision | undefined, shop: ToolShop): Promise<ToolRun> | undefined {
  if (decision?.verdict !== "run" || decision.tool.effect !== "read") return undefined;
  return runTool(decision.tool, decision.input, shop.contextOf(call));
}

async function* write(call: ProposedCall, view: Readonly<TurnView>, shop: ToolShop): AsyncGenerator<TurnItem, void> {
  const { state } = view.position;
  const decision = decideCall(call, shop.flow, state, shop.tools);
  if (decision.verdict === "blocked") yield* blocked(call, decision.output, state);
  if (decision.verdict !== "run") return;
  const run = await runTool(decision.tool, decision.input, shop.contextOf(call));
  yield* tell(call, run, state, view, shop);
}

/** What has come of a call that was made in the state `calledIn`. */
function* tell(call: ProposedCall, run: ToolRun, calledIn: StateName, view: Readonly<TurnView>, shop: ToolShop): Generator<TurnItem> {
  if (!run.ok) {
    shop.onFailure(call.toolName, run.cause);
    yield {
      chunk: { type: "tool-output-error", toolCallId: call.toolCallId, errorText: run.errorText },
      event: calledEvent(call, calledIn, run.milliseconds, false, {}),
    };
    return;
  }
  const { output, newState, shown, focus } = run.result;
  const memory: JsonObject = { ...(shown === undefined ? {} : { shown }), ...(focus === undefined ? {} : { focus }) };
  yield {
    chunk: { type: "tool-output-available", toolCallId: call.toolCallId, output },
    event: calledEvent(call, calledIn, run.milliseconds, output["error"] === undefined, memory),
  };
  if (newState !== undefined) yield* changeState(view, shop.flow, newState, `tool:${call.toolName}`);
}

function* blocked(call: ProposedCall, output: JsonObject, state: StateName): Generator<TurnItem> {
  yield {
    chunk: { type: "data-tool-blocked", data: { tool: call.toolName, state, tool_call_id: call.toolCallId } },
    event: { kind: "tool.blocked", data: { tool: call.toolName, state, tool_call_id: call.toolCallId, reason: "tool_not_allowed" } },
  };
  yield { chunk: { type: "tool-output-available", toolCallId: call.toolCallId, output } };
}

/** Proposes a state and says what became of it. Staying where one is, is no news. */
export function* changeState(view: Readonly<TurnView>, flow: Flow, to: StateName, reason: string): Generator<TurnItem> {
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
      event: { kind: "state.changed", data: { ...transition, visited } },
    };
  }
}

function calledEvent(
  call: ProposedCall,
  state: StateName,
  milliseconds: number,
  succeeded: boolean,
  memory: JsonObject,
): NonNullable<TurnItem["event"]> {
  return {
    kind: "tool.called",
    data: { tool: call.toolName, tool_call_id: call.toolCallId, state, succeeded, duration_ms: milliseconds, ...memory },
  };
}
