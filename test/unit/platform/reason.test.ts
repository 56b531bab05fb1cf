import { expect, test } from "vitest";
import { reasonOf } from "../../../src/platform/reason.ts";

test("the innermost cause is told, because a driver's wrapper quotes the customer's words", () => {
  const refused = Object.assign(new Error("value too long"), { code: "22001" });
  const wrapped = new Error('Failed query: insert into "messages" … params: 0909 123 456', { cause: refused });
  expect(reasonOf(wrapped)).toBe("22001: value too long");
});

test("whatever was thrown has a reason, and a short one", () => {
  expect(reasonOf("plain words")).toBe("plain words");
  expect(reasonOf(undefined)).toBe("undefined");
  expect(reasonOf(new Error("x".repeat(5_000)))).toHaveLength(300);
});

test("a cause that leads back to itself ends", () => {
  const circle = new Error("round");
  circle.cause = circle;
  expect(reasonOf(circle)).toBe("round");
});
