/** What a turn's items amount to: the message, the state, the events. Live turns and recovered ones fold through here. */
import { pausedAfter, type Position, type StateName } from "../lifecycle/index.ts";
import type { JsonObject, JsonValue } from "../platform/ports.ts";
import { assemble, newAssembly, type Assembly } from "./assemble.ts";
import type { Kept, LogEvent, Standing, Usage } from "./records.ts";
import type { LoggedItem } from "./turn-item.ts";

export const noUsage: Usage = { inputTokens: 0, outputTokens: 0, reasoningTokens: 0, cachedInputTokens: 0, steps: 0, costUsd: 0 };

/** A turn so far. `position`, `shown`, `focus`, `kept` and `pausedFrom` start as the conversation's and follow the items. */
export interface TurnView {
  turnId: string;
  assembly: Assembly;
  events: LogEvent[];
  position: Position;
  shown: string[];
  focus: string | null;
  kept: Kept;
  pausedFrom: StateName | null;
  usage: Usage;
  /** Whether a step has begun that has not finished. */
  inStep: boolean;
  lastSeq: number;
}

/** A turn that begins where the conversation stands. */
export function newTurnView(turnId: string, standing: Standing, lastSeq: number): TurnView {
  const { position, shown, focus, kept = {}, pausedFrom = null } = standing;
  const stands = { position, shown, focus, kept, pausedFrom };
  return { turnId, assembly: newAssembly(), events: [], ...stands, usage: { ...noUsage }, inStep: false, lastSeq };
}

/** Takes one item into the view. */
export function applyItem(view: TurnView, item: LoggedItem): void {
  view.lastSeq = item.seq;
  assemble(view.assembly, item.chunk);
  if (item.chunk.type === "start-step") view.inStep = true;
  if (item.chunk.type === "finish-step") view.inStep = false;
  if (item.usage) view.usage = addUsage(view.usage, item.usage);
  if (!item.event) return;
  const { kind, data } = item.event;
  view.events.push({ seq: item.seq, kind, turnId: view.turnId, at: item.at, data });
  if (kind === "state.changed") {
    const [from, to, reason] = [String(data["from"]), String(data["to"]), String(data["reason"])];
    view.position = { state: to, visited: strings(data["visited"]) };
    const told = data["paused_from"];
    view.pausedFrom = typeof told === "string" ? told : pausedAfter(view.pausedFrom, { from, to, reason });
  }
  if (kind === "tool.called") {
    if (Array.isArray(data["shown"])) view.shown = strings(data["shown"]);
    if ("focus" in data) view.focus = typeof data["focus"] === "string" ? data["focus"] : null;
    if ("kept" in data) view.kept = keptAfter(String(data["tool"]), view.kept, data["kept"]);
  }
}

export function addUsage(sum: Usage, more: Usage): Usage {
  return {
    inputTokens: sum.inputTokens + more.inputTokens,
    outputTokens: sum.outputTokens + more.outputTokens,
    reasoningTokens: sum.reasoningTokens + more.reasoningTokens,
    cachedInputTokens: sum.cachedInputTokens + more.cachedInputTokens,
    steps: sum.steps + more.steps,
    costUsd: sum.costUsd === null || more.costUsd === null ? null : sum.costUsd + more.costUsd,
  };
}

/** Usage as the wire says it. */
export function usageJson(usage: Usage): JsonValue {
  return {
    input_tokens: usage.inputTokens,
    output_tokens: usage.outputTokens,
    reasoning_tokens: usage.reasoningTokens,
    cached_input_tokens: usage.cachedInputTokens,
    steps: usage.steps,
    cost_usd: usage.costUsd,
  };
}

/** The usage that a stored answer carries in its metadata. */
export function usageOf(message: { metadata: JsonObject }): Usage {
  const told = message.metadata["usage"];
  const known: JsonObject = told !== null && typeof told === "object" && !Array.isArray(told) ? told : {};
  const count = (name: string) => {
    const value = known[name];
    return typeof value === "number" ? value : 0;
  };
  return {
    inputTokens: count("input_tokens"),
    outputTokens: count("output_tokens"),
    reasoningTokens: count("reasoning_tokens"),
    cachedInputTokens: count("cached_input_tokens"),
    steps: count("steps"),
    costUsd: typeof known["cost_usd"] === "number" ? known["cost_usd"] : null,
  };
}

function keptAfter(tool: string, { [tool]: _before, ...others }: Kept, value: JsonValue | undefined): Kept {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? { ...others, [tool]: value } : others;
}

function strings(value: JsonValue | undefined): string[] {
  return Array.isArray(value) ? value.filter((entry) => typeof entry === "string") : [];
}
