import { classifyFailure } from "../models/index.ts";
import type { Language } from "../platform/ports.ts";
import { phrases } from "./phrases.ts";

/** What a customer is told of a turn that failed: kind words, and nothing of the fault itself. */
export function apologyFor(failure: unknown, language: Language, now: number): string {
  // The loop wraps what a model has streamed as an error; what the model said of itself is the cause.
  const told = failure instanceof Error && failure.cause !== undefined ? failure.cause : failure;
  const { kind } = classifyFailure(told, now);
  return kind === "rate_limited" || kind === "overloaded" ? phrases.busy[language] : phrases.failed[language];
}
