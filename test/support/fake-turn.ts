/** A conversation in memory that runs real turns on scripted models and fake tools: what the object does, without the object. */
import type { LanguageModelV4, LanguageModelV4CallOptions } from "@ai-sdk/provider";
import { MockLanguageModelV4 } from "ai/test";
import { z } from "zod";
import { phrases } from "../../src/agents/index.ts";
import {
  answerMetadata,
  answerOf,
  closingItems,
  greetingMessage,
  newTurn,
  openingRecord,
  questionOf,
  recordAfter,
  recordAsked,
  runTurn,
  terminalItems,
  type TurnContext,
  type TurnPorts,
  type TurnRow,
} from "../../src/conversations/index.ts";
import {
  applyItem,
  newTurnView,
  type ConversationRecord,
  type LoggedItem,
  type StoredMessage,
  type TurnItem,
  type TurnView,
} from "../../src/transcript/index.ts";
import type { Database } from "../../src/db/client.ts";
import { retailFlow, type Flow, type Position } from "../../src/lifecycle/index.ts";
import type { Ids, Language, Log } from "../../src/platform/ports.ts";
import { defineTool, type Tool, type ToolContext, type ToolResult } from "../../src/tools/contract.ts";
import { streamed, type Part } from "./model-parts.ts";

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

const epoch = Date.parse("2026-11-20T10:00:00.000Z");

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
  description: "A tool.",
  input: z.record(z.string(), z.unknown()),
  effect: "read",
  timeoutMs: 5000,
  run: async () => ({ output: {} }),
});

export const toolMap = (...tools: Tool[]): Map<string, Tool> => new Map(tools.map((tool) => [tool.name, tool]));

export const countingIds = (): Ids => {
  let count = 0;
  return { next: (prefix) => `${prefix}_${++count}` };
};

export interface LogLine {
  level: "info" | "warn" | "error";
  event: string;
  fields: Record<string, unknown>;
}

export function keptLog(): Log & { lines: LogLine[] } {
  const lines: LogLine[] = [];
  const keep =
    (level: LogLine["level"]) =>
    (event: string, fields: Record<string, unknown> = {}) =>
      void lines.push({ level, event, fields });
  return { lines, info: keep("info"), warn: keep("warn"), error: keep("error") };
}

/** A small model that always says the same. */
export const smallSaying = (text: string): LanguageModelV4 =>
  new MockLanguageModelV4({
    doGenerate: {
      content: [{ type: "text", text }],
      finishReason: { unified: "stop", raw: "stop" },
      usage: { inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 }, outputTokens: { total: 1, text: 1, reasoning: 0 } },
      warnings: [],
    },
  });

/** What the model does when it is called: it sends these parts, or whatever the function makes of the call. */
export type Step = readonly Part[] | ((options: LanguageModelV4CallOptions) => AsyncIterable<Part>);

export interface FakeSettings {
  tools?: ReadonlyMap<string, Tool>;
  flow?: Flow;
  state?: string;
  language?: Language;
  context?: TurnContext;
  smallModel?: () => LanguageModelV4;
}

/** What became of a turn. */
export interface Spoken {
  items: LoggedItem[];
  chunks: LoggedItem["chunk"][];
  answer: StoredMessage;
  view: TurnView;
  /** What the turn threw, if it failed. */
  error: unknown;
  /** Every call of the model, in order. */
  modelCalls: LanguageModelV4CallOptions[];
}

export class FakeConversation {
  record: ConversationRecord;
  readonly messages: StoredMessage[] = [];
  readonly log = keptLog();
  readonly #settings: FakeSettings;
  readonly #ids = countingIds();
  #now = epoch;

  constructor(settings: FakeSettings = {}) {
    this.#settings = settings;
    const flow = settings.flow ?? retailFlow;
    const language = settings.language ?? "vi";
    const bot = {
      id: "bot",
      name: "Bot",
      instructions: "You sell.",
      greeting: { enabled: true },
      language,
      onBusy: "queue",
      flow,
    } as const;
    const greeting = greetingMessage("Xin chào!", "msg_greeting", epoch);
    this.messages.push(greeting);
    const start = { address: { tenantId: "t", conversationId: "c" }, actor: { role: "owner" }, userId: "u", skillId: null } as const;
    const opened = openingRecord({ ...start, botId: null, language, metadata: {}, greet: true }, bot, language, greeting, epoch);
    const state = settings.state ?? flow.initial;
    this.record = { ...opened, state, visited: [...new Set([flow.initial, state])] };
  }

  /**
   * Runs the turn that answers `text`. It is stopped `after` an item that has been taken, or whenever `by` aborts.
   * `from` makes it another attempt, which begins where the question was first asked.
   */
  async say(
    text: string,
    steps: readonly Step[],
    {
      after,
      by: abort = new AbortController(),
      from,
    }: { after?: (item: LoggedItem) => boolean; by?: AbortController; from?: Position } = {},
  ): Promise<Spoken> {
    const row = this.#ask(text);
    const { state, visited, shown, focus, lastSeq } = this.record;
    const view = newTurnView(row.turnId, from ?? { state, visited }, shown, focus, lastSeq);
    const items: LoggedItem[] = [];
    const take = (item: TurnItem) => {
      const logged = { seq: view.lastSeq + 1, at: this.#tick(), ...item };
      applyItem(view, logged);
      items.push(logged);
      return logged;
    };
    const { ports, modelCalls } = this.#ports(view, steps, abort.signal);
    let error: unknown;
    try {
      for await (const item of runTurn(this.#turn(row, view, abort.signal), ports)) {
        // Nothing counts that comes after a stop.
        if (abort.signal.aborted) break;
        const taken = take(item);
        if (after?.(taken)) abort.abort(new Error("stopped"));
      }
    } catch (thrown) {
      if (!abort.signal.aborted) error = thrown;
    }
    const status = abort.signal.aborted ? "stopped" : error === undefined ? "complete" : "failed";
    for (const item of closingItems(view, this.record.language)) take(item);
    const metadata = answerMetadata(row, view, status, this.#tick());
    for (const item of terminalItems(view, status, metadata, phrases.failed[this.record.language])) take(item);
    const answer = answerOf(row, view, metadata, this.#tick());
    this.messages.push(answer);
    this.record = recordAfter(this.record, view, answer, this.#tick());
    return { items, chunks: items.map(({ chunk }) => chunk), answer, view, error, modelCalls };
  }

  #tick(): number {
    return (this.#now += 1000);
  }

  #ask(text: string): TurnRow {
    const { tenantId, conversationId } = this.record;
    const question = { parts: [{ type: "text", text }], metadata: {} };
    const address = { tenantId, conversationId };
    const row = newTurn({ ...question, address, actor: { role: "owner" }, messageId: null, trigger: "submit" }, this.#ids, this.#tick());
    const asked = questionOf(this.record, row, question, this.#now);
    this.messages.push(asked);
    this.record = recordAsked(this.record, asked, this.record.language);
    return row;
  }

  #turn(row: TurnRow, view: TurnView, signal: AbortSignal): Parameters<typeof runTurn>[0] {
    const userMessage = this.messages.at(-1);
    if (!userMessage) throw new Error("Nothing was asked.");
    const { turnId, answerId } = row;
    return {
      turnId,
      answerId,
      conversation: this.record,
      history: [...this.messages],
      userMessage,
      language: this.record.language,
      rewoundFrom: view.position.state === this.record.state ? null : this.record.state,
      view,
      signal,
    };
  }

  #ports(view: TurnView, steps: readonly Step[], signal: AbortSignal): { ports: TurnPorts; modelCalls: LanguageModelV4CallOptions[] } {
    const { tools = toolMap(), context = { user: null, skill: null }, smallModel = () => smallSaying("Tạm biệt!") } = this.#settings;
    const modelCalls: LanguageModelV4CallOptions[] = [];
    const clock = { now: () => this.#now };
    const { tenantId, conversationId, userId } = this.record;
    const ports: TurnPorts = {
      clock,
      random: () => 0.5,
      log: this.log,
      tools,
      describeTools: (names) => names.map((name) => ({ type: "function", name, inputSchema: { type: "object" } })),
      loadContext: async () => context,
      openModel: (options) => {
        const step = steps[modelCalls.length];
        modelCalls.push(options);
        if (!step) throw new Error(`The script has no step ${modelCalls.length}.`);
        return typeof step === "function" ? step(options) : streamed(step);
      },
      smallModel,
      toolContext: (turn, call) =>
        fakeContext({
          tenantId,
          conversationId,
          userId,
          language: turn.language,
          state: view.position.state,
          shown: view.shown,
          focus: view.focus,
          idempotencyKey: `${turn.userMessage.id}:${call.toolName}:${call.input}`,
          signal,
          clock,
        }),
    };
    return { ports, modelCalls };
  }
}

export function fakeContext(more: Partial<ToolContext> = {}): ToolContext {
  return {
    tenantId: "t",
    conversationId: "c",
    userId: "u",
    language: "vi",
    state: "idle",
    shown: [],
    focus: null,
    idempotencyKey: "turn:call",
    signal: new AbortController().signal,
    clock: { now: () => epoch },
    db: noDatabase,
    fetch: () => Promise.reject(new Error("Fake tools fetch nothing.")),
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
