import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { requireSetting, withoutTrailingSlash, type CreateModel } from "./provider.ts";

/** Any server that speaks OpenAI's chat completions. The base URL includes the version, e.g. https://api.example.com/v1. */
export const createOpenAICompatibleModel: CreateModel = (modelId, settings, ports) => {
  const provider = createOpenAICompatible({
    name: "openai-compatible",
    baseURL: withoutTrailingSlash(requireSetting(settings, "OPENAI_COMPATIBLE_BASE_URL", "openai-compatible")),
    includeUsage: true,
    ...(settings.OPENAI_COMPATIBLE_API_KEY ? { apiKey: settings.OPENAI_COMPATIBLE_API_KEY } : {}),
    ...(ports.fetch ? { fetch: ports.fetch } : {}),
  });
  return provider.chatModel(modelId);
};
