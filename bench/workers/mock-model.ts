/** The model of every contender: as many words as the message asks for, at the pace that it asks for. */
import type { LanguageModelV4StreamPart } from "@ai-sdk/provider";

export interface Asked {
  tokens: number;
  /** Milliseconds before each token; 0 says them all without a pause. */
  paceMs: number;
}

/** Reads "… 200 tokens at 5 ms" out of a message; a message without these words gets one token. */
export function askedOf(text: string): Asked {
  const found = /(\d+) tokens at (\d+) ms/.exec(text);
  return { tokens: Number(found?.[1] ?? 1), paceMs: Number(found?.[2] ?? 0) };
}

export async function* tokensOf({ tokens, paceMs }: Asked): AsyncGenerator<string, void> {
  for (let index = 0; index < tokens; index++) {
    if (paceMs > 0) await new Promise((resolve) => setTimeout(resolve, paceMs));
    yield `word${index} `;
  }
}

/** The same words as a model's stream. */
export async function* modelParts(asked: Asked): AsyncGenerator<LanguageModelV4StreamPart, void> {
  yield { type: "stream-start", warnings: [] };
  yield { type: "text-start", id: "0" };
  for await (const delta of tokensOf(asked)) yield { type: "text-delta", id: "0", delta };
  yield { type: "text-end", id: "0" };
  const usage = {
    inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: asked.tokens, text: asked.tokens, reasoning: 0 },
  };
  yield { type: "finish", usage, finishReason: { unified: "stop", raw: "stop" } };
}
