import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { requireSetting, withoutTrailingSlash, type CreateModel } from "./provider.ts";

/** Ollama through its OpenAI-compatible surface. OLLAMA_BASE_URL is the server's root, e.g. http://127.0.0.1:11434. */
export const createOllamaModel: CreateModel = (modelId, settings, ports) => {
  const root = withoutTrailingSlash(requireSetting(settings, "OLLAMA_BASE_URL", "ollama")).replace(/\/v1$/, "");
  const ollama = createOpenAICompatible({
    name: "ollama",
    baseURL: `${root}/v1`,
    includeUsage: true,
    supportsStructuredOutputs: true,
    ...(ports.fetch ? { fetch: ports.fetch } : {}),
  });
  return ollama.chatModel(modelId);
};
