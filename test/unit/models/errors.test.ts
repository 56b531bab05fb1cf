import { APICallError } from "@ai-sdk/provider";
import { describe, expect, it } from "vitest";
import { classifyEnding, classifyFailure } from "../../../src/models/errors.ts";

const call = (given: Partial<ConstructorParameters<typeof APICallError>[0]>) =>
  new APICallError({ message: "no", url: "http://model", requestBodyValues: {}, ...given });
const named = (name: string, message = "no") => Object.assign(new Error(message), { name });

describe("what a failure means", () => {
  it.each([
    {
      what: "a body that is a list, as Vertex sends it",
      error: call({ statusCode: 429, responseBody: '[{"error":{"message":"x","details":[{"retryDelay":"2s"}]}}]' }),
      means: { kind: "rate_limited", retryable: true, retryAfterMs: 2000 },
    },
    {
      what: "a body that is no JSON",
      error: call({ statusCode: 502, responseBody: "<html>" }),
      means: { kind: "overloaded", retryable: true },
    },
    {
      what: "a Retry-After date",
      error: call({ statusCode: 503, responseHeaders: { "retry-after": "Thu, 01 Jan 1970 00:00:09 GMT" } }),
      means: { kind: "overloaded", retryable: true, retryAfterMs: 8000 },
    },
    {
      what: "milliseconds in a header",
      error: call({ statusCode: 429, responseHeaders: { "retry-after-ms": "120", "retry-after": "9" } }),
      means: { kind: "rate_limited", retryable: true, retryAfterMs: 120 },
    },
    {
      what: "no connection",
      error: call({ isRetryable: true, cause: named("Error", "connect ECONNREFUSED") }),
      means: { kind: "network", retryable: true },
    },
    {
      what: "headers that never came",
      error: call({ isRetryable: true, cause: named("HeadersTimeoutError") }),
      means: { kind: "timeout", retryable: true },
    },
    {
      what: "a body that is not the provider's format",
      error: call({ statusCode: 200, isRetryable: false }),
      means: { kind: "unknown", retryable: false },
    },
    { what: "workerd's lost connection", error: new Error("Network connection lost."), means: { kind: "network", retryable: true } },
    { what: "a timeout signal", error: named("TimeoutError"), means: { kind: "timeout", retryable: true } },
    { what: "an abort", error: named("AbortError"), means: { kind: "unknown", retryable: false } },
    {
      what: "a stream error with details inside",
      error: { message: "x", type: "RESOURCE_EXHAUSTED", data: { message: "x", details: [{ retryDelay: "1.5s" }] } },
      means: { kind: "rate_limited", retryable: true, retryAfterMs: 1500 },
    },
    { what: "a stream error with a numeric code", error: { message: "x", code: 503 }, means: { kind: "overloaded", retryable: true } },
    { what: "a word", error: "boom", means: { kind: "unknown", retryable: false } },
    { what: "nothing", error: undefined, means: { kind: "unknown", retryable: false } },
  ])("$what", ({ error, means }) => {
    expect(classifyFailure(error, 1000)).toEqual(means);
  });

  it("finds no failure in an answer that ended as it should", () => {
    for (const finishReason of ["stop", "tool-calls", "length", "other"] as const) expect(classifyEnding({ finishReason }, 0)).toBeNull();
  });
});
