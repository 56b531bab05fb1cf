import type { ModelRole } from "./port.ts";

type RoleNames = Record<ModelRole, string>;

/** Which models serve when a role's variable is empty, by what the environment offers. */
export const defaultModels = {
  google: {
    small_generate: "google:gemini-3.5-flash-lite",
    small_reasoning: "google:gemini-3.5-flash-lite",
    generate: "google:gemini-3.8-flash",
    reasoning: "google:gemini-3.8-flash",
  },
  /** The names of seed 004. */
  ollama: {
    small_generate: "ollama:phi4-mini",
    small_reasoning: "ollama:phi4-mini-reasoning",
    generate: "ollama:gpt-oss",
    reasoning: "ollama:gpt-oss",
  },
  offline: {
    small_generate: "offline:shop",
    small_reasoning: "offline:shop",
    generate: "offline:shop",
    reasoning: "offline:shop",
  },
} as const satisfies Record<string, RoleNames>;
