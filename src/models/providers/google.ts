import { createGoogle } from "@ai-sdk/google";
import { requireSetting, withoutTrailingSlash, type CreateModel } from "./provider.ts";

/** Gemini through Google's own API. GOOGLE_BASE_URL points tests and proxies elsewhere. */
export const createGoogleModel: CreateModel = (modelId, settings, ports) => {
  const google = createGoogle({
    apiKey: requireSetting(settings, "GOOGLE_GENERATIVE_AI_API_KEY", "google"),
    ...(settings.GOOGLE_BASE_URL ? { baseURL: withoutTrailingSlash(settings.GOOGLE_BASE_URL) } : {}),
    ...(ports.fetch ? { fetch: ports.fetch } : {}),
  });
  return google.chat(modelId);
};
