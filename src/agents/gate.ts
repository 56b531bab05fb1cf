/** The gate: what a proposed call may do in this state. Pure; the loop performs what it decides. */
import { isToolAllowed, type Flow, type StateName } from "../lifecycle/index.ts";
import { nestsWithin } from "../platform/nests-within.ts";
import type { JsonObject, JsonValue } from "../platform/ports.ts";
import type { Tool } from "../tools/index.ts";
import type { ProposedCall } from "./step.ts";

export type GateDecision =
  | { verdict: "run"; tool: Tool; input: JsonValue }
  /** Outside the whitelist: it never executes, whatever the model says (contracts.md §2). */
  | { verdict: "blocked"; input: JsonValue; output: JsonObject }
  /** Arguments that are not JSON or do not fit the schema: the model is told and may try again. */
  | { verdict: "malformed"; input: JsonValue; errorText: string };

export function decideCall(call: ProposedCall, flow: Flow, state: StateName, tools: ReadonlyMap<string, Tool>): GateDecision {
  const parsed = parseInput(call.input);
  const tool = tools.get(call.toolName);
  if (!tool || !isToolAllowed(flow, state, call.toolName)) {
    return {
      verdict: "blocked",
      input: parsed.ok ? parsed.value : call.input.slice(0, keptOfMalformed),
      output: { error: "Tool không được phép ở trạng thái hiện tại", code: "tool_not_allowed", state },
    };
  }
  if (!parsed.ok) {
    return {
      verdict: "malformed",
      input: call.input.slice(0, keptOfMalformed),
      errorText: `Invalid input for tool ${call.toolName}: the arguments are not valid JSON, too long, or nested too deep.`,
    };
  }
  const validated = tool.input.safeParse(parsed.value);
  if (validated.success) return { verdict: "run", tool, input: parsed.value };
  const problems = validated.error.issues.map((issue) => `${issue.path.join(".") || "input"}: ${issue.message}`).join("; ");
  return { verdict: "malformed", input: parsed.value, errorText: `Invalid input for tool ${call.toolName}: ${problems}` };
}

/** How deep arguments may nest. Writing JSON is recursive: a few thousand brackets, and the answer could not be stored. */
const deepest = 64;
/** Characters that arguments may have, and how many are kept of those that cannot be used. */
const longest = 20_000;
const keptOfMalformed = 2000;

/** Models send nothing at all for a tool without arguments. */
function parseInput(text: string): { ok: true; value: JsonValue } | { ok: false } {
  if (text.trim() === "") return { ok: true, value: {} };
  if (text.length > longest) return { ok: false };
  try {
    const value: JsonValue = JSON.parse(text);
    return nestsWithin(value, deepest) ? { ok: true, value } : { ok: false };
  } catch {
    return { ok: false };
  }
}
