/**
 * Tools that rest after they have failed again and again (docs/decisions/tool-breaker.md). What each tenant's tools have been through is
 * kept in the memory of whoever makes them, and nowhere else. Replays are given tools without it.
 */
import type { Clock, Log } from "../platform/ports.ts";
import type { Tool, ToolContext, ToolResult } from "../tools/index.ts";
import { admit, afterCall, closedBreaker, type Breaker, type BreakerLimits, type Ending } from "./breaker.ts";
import { phrases } from "./phrases.ts";
import { TimeIsOver } from "./run-tool.ts";

const ownLimits: BreakerLimits = { failuresToOpen: 5, windowMs: 60_000, restMs: 20_000 };

/** Only what has failed is remembered; of more than this the oldest is forgotten. */
const mostRemembered = 1000;

interface Ports {
  clock: Clock;
  log: Log;
}

/** The same tools. One that rests answers at once that it does, and nothing of it runs. */
export function restingTools(tools: ReadonlyMap<string, Tool>, ports: Ports, limits = ownLimits): ReadonlyMap<string, Tool> {
  const breakers = new Map<string, Breaker>();
  return new Map([...tools].map(([name, tool]) => [name, resting(tool, breakers, ports, limits)]));
}

function resting(tool: Tool, breakers: Map<string, Breaker>, { clock, log }: Ports, limits: BreakerLimits): Tool {
  const run = async (input: unknown, context: ToolContext): Promise<ToolResult> => {
    const key = JSON.stringify([context.tenantId, tool.name, tool.breakerKey?.(input) ?? null]);
    const admission = admit(breakers.get(key) ?? closedBreaker, clock.now(), limits);
    if (!admission.goes) return tellResting(tool, admission.retryInMs, context);
    remember(breakers, key, admission.breaker);
    return heard(tool, input, context, (ending) => {
      const before = breakers.get(key) ?? closedBreaker;
      const after = afterCall(before, admission.generation, ending, clock.now(), limits);
      remember(breakers, key, after);
      if (before.kind === "closed" && after.kind === "open") log.warn("tool.rests", { tool: tool.name, rest_ms: limits.restMs });
    });
  };
  return { ...tool, run };
}

/** Runs the tool, and says once how it ended: a tool that ignores its signal has failed when its time is over. */
async function heard(tool: Tool, input: unknown, context: ToolContext, end: (ending: Ending) => void): Promise<ToolResult> {
  const { signal } = context;
  let ended = false;
  const endOnce = (ending: Ending) => {
    if (!ended) end(ending);
    ended = true;
  };
  // A stop says nothing of the tool.
  const onAbort = () => endOnce(signal.reason instanceof TimeIsOver ? "failed" : "released");
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    const result = await tool.run(input, context);
    endOnce("succeeded");
    return result;
  } catch (error) {
    endOnce("failed");
    throw error;
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
}

function tellResting({ effect }: Tool, retryInMs: number, { language }: ToolContext): ToolResult {
  const seconds = Math.ceil(retryInMs / 1000);
  const output = { error: phrases.resting[language].replace("{seconds}", String(seconds)), code: "tool_resting", retry_in_s: seconds };
  return { output, resting: true, ...(effect === "write" ? { untouched: true } : {}) };
}

function remember(breakers: Map<string, Breaker>, key: string, breaker: Breaker): void {
  breakers.delete(key);
  // What is well is not worth a place.
  if (breaker.kind === "closed" && breaker.failures.length === 0) return;
  breakers.set(key, breaker);
  if (breakers.size <= mostRemembered) return;
  const [oldest] = breakers.keys();
  if (oldest !== undefined) breakers.delete(oldest);
}
