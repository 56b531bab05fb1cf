/** What a recorded conversation is made of: scripted models, tools that answer by chance, and what cuts a turn short. */
import type { LanguageModelV4, LanguageModelV4CallOptions, LanguageModelV4FunctionTool } from "@ai-sdk/provider";
import { MockLanguageModelV4 } from "ai/test";
import { z } from "zod";
import { effectKeyIn } from "../../src/agents/index.ts";
import type { Turn } from "../../src/conversations/index.ts";
import type { Database } from "../../src/db/client.ts";
import type { Clock } from "../../src/platform/ports.ts";
import { defineTool, type Tool, type ToolContext } from "../../src/tools/contract.ts";
import type { ConversationRecord } from "../../src/transcript/index.ts";
import { streamed, type Part } from "./model-parts.ts";

export const epoch = Date.parse("2026-11-20T10:00:00.000Z");

export type Step = (options: LanguageModelV4CallOptions) => AsyncIterable<Part>;

export interface Script {
  /** The model's answers, one for each call. */
  steps: Step[];
  tools?: Tool[];
  small?: LanguageModelV4;
  /** Stopped after so many items. */
  stops?: number;
  /** The process dies after so many items; `resumed` is what the model says to the next one. */
  dies?: number | undefined;
  resumed?: Step[];
}

export const step =
  (...parts: Part[]): Step =>
  () =>
    streamed(parts);

/** A model that breaks after these parts. */
export const breaking = (error: unknown, ...parts: Part[]): Step =>
  async function* () {
    yield* parts;
    throw error;
  };

type Answer = Awaited<ReturnType<Tool["run"]>>;

/** A tool whose effect is anything; `run` says what it answers. */
export function tool(name: string, run: (input: unknown, context: ToolContext) => Promise<Answer>, more: Partial<Tool> = {}): Tool {
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

export const describe = (names: readonly string[]): LanguageModelV4FunctionTool[] =>
  names.map((name) => ({ type: "function", name, inputSchema: { type: "object" } }));

export const smallSaying = (text: string): LanguageModelV4 =>
  new MockLanguageModelV4({
    doGenerate: {
      content: [{ type: "text", text }],
      finishReason: { unified: "stop", raw: "stop" },
      usage: { inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 }, outputTokens: { total: 1, text: 1, reasoning: 0 } },
      warnings: [],
    },
  });

export function contextOf(turn: Turn, call: { toolName: string; input: string }, record: ConversationRecord, clock: Clock): ToolContext {
  const { tenantId, conversationId, userId, bot } = record;
  const { position, shown, focus, kept } = turn.view;
  return {
    tenantId,
    conversationId,
    userId,
    industry: bot.flow.industry,
    language: turn.language,
    state: position.state,
    shown,
    focus,
    kept: kept[call.toolName] ?? null,
    idempotencyKey: effectKeyIn(record, turn.userMessage.id, call),
    signal: turn.signal,
    clock,
    db: noDatabase,
    fetch: () => Promise.reject(new Error("Scripted tools fetch nothing.")),
    openSecret: () => Promise.reject(new Error("Scripted tools know no secrets.")),
  };
}

// Scripted tools ask nothing of Postgres; whatever is asked of this throws.
const noDatabase = new Proxy(
  {},
  {
    get: () => {
      throw new Error("Scripted tools have no database.");
    },
  },
) as Database;
