/** A model that says what a test tells it to, step by step. Lives in the isolate that runs both the test and the object. */
import type { LanguageModelV4, LanguageModelV4CallOptions, LanguageModelV4StreamPart } from "@ai-sdk/provider";

export type Script = (options: LanguageModelV4CallOptions) => AsyncIterable<LanguageModelV4StreamPart>;

let script: Script = () => speak("…");

/** Every model call from now on follows `next`. */
export function setScript(next: Script): void {
  script = next;
}

/** Follows the script that is set when the call is made. */
export const openScripted = (options: LanguageModelV4CallOptions): AsyncIterable<LanguageModelV4StreamPart> => script(options);

const usage = {
  inputTokens: { total: 10, noCache: 10, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 5, text: 5, reasoning: 0 },
};

const finish = (unified: "stop" | "tool-calls" = "stop"): LanguageModelV4StreamPart => ({
  type: "finish",
  usage,
  finishReason: { unified, raw: unified },
});

/** Says the words, one delta each, and is done. */
export async function* speak(...words: string[]): AsyncGenerator<LanguageModelV4StreamPart> {
  yield { type: "stream-start", warnings: [] };
  yield { type: "text-start", id: "0" };
  for (const word of words) yield { type: "text-delta", id: "0", delta: word };
  yield { type: "text-end", id: "0" };
  yield finish();
}

/** Calls one tool. */
export async function* callTool(toolName: string, input: object, toolCallId = "call-1"): AsyncGenerator<LanguageModelV4StreamPart> {
  yield { type: "tool-call", toolCallId, toolName, input: JSON.stringify(input) };
  yield finish("tool-calls");
}

/** Says the words, then waits until the call is aborted. */
export async function* speakThenHang(options: LanguageModelV4CallOptions, ...words: string[]): AsyncGenerator<LanguageModelV4StreamPart> {
  yield { type: "text-start", id: "0" };
  for (const word of words) yield { type: "text-delta", id: "0", delta: word };
  await new Promise((_, reject) => options.abortSignal?.addEventListener("abort", () => reject(options.abortSignal?.reason)));
}

/** Says the words with one timer tick between them, so that others get a turn. */
export async function* speakSlowly(...words: string[]): AsyncGenerator<LanguageModelV4StreamPart> {
  yield { type: "text-start", id: "0" };
  for (const word of words) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    yield { type: "text-delta", id: "0", delta: word };
  }
  yield { type: "text-end", id: "0" };
  yield finish();
}

/** The small model: greets and says goodbye in fixed words. */
export const smallScripted: LanguageModelV4 = {
  specificationVersion: "v4",
  provider: "scripted",
  modelId: "small",
  supportedUrls: {},
  doGenerate: async (options) => ({
    content: [{ type: "text", text: JSON.stringify(options.prompt).includes("Task: farewell") ? "Tạm biệt!" : "Xin chào!" }],
    finishReason: { unified: "stop", raw: "stop" },
    usage,
    warnings: [],
  }),
  doStream: () => Promise.reject(new Error("the small model does not stream")),
};
