import type { z } from "zod";
import type { SecretOwner } from "../actions/index.ts";
import type { Database } from "../db/client.ts";
import type { Industry, StateName } from "../lifecycle/index.ts";
import type { Clock, JsonObject, Language, Localized } from "../platform/ports.ts";

/** What a tool may know and touch while it runs. */
export interface ToolContext {
  tenantId: string;
  conversationId: string;
  userId: string;
  /** Of the conversation's flow: what is offered in other industries is none of this tool's business. */
  industry: string;
  language: Language;
  state: StateName;
  /** Codes of the list last shown to the customer, in order: "the second one" is `shown[1]`. */
  shown: readonly string[];
  /** Code of the offering last looked at, if any: "compare with the fourth" compares it. */
  focus: string | null;
  /** What this tool itself kept in an earlier turn of the conversation; null for nothing. */
  kept: JsonObject | null;
  /** The same call twice carries the same key; an effect happens at most once by it. */
  idempotencyKey: string;
  /** Fires when the turn is stopped or the tool's time is over. */
  signal: AbortSignal;
  clock: Clock;
  db: Database;
  fetch: typeof fetch;
  /** The secret of a registered action, which is stored sealed. Throws where it cannot be opened. */
  openSecret(of: SecretOwner, sealed: string): Promise<string>;
}

/** What a tool gives back. */
export interface ToolResult {
  /** What the model and the page see. A refusal is an output too: `{error, code}`. */
  output: JsonObject;
  /** The state that this result proposes; the machine disposes. */
  newState?: StateName;
  /** Replaces the list last shown. */
  shown?: string[];
  /** Replaces the offering last looked at. */
  focus?: string | null;
  /** Replaces what this tool keeps between turns, a few thousand characters at most; null forgets it (docs/decisions/kept.md). */
  kept?: JsonObject | null;
  /** Arguments that the tool cannot do without and asks the customer for: a turn that ends with it waits for the answer. */
  asks?: string[];
  /** Of a write: whether it has happened is not known for certain. */
  open?: true;
  /** Of a write: nothing has been sent, so the same call may be made again (a question back, a check that failed). */
  untouched?: true;
  /** It has not run: it has failed too often just now. Said by what keeps it from running, never by a tool itself. */
  resting?: true;
}

/** One tool, whole: what the model is told, what is validated, what happens. */
export interface Tool<Input = unknown> {
  name: string;
  label: Localized;
  /** What it does and how it is called. Models are told the English one, by which they choose best; operators read both. */
  description: Localized;
  /** The industries that it is made for: their flows are expected to offer it. */
  industries: readonly Industry[];
  input: z.ZodType<Input>;
  /** What it gives, refusals included; held to by tests, told to who writes flows. */
  output: z.ZodType;
  /** `read` may be repeated at will; `write` changes the world. */
  effect: "read" | "write";
  timeoutMs: number;
  /** Every state that a result of it may propose: what a flow is checked by before it is published. */
  proposes: readonly StateName[];
  /** Where parts of it fail apart from each other: which part this call is of. Each rests alone (docs/decisions/tool-breaker.md). */
  breakerKey?(input: Input): string;
  /** A write that throws, or is cut off, leaves it open whether anything has happened; what it knows, it gives as a result. */
  run(input: Input, context: ToolContext): Promise<ToolResult>;
  /**
   * Of a write: asks the outside by `context.idempotencyKey` what became of an effect that was begun.
   * Null: it never arrived, so nothing has happened. Throws while that is not known.
   */
  inquire?(input: Input, context: ToolContext): Promise<ToolResult | null>;
  /** Of a write: what it would answer, without sending anything. A fenced fork is told this, marked as a dry run. */
  rehearse?(input: Input, context: ToolContext): Promise<ToolResult>;
}

/** Keeps the input's type for `run` while the registry holds tools of every input. */
export function defineTool<Input>(tool: Tool<Input>): Tool {
  const { inquire, rehearse, breakerKey } = tool;
  return {
    ...tool,
    // The registry hands a tool what its own schema parsed: parse here, so that no caller can skip it.
    run: async (input, context) => tool.run(tool.input.parse(input), context),
    ...(breakerKey ? { breakerKey: (input) => breakerKey(tool.input.parse(input)) } : {}),
    ...(inquire ? { inquire: async (input, context) => inquire(tool.input.parse(input), context) } : {}),
    ...(rehearse ? { rehearse: async (input, context) => rehearse(tool.input.parse(input), context) } : {}),
  };
}
