/** The benchmark's model as the AI SDK wants it. */
import type { LanguageModelV4, LanguageModelV4CallOptions } from "@ai-sdk/provider";
import { askedOf, modelParts } from "../workers/mock-model.ts";

function lastWords({ prompt }: LanguageModelV4CallOptions): string {
  const last = prompt.findLast((message) => message.role === "user");
  return last?.role === "user" ? last.content.map((part) => (part.type === "text" ? part.text : "")).join("") : "";
}

export const scriptedModel: LanguageModelV4 = {
  specificationVersion: "v4",
  provider: "bench",
  modelId: "scripted",
  supportedUrls: {},
  doGenerate: () => Promise.reject(new Error("The benchmark only streams.")),
  doStream: (options) => {
    const parts = modelParts(askedOf(lastWords(options)));
    return Promise.resolve({
      stream: new ReadableStream({
        async pull(controller) {
          const next = await parts.next();
          if (next.done) controller.close();
          else controller.enqueue(next.value);
        },
      }),
    });
  },
};
