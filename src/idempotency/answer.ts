/** An answer as it is kept. Pure. */
import { z } from "zod";
import type { ErrorCode } from "../platform/errors.ts";

/** Characters of a body beyond which an answer is made again rather than kept. */
export const MOST_KEPT = 256 * 1024;

/** Headers that belong to what was answered, not to the moment or the connection. */
export const keptHeaders = ["content-type", "location", "etag", "last-modified", "link"] as const;

const keptAnswer = z.object({ status: z.number().int(), headers: z.record(z.string(), z.string()), body: z.string() });

export type KeptAnswer = z.infer<typeof keptAnswer>;

/** Refusals that say "not now": the same request may be granted later. */
const passing: ReadonlySet<ErrorCode> = new Set(["turn_running", "idempotency_key_running", "rate_limited"]);

/** Whether this answer is the one answer to its key. `code` is that of a refusal. */
export function isFinal(status: number, code: ErrorCode | null): boolean {
  return status < 500 && status !== 429 && (code === null || !passing.has(code));
}

export const writeAnswer = (answer: KeptAnswer): string => JSON.stringify(answer);

/** Errors: throws on what `writeAnswer` did not write. */
export const readAnswer = (text: string): KeptAnswer => keptAnswer.parse(JSON.parse(text));
