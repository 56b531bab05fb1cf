import { APICallError, InvalidResponseDataError } from "@ai-sdk/provider";
import { describe, expect, it } from "vitest";
import { apologyFor } from "../../../src/agents/index.ts";
import { classifyFailure } from "../../../src/models/index.ts";
import { EdgewiseError } from "../../../src/platform/errors.ts";
import { errorOf, recordFailure } from "../../../src/replay/failures.ts";

const call = (statusCode: number | undefined, more: { cause?: unknown; data?: unknown } = {}) =>
  new APICallError({
    message: "key=secret",
    url: "https://provider.test",
    requestBodyValues: {},
    ...(statusCode ? { statusCode } : {}),
    ...more,
  });

describe("a failure that is recorded", () => {
  it.each([
    ["too many requests", call(429)],
    ["overloaded, because of something else", call(503, { cause: new TypeError("fetch failed") })],
    ["something else, because of too many requests", new EdgewiseError("model_failed", "broke", { cause: call(429) })],
    ["a bad request", call(400)],
    ["a wrong key", call(401)],
    ["a refusal", call(400, { data: { error: { code: "content_filter" } } })],
    ["a lost network", new TypeError("terminated")],
    ["no answer in time", Object.assign(new Error("late"), { name: "TimeoutError" })],
    ["an answer that broke off", new InvalidResponseDataError({ data: undefined })],
    ["an event of the stream", { code: 503, message: "overloaded" }],
    ["anything", "anything"],
    ["nothing", undefined],
  ])("means the same again: %s", (_, error) => {
    const failure = recordFailure(error, 0);
    const again = errorOf(JSON.parse(JSON.stringify(failure)));
    expect(classifyFailure(again, 0).kind).toBe(classifyFailure(error, 0).kind);
    expect(apologyFor(again, "vi", 0)).toBe(apologyFor(error, "vi", 0));
    expect(JSON.stringify(failure)).not.toContain("secret");
  });
});
