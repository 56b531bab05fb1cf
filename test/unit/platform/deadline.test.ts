import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { within } from "../../../src/platform/deadline.ts";

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("what comes in time is passed on, an error too, and no timer stays behind", async () => {
  expect(await within(100, Promise.resolve("there"))).toBe("there");
  await expect(within(100, Promise.reject(new Error("own trouble")))).rejects.toThrow("own trouble");
  expect(vi.getTimerCount()).toBe(0);
});

test("what comes too late is an error that says how long was waited, and its own later error goes unheard", async () => {
  const { promise, reject } = Promise.withResolvers<never>();
  const refused = expect(within(100, promise)).rejects.toMatchObject({ code: "unavailable", message: "No answer within 100 ms." });
  await vi.advanceTimersByTimeAsync(100);
  await refused;
  reject(new Error("much later"));
});
