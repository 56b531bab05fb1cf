import { expect, test } from "vitest";
import { createBreaker } from "../../../src/cache/breaker.ts";

function breakerAt() {
  let now = 0;
  const breaker = createBreaker({ failuresToOpen: 3, restMs: 5_000 }, { now: () => now });
  const pass = (ms: number) => void (now += ms);
  return { breaker, pass };
}

test("it opens after three failures in a row, and says so once", () => {
  const { breaker } = breakerAt();
  expect([1, 2, 3, 4].map(() => breaker.failed())).toEqual([false, false, true, false]);
  expect(breaker.tries()).toBe(false);
});

test("a success in between starts the count anew", () => {
  const { breaker } = breakerAt();
  breaker.failed();
  breaker.failed();
  breaker.succeeded();
  expect(breaker.failed()).toBe(false);
  expect(breaker.tries()).toBe(true);
});

test("after the rest one trial at a time goes through, and its success closes the breaker", () => {
  const { breaker, pass } = breakerAt();
  for (const _ of [1, 2, 3]) breaker.failed();
  pass(4_999);
  expect(breaker.tries()).toBe(false);
  pass(1);
  expect([breaker.tries(), breaker.tries()]).toEqual([true, false]);
  breaker.succeeded();
  expect([breaker.tries(), breaker.tries()]).toEqual([true, true]);
});

test("a trial that fails begins another rest", () => {
  const { breaker, pass } = breakerAt();
  for (const _ of [1, 2, 3]) breaker.failed();
  pass(5_000);
  expect(breaker.tries()).toBe(true);
  expect(breaker.failed()).toBe(false);
  pass(4_999);
  expect(breaker.tries()).toBe(false);
});
