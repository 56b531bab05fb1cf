import { expect, it } from "vitest";
import { backoffMs } from "../../../../../web/chat/conversation/backoff.ts";

it("waits longer after each failure, up to fifteen seconds, and never all at once", () => {
  const longest = [0, 1, 2, 3, 4, 5, 6, 20].map((attempt) => backoffMs(attempt, () => 1));
  expect(longest).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000, 15_000]);
  expect(backoffMs(2, () => 0)).toBe(1000);
});
