/** The calls of one step: gate, run, then tell what happened, in the order in which the model made them. */
import type { TurnItem, TurnView, Usage } from "../transcript/index.ts";
import type { Tool, ToolContext } from "../tools/index.ts";
import type { Flow, StateName } from "../lifecycle/index.ts";
import type { JsonObject } from "../platform/ports.ts";
import { carryOut, type Effects } from "./carry-out.ts";
import { changeState } from "./change-state.ts";
import { decideCall, type GateDecision } from "./gate.ts";
import { runTool, type ToolRun } from "./run-tool.ts";
import type { ProposedCall } from "./step.ts";

export interface ToolShop {
  flow: Flow;
  tools: ReadonlyMap<string, Tool>;
  /** The context of one call; `state`, `shown`, `focus` and `kept` are the view's at that moment. */
  contextOf(call: ProposedCall): ToolContext;
  effects: Effects;
  onFailure(tool: string, cause: unknown): void;
}

/** `usage` is the model call's that has made these calls: with the last of them, all is known that the call has led to. */
export async function* callTools(
  calls: readonly ProposedCall[],
  view: Readonly<TurnView>,
  shop: ToolShop,
  usage: Usage,
): AsyncGenerator<TurnItem, void> {
  const offeredIn = view.position.state;
  const decisions = calls.map((call) => decideCall(call, shop.flow, offeredIn, shop.tools));
  for (const [index, call] of calls.entries()) {
    const decision = decisions[index];
    if (decision) yield { ...inputItem(call, decision, offeredIn), ...(index === calls.length - 1 ? { usage } : {}) };
  }
  yield* answerCalls(calls, decisions, offeredIn, view, shop);
}

/** Calls that the process before has told of, and not answered: they were offered in the state `offeredIn`. */
export async function* answerPending(
  calls: readonly ProposedCall[],
  offeredIn: StateName,
  view: Readonly<TurnView>,
  shop: ToolShop,
): AsyncGenerator<TurnItem, void> {
  const decisions = calls.map((call) => decideCall(call, shop.flow, offeredIn, shop.tools));
  for (const [index, call] of calls.entries()) {
    const { toolCallId } = call;
    const decision = decisions[index];
    // The tool's arguments have changed since.
    if (decision?.verdict === "malformed")
      yield { chunk: { type: "tool-output-error", toolCallId, errorText: decision.errorText }, event: malformedEvent(call, offeredIn) };
  }
  yield* answerCalls(calls, decisions, offeredIn, view, shop);
}

/** Calls of the turn's last step: nobody is there any more who could hear what they give. */
export function* refuseCalls(calls: readonly ProposedCall[], view: Readonly<TurnView>, shop: ToolShop): Generator<TurnItem, void> {
  const { state } = view.position;
  for (const call of calls) {
    const decision = decideCall(call, shop.flow, state, shop.tools);
    yield inputItem(call, decision, state);
    if (decision.verdict === "malformed") continue;
    const output = decision.verdict === "blocked" ? decision.output : { error: "No step is left to run a tool in.", code: "no_step_left" };
    yield* blocked(call, output, state, view, decision.verdict === "blocked" ? "tool_not_allowed" : "no_step_left");
  }
}

/**
 * Reads of one step run side by side; a write runs alone, after its turn has come,
 * and is gated again by the state that the calls before it have left.
 */
async function* answerCalls(
  calls: readonly ProposedCall[],
  decisions: readonly GateDecision[],
  offeredIn: StateName,
  view: Readonly<TurnView>,
  shop: ToolShop,
): AsyncGenerator<TurnItem, void> {
  const reading = calls.map((call, index) => startRead(call, decisions[index], shop));
  for (const [index, call] of calls.entries()) {
    const decision = decisions[index];
    if (decision?.verdict === "blocked") yield* blocked(call, decision.output, offeredIn, view);
    if (decision?.verdict !== "run") continue;
    const run = reading[index];
    if (run) yield* tell(call, await run, offeredIn, view, shop);
    else yield* write(call, view, shop);
  }
}

function inputItem(call: ProposedCall, decision: GateDecision, state: StateName): TurnItem {
  const common = {
    toolCallId: call.toolCallId,
    toolName: call.toolName,
    input: decision.input,
    ...(call.providerMetadata === undefined ? {} : { providerMetadata: call.providerMetadata }),
  };
  if (decision.verdict === "malformed")
    return { chunk: { type: "tool-input-error", ...common, errorText: decision.errorText }, event: malformedEvent(call, state) };
  return { chunk: { type: "tool-input-available", ...common } };
}

function startRead(call: ProposedCall, decision: GateDecision | undefined, shop: ToolShop): Promise<ToolRun> | undefined {
  if (decision?.verdict !== "run" || decision.tool.effect !== "read") return undefined;
  return runTool(decision.tool, decision.input, shop.contextOf(call));
}

async function* write(call: ProposedCall, view: Readonly<TurnView>, shop: ToolShop): AsyncGenerator<TurnItem, void> {
  const { state } = view.position;
  const decision = decideCall(call, shop.flow, state, shop.tools);
  if (decision.verdict === "blocked") yield* blocked(call, decision.output, state, view);
  if (decision.verdict !== "run") return;
  const run = await carryOut(decision.tool, decision.input, shop.contextOf(call), shop.effects);
  yield* tell(call, run, state, view, shop);
}

/** What has come of a call that was made in the state `calledIn`. */
function* tell(call: ProposedCall, run: ToolRun, calledIn: StateName, view: Readonly<TurnView>, shop: ToolShop): Generator<TurnItem> {
  if (!run.ok || run.cause !== undefined) shop.onFailure(call.toolName, run.cause);
  if (!run.ok) {
    yield {
      chunk: { type: "tool-output-error", toolCallId: call.toolCallId, errorText: run.errorText },
      event: calledEvent(call, calledIn, run.milliseconds, false, { reason: run.late ? "timed_out" : "failed" }),
    };
    return;
  }
  const { output, newState, shown, focus, kept, asks, open, resting } = run.result;
  if (resting) {
    yield { chunk: { type: "tool-output-available", toolCallId: call.toolCallId, output }, event: restingEvent(call, calledIn) };
    return;
  }
  const news: JsonObject = {
    ...(shown === undefined ? {} : { shown }),
    ...(focus === undefined ? {} : { focus }),
    ...(kept === undefined ? {} : { kept }),
    ...(asks === undefined ? {} : { asks }),
    // Who takes the turn up after this item still knows what to propose.
    ...(newState === undefined ? {} : { new_state: newState }),
  };
  yield {
    chunk: { type: "tool-output-available", toolCallId: call.toolCallId, output },
    event: calledEvent(call, calledIn, run.milliseconds, output["error"] === undefined, news),
  };
  // From where it was asked for, it could be asked for again: nobody is led straight back there.
  const pausedFrom = open ? shop.flow.initial : null;
  if (newState !== undefined) yield* changeState(view, shop.flow, newState, proposer(call.toolName), pausedFrom);
}

/** How the log names the tool that proposed a state. */
export const proposer = (toolName: string) => `tool:${toolName}`;

function* blocked(
  call: ProposedCall,
  output: JsonObject,
  state: StateName,
  { events }: Readonly<TurnView>,
  reason: "tool_not_allowed" | "no_step_left" = "tool_not_allowed",
): Generator<TurnItem> {
  const { toolCallId } = call;
  const data = { tool: call.toolName, state, tool_call_id: toolCallId };
  // A process before this one may have told that much and died.
  const isTold = events.some((event) => event.kind === "tool.blocked" && event.data["tool_call_id"] === toolCallId);
  if (!isTold) yield { chunk: { type: "data-tool-blocked", data }, event: { kind: "tool.blocked", data: { ...data, reason } } };
  yield { chunk: { type: "tool-output-available", toolCallId, output } };
}

/** Arguments that cannot be used are turned away by the gate, too. */
function malformedEvent({ toolName: tool, toolCallId }: ProposedCall, state: StateName): NonNullable<TurnItem["event"]> {
  return { kind: "tool.blocked", data: { tool, state, tool_call_id: toolCallId, reason: "malformed_arguments" } };
}

/** Nothing of it has run, so it was not called. */
const restingEvent = (call: ProposedCall, state: StateName): NonNullable<TurnItem["event"]> => ({
  kind: "tool.blocked",
  data: { tool: call.toolName, tool_call_id: call.toolCallId, state, reason: "tool_resting" },
});

function calledEvent(
  call: ProposedCall,
  state: StateName,
  milliseconds: number,
  succeeded: boolean,
  news: JsonObject,
): NonNullable<TurnItem["event"]> {
  return {
    kind: "tool.called",
    data: { tool: call.toolName, tool_call_id: call.toolCallId, state, succeeded, duration_ms: milliseconds, ...news },
  };
}
