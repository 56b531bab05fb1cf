/**
 * A circuit breaker: after `failuresToOpen` failures in a row nothing is tried for `restMs`, then one trial at a time is let through.
 * Pure but for the state it keeps. The caller keeps the clock and reports how each trial went.
 */
import type { Clock } from "../platform/ports.ts";

export interface Breaker {
  /** Whether to try now. A caller that got true must report with `succeeded` or `failed`. */
  tries(): boolean;
  succeeded(): void;
  /** True when this failure is the one that opened the breaker, so that it is logged once. */
  failed(): boolean;
}

export function createBreaker(limits: { failuresToOpen: number; restMs: number }, clock: Clock): Breaker {
  let failures = 0;
  let restsUntil = 0;
  return {
    tries() {
      if (failures < limits.failuresToOpen) return true;
      if (clock.now() < restsUntil) return false;
      // The trial's answer closes the breaker; until then the others go on resting.
      restsUntil = clock.now() + limits.restMs;
      return true;
    },
    succeeded() {
      failures = 0;
    },
    failed() {
      failures += 1;
      restsUntil = clock.now() + limits.restMs;
      return failures === limits.failuresToOpen;
    },
  };
}
