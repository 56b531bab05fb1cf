/** How tools speak when they cannot answer: sentences in both languages with `{slots}`, and the results that carry them. */
import type { JsonObject, Language, Localized } from "../platform/ports.ts";
import type { ToolResult } from "./contract.ts";

export type Slots = Readonly<Record<string, string | number>>;

/** Gives a function that says one of the sentences in the customer's language. */
export function sayer<Name extends string>(sentences: Readonly<Record<Name, Localized>>) {
  return (name: Name, language: Language, slots: Slots = {}): string =>
    sentences[name][language].replace(/\{(\w+)\}/g, (slot, key: string) => String(slots[key] ?? slot));
}

/** A refusal, or a question for `asks`, by itself for the `argument` that it names: the model relays `error`, and nothing else happens. */
export function ask(
  code: "not_found" | "ambiguous" | "needs_more",
  error: string,
  more: JsonObject = {},
  asks: string[] = typeof more["argument"] === "string" ? [more["argument"]] : [],
): ToolResult {
  return { output: { error, code, ...more }, ...(asks.length === 0 ? {} : { asks }) };
}
