/** Tools that do as a test says, and the context in which they run. */
import { z } from "zod";
import type { Database } from "../../src/db/client.ts";
import { defineTool, type Tool, type ToolContext, type ToolResult } from "../../src/tools/contract.ts";

/** The nine tools of contracts.md §2. */
export const nineTools = [
  "search_offerings",
  "get_offering_details",
  "compare_offerings",
  "get_market_data",
  "get_strategic_analysis",
  "trade_in_valuation",
  "credit_scoring",
  "assessment_test",
  "trigger_web_hook",
] as const;

/** A tool that takes anything and answers what `run` says. */
export function fakeTool(
  name: string,
  run: (input: unknown, context: ToolContext) => Promise<ToolResult> = async () => ({ output: { ok: true } }),
  more: Partial<Tool> = {},
): Tool {
  return { ...anyTool, name, run, ...more };
}

const anyTool = defineTool({
  name: "any",
  label: { vi: "Công cụ", en: "Tool" },
  description: { vi: "Công cụ.", en: "A tool." },
  industries: ["retail"],
  input: z.record(z.string(), z.unknown()),
  output: z.looseObject({}),
  effect: "read",
  timeoutMs: 5000,
  proposes: [],
  run: async () => ({ output: {} }),
});

export const toolMap = (...tools: Tool[]): Map<string, Tool> => new Map(tools.map((tool) => [tool.name, tool]));

export function fakeContext(more: Partial<ToolContext> = {}): ToolContext {
  return {
    tenantId: "t",
    conversationId: "c",
    userId: "u",
    industry: "retail",
    language: "vi",
    state: "idle",
    shown: [],
    focus: null,
    kept: null,
    idempotencyKey: "turn:call",
    signal: new AbortController().signal,
    clock: { now: () => Date.parse("2026-11-20T10:00:00.000Z") },
    db: noDatabase,
    fetch: () => Promise.reject(new Error("Fake tools fetch nothing.")),
    openSecret: () => Promise.reject(new Error("Fake tools know no secrets.")),
    ...more,
  };
}

/** Fake tools ask nothing of Postgres; whatever is asked of this throws. */
const noDatabase = new Proxy(
  {},
  {
    get: () => {
      throw new Error("Fake tools have no database.");
    },
  },
) as Database;
