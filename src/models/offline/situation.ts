/** A prompt as the shop assistant sees it: what was said, shown and looked at. Pure. */
import type { JSONValue, LanguageModelV4Message, LanguageModelV4Prompt, LanguageModelV4ToolResultOutput } from "@ai-sdk/provider";
import { detectLanguage } from "../../language/index.ts";
import type { Language } from "../../platform/ports.ts";
import { isFileNote } from "./files.ts";
import { readOutcome, type Offering, type PlacedOrder, type ToolOutcome, type Understood } from "./results.ts";

/** One tool call with what came of it. */
export interface ToolStep {
  tool: string;
  /** The arguments as JSON: two calls are the same when these are. */
  input: string;
  outcome: ToolOutcome;
}

/** What the customer said, and what was done and answered about it. */
export interface Exchange {
  said: string;
  /** Whether files came with the words, of which only the names are known. */
  files: boolean;
  steps: ToolStep[];
}

export interface Situation {
  system: string;
  language: Language;
  /** The last exchange is the running turn. */
  exchanges: Exchange[];
  /** The running turn's. */
  said: string;
  files: boolean;
  steps: readonly ToolStep[];
  // As it was when the customer spoke:
  /** What places count in, as the tools count: the list last shown, its first places taken by what was compared since. */
  shown: readonly Offering[];
  totalShown: number;
  /** What that search understood. */
  understood: Understood;
  /** The offering last looked at. */
  focus: Offering | null;
  /** The last comparison, while nothing else was looked at since. */
  compared: readonly Offering[];
  order: PlacedOrder | null;
}

export function readSituation(prompt: LanguageModelV4Prompt): Situation {
  const system = prompt.flatMap((message) => (message.role === "system" ? [message.content] : [])).join("\n");
  const exchanges = readExchanges(prompt);
  const current = exchanges.at(-1) ?? { said: "", files: false, steps: [] };
  // What the running turn finds must not change what its words were understood to mean.
  const seen = remember(exchanges.slice(0, -1).flatMap((exchange) => exchange.steps));
  return {
    system,
    language: languageOf(system, exchanges),
    exchanges,
    said: current.said,
    files: current.files,
    steps: current.steps,
    ...seen,
  };
}

type Memory = Pick<Situation, "shown" | "totalShown" | "understood" | "focus" | "compared" | "order">;

function remember(steps: readonly ToolStep[]): Memory {
  const memory: Memory = { shown: [], totalShown: 0, understood: {}, focus: null, compared: [], order: null };
  for (const { outcome } of steps) {
    // An empty answer leaves the last list in front of the customer.
    if (outcome.kind === "list" && outcome.offerings.length > 0) {
      const { offerings: shown, total: totalShown, understood } = outcome;
      Object.assign(memory, { shown, totalShown, understood, compared: [] });
    }
    if (outcome.kind === "details") Object.assign(memory, { focus: outcome.offering, compared: [] });
    if (outcome.kind === "comparison") Object.assign(memory, afterComparison(memory, outcome.offerings));
    if (outcome.kind === "order") memory.order = outcome;
  }
  return memory;
}

/** A comparison tells less of an offering than the list that it came from, but later. */
function afterComparison({ shown, focus }: Memory, columns: readonly Offering[]): Pick<Memory, "shown" | "compared"> {
  const seen = focus ? [...shown, focus] : shown;
  const compared = columns.map((column) => {
    const before = seen.find(({ code }) => code !== "" && code === column.code);
    return before ? { ...before, price: column.price, stock: column.stock } : column;
  });
  const places = [...compared, ...shown.slice(compared.length)];
  return { compared, shown: places.map((offering, at) => ({ ...offering, position: at + 1 })) };
}

/** The line `Language: <code>` of the system text decides, its last one; without it, the customer's words do. */
function languageOf(system: string, exchanges: readonly Exchange[]): Language {
  const told = [...system.matchAll(/^Language:\s*(vi|en)\b/gim)].at(-1)?.[1];
  if (told) return told.toLowerCase() === "en" ? "en" : "vi";
  for (const { said } of exchanges.toReversed()) {
    const { language } = detectLanguage(said);
    if (language !== "unknown") return language;
  }
  return "vi";
}

function readExchanges(prompt: LanguageModelV4Prompt): Exchange[] {
  const exchanges: Exchange[] = [];
  const inputs = new Map<string, string>();
  for (const message of prompt) {
    if (message.role === "user") exchanges.push({ ...heard(message), steps: [] });
    if (message.role === "assistant")
      for (const part of message.content) if (part.type === "tool-call") inputs.set(part.toolCallId, inputText(part.input));
    if (message.role === "tool") for (const step of stepsOf(message, inputs)) exchanges.at(-1)?.steps.push(step);
  }
  return exchanges;
}

function heard({ content }: Extract<LanguageModelV4Message, { role: "user" }>): Pick<Exchange, "said" | "files"> {
  const texts = content.flatMap((part) => (part.type === "text" ? [part.text] : []));
  const words = texts.filter((text) => !isFileNote(text));
  return { said: words.join("\n"), files: words.length < content.length };
}

function* stepsOf(message: Extract<LanguageModelV4Message, { role: "tool" }>, inputs: ReadonlyMap<string, string>): Generator<ToolStep> {
  for (const part of message.content) {
    if (part.type !== "tool-result") continue;
    const { value, failed } = valueOf(part.output);
    yield { tool: part.toolName, input: inputs.get(part.toolCallId) ?? "", outcome: readOutcome(value, failed) };
  }
}

function valueOf(output: LanguageModelV4ToolResultOutput): { value: unknown; failed: boolean } {
  switch (output.type) {
    case "json":
      return { value: output.value, failed: false };
    case "text":
      return { value: parsed(output.value), failed: false };
    default:
      return { value: null, failed: true };
  }
}

/** The SDK hands calls over parsed, other callers as text. */
const inputText = (input: unknown): string => JSON.stringify(typeof input === "string" ? parsed(input) : input) ?? "";

function parsed(text: string): JSONValue {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
