import type { LanguageModelV4 } from "@ai-sdk/provider";

/** What a model is asked for (contracts.md §4). Each role is configured as `provider:model`. */
export const modelRoles = ["small_generate", "small_reasoning", "generate", "reasoning"] as const;
export type ModelRole = (typeof modelRoles)[number];

/** Gives the model of a role. Throws an EdgewiseError that names the variable to set when it cannot. */
export interface Models {
  byRole(role: ModelRole): LanguageModelV4;
}
