import { describe, expect, it } from "vitest";
import { defaultRetryPolicy, nextDelay } from "../../../src/models/backoff.ts";

const policy = { maxTries: 5, firstDelayMs: 100, maxDelayMs: 350, patienceMs: 10_000 };
const again = { kind: "overloaded", retryable: true } as const;

describe("the wait before the next try", () => {
  it("doubles from try to try, up to the ceiling", () => {
    expect([1, 2, 3, 4].map((tries) => nextDelay(again, tries, policy, 1))).toEqual([100, 200, 350, 350]);
  });

  it("is spread over the second half of the delay", () => {
    expect([0, 0.5, 0.999].map((random) => nextDelay(again, 2, policy, random))).toEqual([100, 150, 200]);
  });

  it("is what the provider asks for, where a customer would wait that long", () => {
    expect(nextDelay({ ...again, retryAfterMs: 9_000 }, 1, policy, 0)).toBe(9_000);
    expect(nextDelay({ ...again, retryAfterMs: 10_001 }, 1, policy, 0)).toBeNull();
  });

  it("is none after the last try, or where no try helps", () => {
    expect(nextDelay(again, 5, policy, 0)).toBeNull();
    expect(nextDelay({ kind: "auth", retryable: false }, 1, policy, 0)).toBeNull();
  });

  it("never keeps a customer waiting for half a minute in all by our own choice", () => {
    const waits = Array.from(
      { length: defaultRetryPolicy.maxTries - 1 },
      (_none, at) => nextDelay(again, at + 1, defaultRetryPolicy, 0.999) ?? 0,
    );
    expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeLessThan(30_000);
  });
});
