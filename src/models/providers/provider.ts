import type { LanguageModelV4 } from "@ai-sdk/provider";
import type { WorkersAISettings } from "workers-ai-provider";
import { EdgewiseError } from "../../platform/errors.ts";
import type { Settings } from "../../platform/settings.ts";
import type { Sleep } from "../../platform/sleep.ts";

/** What the world hands to the providers. */
export interface ModelPorts {
  /** The Workers AI binding, where the Worker has one; without it the REST API is used. */
  workersAi?: NonNullable<WorkersAISettings["binding"]>;
  fetch?: typeof fetch;
  /** Paces the offline model. */
  sleep?: Sleep;
}

/** Makes the model `modelId`. Throws an EdgewiseError that names the variable to set. */
export type CreateModel = (modelId: string, settings: Settings, ports: ModelPorts) => LanguageModelV4;

/** The value of a variable that a provider cannot do without. */
export function requireSetting(settings: Settings, variable: keyof Settings & string, provider: string): string {
  const value = settings[variable];
  if (typeof value === "string" && value !== "") return value;
  throw new EdgewiseError(
    "unavailable",
    `The model provider "${provider}" needs the variable ${variable}. Set it, or choose another provider.`,
  );
}

export function withoutTrailingSlash(url: string): string {
  return url.replace(/\/+$/, "");
}
