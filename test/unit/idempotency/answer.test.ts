import { expect, test } from "vitest";
import { isFinal, readAnswer, writeAnswer } from "../../../src/idempotency/answer.ts";

test.each([
  [200, null, true],
  [201, null, true],
  [204, null, true],
  [400, "invalid_request", true],
  [403, "forbidden", true],
  [404, "not_found", true],
  [409, "conflict", true],
  [409, "conversation_id_taken", true],
  [422, "unprocessable", true],
  [409, "turn_running", false],
  [409, "idempotency_key_running", false],
  [429, "rate_limited", false],
  [500, "internal", false],
  [502, "model_failed", false],
  [503, "unavailable", false],
] as const)("%i %s is the one answer to its key: %s", (status, code, final) => {
  expect(isFinal(status, code)).toBe(final);
});

test("an answer is read as it was written", () => {
  const answer = { status: 201, headers: { "content-type": "application/json" }, body: '{"a":"ạ\\u0000"}' };
  expect(readAnswer(writeAnswer(answer))).toEqual(answer);
  expect(() => readAnswer('{"status":"201"}')).toThrow(/status/);
});
