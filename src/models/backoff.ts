/** When to try a model again. Pure; streamWithRetry keeps time and does the waiting. */
import type { ModelFailure } from "./errors.ts";

export interface RetryPolicy {
  /** Calls in all, the first one included. */
  maxTries: number;
  firstDelayMs: number;
  /** Ceiling of a delay that we choose ourselves. */
  maxDelayMs: number;
  /** The longest wait that a customer is asked to sit through when the provider names one. */
  patienceMs: number;
}

export const defaultRetryPolicy: RetryPolicy = { maxTries: 3, firstDelayMs: 500, maxDelayMs: 8_000, patienceMs: 20_000 };

/**
 * Milliseconds to wait before the next try, or null to give up.
 * `tries` counts the calls made so far; `random` in [0, 1) spreads callers over the second half of the delay.
 */
export function nextDelay(failure: ModelFailure, tries: number, policy: RetryPolicy, random: number): number | null {
  if (!failure.retryable || tries >= policy.maxTries) return null;
  if (failure.retryAfterMs !== undefined) return failure.retryAfterMs <= policy.patienceMs ? failure.retryAfterMs : null;
  const ceiling = Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (tries - 1));
  return Math.round(ceiling * (0.5 + random / 2));
}
