import type { LanguageModelV4 } from "@ai-sdk/provider";
import { EdgewiseError } from "../platform/errors.ts";
import type { Settings } from "../platform/settings.ts";
import { defaultModels } from "./defaults.ts";
import type { ModelRole, Models } from "./port.ts";
import { createGoogleModel } from "./providers/google.ts";
import { createOfflineModel } from "./providers/offline.ts";
import { createOllamaModel } from "./providers/ollama.ts";
import { createOpenAICompatibleModel } from "./providers/openai-compatible.ts";
import type { CreateModel, ModelPorts } from "./providers/provider.ts";
import { createWorkersAiModel } from "./providers/workers-ai.ts";

const providers: Readonly<Record<string, CreateModel>> = {
  google: createGoogleModel,
  ollama: createOllamaModel,
  "openai-compatible": createOpenAICompatibleModel,
  "workers-ai": createWorkersAiModel,
  offline: createOfflineModel,
};

const roleVariables = {
  small_generate: "SMALL_GENERATE_MODEL",
  small_reasoning: "SMALL_REASONING_MODEL",
  generate: "GENERATE_MODEL",
  reasoning: "REASONING_MODEL",
} as const satisfies Record<ModelRole, keyof Settings>;

/**
 * The models by role (contracts.md §4). Nothing is made before a role is used; two roles of one name share a model.
 * `byRole` throws `unavailable` with the variable to set when a role names what the environment cannot serve.
 */
export function createModels(settings: Settings, ports: ModelPorts = {}): Models {
  const made = new Map<string, LanguageModelV4>();
  return {
    byRole(role) {
      const name = modelName(settings, role);
      const known = made.get(name);
      if (known) return known;
      const model = makeModel(name, role, settings, ports);
      made.set(name, model);
      return model;
    },
  };
}

/** The `provider:model` that serves a role: its variable, or the default of what the environment offers. */
export function modelName(settings: Settings, role: ModelRole): string {
  return settings[roleVariables[role]] ?? defaultModels[defaultProvider(settings)][role];
}

function defaultProvider(settings: Settings): keyof typeof defaultModels {
  if (settings.GOOGLE_GENERATIVE_AI_API_KEY) return "google";
  return settings.OLLAMA_BASE_URL ? "ollama" : "offline";
}

function makeModel(name: string, role: ModelRole, settings: Settings, ports: ModelPorts): LanguageModelV4 {
  // Only the first colon divides: an Ollama model has its own, as in gpt-oss:20b.
  const colon = name.indexOf(":");
  const provider = name.slice(0, colon);
  const create = Object.hasOwn(providers, provider) ? providers[provider] : undefined;
  if (create) return create(name.slice(colon + 1), settings, ports);
  const choices = Object.keys(providers).join(", ");
  throw new EdgewiseError("unavailable", `${roleVariables[role]} names the unknown provider "${provider}". Use one of: ${choices}.`);
}
