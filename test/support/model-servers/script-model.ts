import type { LanguageModelV4, LanguageModelV4StreamPart } from "@ai-sdk/provider";

/** What one call of a scripted model does. `hang` keeps the stream open after its parts. */
export type ScriptedCall = { parts: LanguageModelV4StreamPart[]; hang?: boolean; breaks?: Error } | { throws: Error };

/** A model in memory that plays one scripted call after another. `cancelled` counts streams that their reader let go. */
export function scriptModel(script: ScriptedCall[]): LanguageModelV4 & { calls: () => number; cancelled: () => number } {
  let calls = 0;
  let cancelled = 0;
  return {
    specificationVersion: "v4",
    provider: "script",
    modelId: "script",
    supportedUrls: {},
    calls: () => calls,
    cancelled: () => cancelled,
    doGenerate: () => Promise.reject(new Error("not scripted")),
    doStream: async () => {
      calls += 1;
      const call = script.shift() ?? { throws: new Error("The script has no call left.") };
      if ("throws" in call) throw call.throws;
      const parts = [...call.parts];
      return {
        stream: new ReadableStream<LanguageModelV4StreamPart>({
          pull(controller) {
            const part = parts.shift();
            if (part) controller.enqueue(part);
            else if (call.breaks) controller.error(call.breaks);
            else if (!call.hang) controller.close();
            else return new Promise(() => undefined);
          },
          cancel() {
            cancelled += 1;
          },
        }),
      };
    },
  };
}

const noUsage = {
  inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
};

export const begin: LanguageModelV4StreamPart = { type: "stream-start", warnings: [] };

export const says = (delta: string): LanguageModelV4StreamPart[] => [
  { type: "text-start", id: "0" },
  { type: "text-delta", id: "0", delta },
  { type: "text-end", id: "0" },
];

export const finish = (unified: "stop" | "error" | "interrupted" | "content-filter" = "stop"): LanguageModelV4StreamPart => ({
  type: "finish",
  finishReason: { unified, raw: unified },
  usage: noUsage,
});
