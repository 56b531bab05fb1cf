import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { GRACE_MS, mindSilence, QUIET_MS } from "../../../../../web/chat/conversation/silence.ts";

beforeEach(() => void vi.useFakeTimers({ now: 0 }));
afterEach(() => void vi.useRealTimers());

function page(idleAt: () => Promise<number | null>) {
  const done: string[] = [];
  const stop = mindSilence({
    idleAt: () => (done.push(`asked at ${Date.now()}`), idleAt()),
    look: async () => void done.push(`looked at ${Date.now()}`),
  });
  return { done, stop };
}

it("asks once it has been quiet, and looks when the bot will have spoken", async () => {
  const { done } = page(async () => 900_000);
  await vi.advanceTimersByTimeAsync(QUIET_MS - 1);
  expect(done).toEqual([]);
  await vi.advanceTimersByTimeAsync(900_000);
  expect(done).toEqual([`asked at ${QUIET_MS}`, `looked at ${900_000 + GRACE_MS}`]);
});

it("asks again where nothing was said yet, ever later", async () => {
  const { done } = page(async () => 0);
  await vi.advanceTimersByTimeAsync(QUIET_MS * 7 + 3 * GRACE_MS);
  expect(done.filter((one) => one.startsWith("looked"))).toHaveLength(3);
});

it.each<[string, () => Promise<number | null>]>([
  ["the bot will say nothing", async () => null],
  ["nobody can be asked", () => Promise.reject(new TypeError("fetch failed"))],
])("is done where %s", async (_what, idleAt) => {
  const { done } = page(idleAt);
  await vi.advanceTimersByTimeAsync(10 * QUIET_MS);
  expect(done).toEqual([`asked at ${QUIET_MS}`]);
  expect(vi.getTimerCount()).toBe(0);
});

it("does nothing any more when somebody has spoken, also while it asks", async () => {
  const answer = Promise.withResolvers<number | null>();
  const { done, stop } = page(() => answer.promise);
  await vi.advanceTimersByTimeAsync(QUIET_MS);
  stop();
  answer.resolve(1);
  await vi.advanceTimersByTimeAsync(10 * QUIET_MS);
  expect(done).toHaveLength(1);
  expect(vi.getTimerCount()).toBe(0);
});
