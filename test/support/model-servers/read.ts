import type { LanguageModelV4StreamPart, LanguageModelV4FunctionTool, LanguageModelV4Prompt } from "@ai-sdk/provider";
import { settingsSchema, type Settings } from "../../../src/platform/settings.ts";

export async function readAll<T>(parts: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const part of parts) all.push(part);
  return all;
}

/** The words that a customer would see. */
export const textOf = (parts: readonly LanguageModelV4StreamPart[]): string =>
  parts.map((part) => (part.type === "text-delta" ? part.delta : "")).join("");

export const userSays = (text: string): LanguageModelV4Prompt => [{ role: "user", content: [{ type: "text", text }] }];

export const searchTool: LanguageModelV4FunctionTool = {
  type: "function",
  name: "search_offerings",
  description: "Search the catalogue.",
  inputSchema: { type: "object", properties: { query: { type: "string" } }, required: ["query"] },
};

/** Settings of a test: what is required, and what it gives. */
export function settingsWith(given: Partial<Record<keyof Settings, string>>): Settings {
  return settingsSchema.parse({
    DATABASE_URL: "postgres://localhost/none",
    VISITOR_TOKEN_SECRET: "only-for-tests-only-for-tests-only-for-tests",
    OFFLINE_TOKEN_DELAY_MS: "0",
    ...given,
  });
}
