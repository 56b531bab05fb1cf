/** Stream parts of a language model, as providers send them. */
import type { LanguageModelV4FinishReason, LanguageModelV4StreamPart } from "@ai-sdk/provider";

export type Part = LanguageModelV4StreamPart;

export function finishes(unified: LanguageModelV4FinishReason["unified"] = "stop", tokens: { input?: number; output?: number } = {}): Part {
  return {
    type: "finish",
    finishReason: { unified, raw: unified },
    usage: {
      inputTokens: { total: tokens.input ?? 10, noCache: undefined, cacheRead: 2, cacheWrite: undefined },
      outputTokens: { total: tokens.output ?? 5, text: undefined, reasoning: 1 },
    },
  };
}

export function says(...words: string[]): Part[] {
  return [
    { type: "text-start", id: "0" },
    ...words.map((delta): Part => ({ type: "text-delta", id: "0", delta })),
    { type: "text-end", id: "0" },
  ];
}

/** A call as text: what is no string is written as JSON. */
export function calls(toolName: string, input: unknown = {}, toolCallId = `call-${toolName}`): Part {
  return { type: "tool-call", toolCallId, toolName, input: typeof input === "string" ? input : JSON.stringify(input) };
}

/** A step that makes these calls and ends. */
export const callStep = (...made: Part[]): Part[] => [...made, finishes("tool-calls")];

/** A step that says these words and ends. */
export const wordStep = (...words: string[]): Part[] => [...says(...words), finishes()];

export async function* streamed(parts: readonly Part[]): AsyncGenerator<Part> {
  yield* parts;
}
