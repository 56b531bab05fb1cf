import { z } from "zod";

const LONGEST = 300;
const withCode = z.object({ code: z.string().min(1) });

/**
 * Why something failed, for an operator: the innermost error's code and words, at most 300 characters.
 * The outer ones are left out because a driver's wrapper quotes the statement with its parameters, a customer's words among them.
 */
export function reasonOf(error: unknown): string {
  const cause = innermost(error);
  const code = withCode.safeParse(cause);
  const words = cause instanceof Error ? cause.message : String(cause);
  return (code.success ? `${code.data.code}: ${words}` : words).slice(0, LONGEST);
}

/** What an error was caused by in the end: the driver's own error within its wrappers. */
export function innermost(error: unknown): unknown {
  let current = error;
  // A cause may be anything, even a circle: a few steps are as deep as drivers nest.
  for (let depth = 0; depth < 5 && current instanceof Error && current.cause !== undefined; depth++) current = current.cause;
  return current;
}
