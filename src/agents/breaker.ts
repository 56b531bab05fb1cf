/**
 * A circuit breaker for one tool: closed → open behind failures in a row → half open for one probe → closed. Pure: the caller keeps the
 * state and the clock. Times are in milliseconds.
 */
export interface BreakerLimits {
  /** So many in a row open it, … */
  failuresToOpen: number;
  /** … where the first of them is not longer ago than this. */
  windowMs: number;
  restMs: number;
}

/** `generation` rises with every change of kind: what began before says nothing of what is now. */
export type Breaker =
  | { kind: "closed"; generation: number; failures: readonly number[] }
  | { kind: "open"; generation: number; until: number }
  /** A probe is under way. Should nobody ever say what came of it, the next may go from `until` on. */
  | { kind: "half-open"; generation: number; until: number };

export const closedBreaker: Breaker = { kind: "closed", generation: 0, failures: [] };

export type Admission = { goes: true; breaker: Breaker; generation: number } | { goes: false; retryInMs: number };

/** `released`: it ended without a word of the tool's health, by a stop for instance. */
export type Ending = "succeeded" | "failed" | "released";

/** Whether a call may go now, and what the breaker is then. */
export function admit(breaker: Breaker, now: number, { restMs }: BreakerLimits): Admission {
  if (breaker.kind === "closed") return { goes: true, breaker, generation: breaker.generation };
  if (now < breaker.until) return { goes: false, retryInMs: breaker.until - now };
  const generation = breaker.generation + 1;
  return { goes: true, breaker: { kind: "half-open", generation, until: now + restMs }, generation };
}

/** What the breaker is once a call that was admitted in this generation has ended. */
export function afterCall(breaker: Breaker, generation: number, ending: Ending, now: number, limits: BreakerLimits): Breaker {
  if (generation !== breaker.generation || breaker.kind === "open") return breaker;
  const next = generation + 1;
  if (breaker.kind === "half-open") {
    if (ending === "succeeded") return { kind: "closed", generation: next, failures: [] };
    // Without a word of its health the next call is the probe, at once.
    return { kind: "open", generation: next, until: ending === "failed" ? now + limits.restMs : now };
  }
  if (ending === "released") return breaker;
  if (ending === "succeeded") return breaker.failures.length === 0 ? breaker : { ...breaker, failures: [] };
  const failures = [...breaker.failures.filter((at) => now - at < limits.windowMs), now];
  if (failures.length < limits.failuresToOpen) return { ...breaker, failures };
  return { kind: "open", generation: next, until: now + limits.restMs };
}
