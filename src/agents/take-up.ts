/** Takes up a step whose process died: what its model call has led to is known, what its tools have given only in part. */
import type { MessagePart, TurnItem, TurnView } from "../transcript/index.ts";
import { closingChunks } from "../transcript/index.ts";
import type { StateName } from "../lifecycle/index.ts";
import type { JsonObject } from "../platform/ports.ts";
import { answerPending, proposer, type ToolShop } from "./call-tools.ts";
import { changeState } from "./change-state.ts";
import { phrases } from "./phrases.ts";
import type { ProposedCall } from "./step.ts";

/** Completes the view's last step. Returns whether its calls, answered now, are still to be told to the model. */
export async function* takeUp(view: Readonly<TurnView>, shop: ToolShop): AsyncGenerator<TurnItem, boolean> {
  const calls = currentCalls(view);
  if (!view.inStep) return calls.length > 0 && calls.every(isAnswered);
  yield* finishTransition(view, shop);
  const pending = calls.filter((part) => part["state"] === "input-available").map(proposedCall);
  yield* answerPending(pending, offeredIn(view, calls), view, shop);
  // Where not even the end of the model call was kept, its words stay as they are and it is not asked again for them.
  if (calls.length === 0) for (const chunk of closingChunks(view.assembly, phrases.toolCut.en)) yield { chunk };
  yield { chunk: { type: "finish-step" }, ...(isCounted(view) ? {} : { usage: uncounted }) };
  return calls.length > 0;
}

/** A step whose usage died with its process. */
const uncounted = { inputTokens: 0, outputTokens: 0, reasoningTokens: 0, cachedInputTokens: 0, steps: 1, costUsd: null };

const isCounted = ({ assembly, usage }: Readonly<TurnView>) =>
  usage.steps >= assembly.parts.filter(({ type }) => type === "step-start").length;

const isAnswered = (part: MessagePart) => part["state"] === "output-available" || part["state"] === "output-error";

function currentCalls({ assembly: { parts } }: Readonly<TurnView>): MessagePart[] {
  const start = parts.findLastIndex(({ type }) => type === "step-start");
  return start < 0 ? [] : parts.slice(start).filter(({ type }) => type.startsWith("tool-"));
}

/** The call again; its arguments were parsed once, so that writing them gives the same effect's key. */
function proposedCall(part: MessagePart): ProposedCall {
  const metadata = part["callProviderMetadata"];
  return {
    toolCallId: String(part["toolCallId"]),
    toolName: part.type.slice("tool-".length),
    input: JSON.stringify(part["input"] ?? {}),
    // Stored as the provider sent it: an object of objects by provider name.
    ...(metadata === undefined ? {} : { providerMetadata: metadata as NonNullable<ProposedCall["providerMetadata"]> }),
  };
}

/** The state in which the step's calls were offered: before the first of them changed it. */
function offeredIn(view: Readonly<TurnView>, calls: readonly MessagePart[]): StateName {
  const ids = new Set(calls.map((part) => part["toolCallId"]));
  const first = view.events.findIndex(({ kind, data }) => kind.startsWith("tool.") && ids.has(data["tool_call_id"]));
  const change = first < 0 ? undefined : view.events.slice(first).find(({ kind }) => kind === "state.changed");
  return change ? String(change.data["from"]) : view.position.state;
}

/** The last tool's proposal, where the process died between the tool's result and what became of it. */
function* finishTransition(view: Readonly<TurnView>, { flow }: ToolShop): Generator<TurnItem> {
  const last = view.events.findLastIndex(({ kind }) => kind === "tool.called");
  const called: JsonObject = view.events[last]?.data ?? {};
  const proposed = called["new_state"];
  if (typeof proposed !== "string" || view.events.slice(last).some(({ kind }) => kind === "state.refused")) return;
  yield* changeState(view, flow, proposed, proposer(String(called["tool"])));
}
