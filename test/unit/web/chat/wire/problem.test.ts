import { expect, it } from "vitest";
import { isCut, ProblemError, problemOf } from "../../../../../web/chat/wire/problem.ts";

it("a broken connection is no refusal", () => {
  expect(isCut(new TypeError("Failed to fetch"))).toBe(true);
  expect(isCut(new TypeError("network error"))).toBe(true);
  expect(isCut(new TypeError("Load failed"))).toBe(true);
  expect(isCut(new TypeError("x is not a function"))).toBe(false);
  expect(isCut(new ProblemError(504, "http_504", ""))).toBe(true);
  expect(isCut(new ProblemError(429, "rate_limited", ""))).toBe(false);
});

it("a refusal without a problem document still tells its status", async () => {
  expect(await problemOf(new Response("<html>", { status: 500 }))).toMatchObject({ status: 500, code: "http_500" });
});
