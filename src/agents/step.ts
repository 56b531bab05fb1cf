/**
 * One model call: the provider's stream parts → UI message chunks, and what the call amounts to.
 * Parts are taken one by one with a generator: a TransformStream stage costs 70 times as much in workerd.
 */
import type { LanguageModelV4StreamPart, LanguageModelV4Usage, SharedV4ProviderMetadata } from "@ai-sdk/provider";
import type { Chunk, Usage } from "../transcript/index.ts";
import { CallIds } from "./call-ids.ts";

/** A tool call as the model wrote it: `input` is raw text until the gate has parsed it. */
export interface ProposedCall {
  toolCallId: string;
  toolName: string;
  input: string;
  providerMetadata?: SharedV4ProviderMetadata;
}

export interface StepOutcome {
  calls: ProposedCall[];
  /** Undefined when the stream broke off before it said how it ended. */
  finishReason: "stop" | "length" | "content-filter" | "tool-calls" | "error" | "interrupted" | "other" | undefined;
  /** The first error that the provider streamed. */
  error: unknown;
  /** What its stream threw. */
  thrown: { error: unknown } | null;
  /** What the provider told; nothing where its stream broke off before. */
  usage: Usage;
  /** Characters heard: words, thoughts and arguments. */
  heard: number;
}

/**
 * Yields chunks while the model speaks; returns the outcome. A stream that throws is an outcome too, its open parts closed.
 * `takenIds` are those of the turn's earlier calls.
 */
export async function* readStep(
  parts: AsyncIterable<LanguageModelV4StreamPart>,
  takenIds: ReadonlySet<string>,
): AsyncGenerator<Chunk, StepOutcome> {
  const outcome: StepOutcome = {
    calls: [],
    finishReason: undefined,
    error: undefined,
    thrown: null,
    usage: usageOf(undefined),
    heard: 0,
  };
  const open = new OpenBlocks();
  const ids = new CallIds(takenIds);
  try {
    for await (const part of parts) {
      yield* chunksFor(part, open, ids);
      note(part, outcome, ids);
    }
  } catch (error) {
    outcome.thrown = { error };
  }
  yield* open.close();
  return outcome;
}

/** What the customer's page is told of a part. */
function* chunksFor(part: LanguageModelV4StreamPart, open: OpenBlocks, ids: CallIds): Generator<Chunk> {
  switch (part.type) {
    case "text-start":
    case "reasoning-start":
    case "text-end":
    case "reasoning-end":
      if (open.accepts(part)) yield { type: part.type, id: part.id, ...metadata(part) };
      return;
    case "text-delta":
    case "reasoning-delta":
      // An empty delta still matters when a signature rides on it.
      if (part.delta === "" && part.providerMetadata === undefined) return;
      yield* open.ensure(part);
      yield { type: part.type, id: part.id, delta: part.delta, ...metadata(part) };
      return;
    case "tool-input-start": {
      const toolCallId = part.providerExecuted ? undefined : ids.begin(part.id);
      if (toolCallId !== undefined) yield { type: "tool-input-start", toolCallId, toolName: part.toolName, ...metadata(part) };
      return;
    }
    case "tool-input-delta": {
      const toolCallId = ids.of(part.id);
      if (toolCallId !== undefined) yield { type: "tool-input-delta", toolCallId, inputTextDelta: part.delta };
      return;
    }
    case "source":
      if (part.sourceType === "url") yield sourceChunk(part);
  }
}

/** What a part means for the step as a whole. */
function note(part: LanguageModelV4StreamPart, outcome: StepOutcome, ids: CallIds): void {
  switch (part.type) {
    case "text-delta":
    case "reasoning-delta":
    case "tool-input-delta":
      outcome.heard += part.delta.length;
      return;
    case "tool-call": {
      // Tools of the provider are never offered; one that it claims to have run is neither ours to show nor to run.
      const toolCallId = part.providerExecuted ? undefined : ids.complete(part.toolCallId);
      if (toolCallId !== undefined) outcome.calls.push({ toolCallId, toolName: part.toolName, input: part.input, ...metadata(part) });
      return;
    }
    case "error":
      outcome.error ??= part.error;
      return;
    case "finish":
      outcome.finishReason = part.finishReason.unified;
      outcome.usage = usageOf(part.usage);
  }
}

/** Providers may forget a start or an end; the stream that leaves here never does. */
class OpenBlocks {
  readonly #open = new Map<string, "text" | "reasoning">();

  accepts(part: { type: "text-start" | "reasoning-start" | "text-end" | "reasoning-end"; id: string }): boolean {
    const kind = kindOf(part.type);
    const key = `${kind}:${part.id}`;
    if (part.type.endsWith("-end")) return this.#open.delete(key);
    if (this.#open.has(key)) return false;
    this.#open.set(key, kind);
    return true;
  }

  *ensure(part: { type: "text-delta" | "reasoning-delta"; id: string }): Generator<Chunk> {
    const kind = kindOf(part.type);
    const key = `${kind}:${part.id}`;
    if (this.#open.has(key)) return;
    this.#open.set(key, kind);
    yield { type: `${kind}-start`, id: part.id };
  }

  *close(): Generator<Chunk> {
    for (const [key, kind] of this.#open) yield { type: `${kind}-end`, id: key.slice(kind.length + 1) };
    this.#open.clear();
  }
}

const kindOf = (type: string) => (type.startsWith("text") ? "text" : "reasoning");

function metadata(part: { providerMetadata?: SharedV4ProviderMetadata }): { providerMetadata?: SharedV4ProviderMetadata } {
  return part.providerMetadata === undefined ? {} : { providerMetadata: part.providerMetadata };
}

function sourceChunk(part: { id: string; url: string; title?: string; providerMetadata?: SharedV4ProviderMetadata }): Chunk {
  return {
    type: "source-url",
    sourceId: part.id,
    url: part.url,
    ...(part.title === undefined ? {} : { title: part.title }),
    ...metadata(part),
  };
}

/** One call's usage in our words; counts that a provider does not tell are 0. */
function usageOf(usage: LanguageModelV4Usage | undefined): Usage {
  return {
    inputTokens: usage?.inputTokens.total ?? 0,
    outputTokens: usage?.outputTokens.total ?? 0,
    reasoningTokens: usage?.outputTokens.reasoning ?? 0,
    cachedInputTokens: usage?.inputTokens.cacheRead ?? 0,
    steps: 1,
    costUsd: null,
  };
}
