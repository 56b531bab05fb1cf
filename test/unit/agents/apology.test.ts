import { APICallError } from "@ai-sdk/provider";
import { describe, expect, it } from "vitest";
import { apologyFor, phrases } from "../../../src/agents/index.ts";
import { EdgewiseError } from "../../../src/platform/errors.ts";

const call = (statusCode: number) =>
  new APICallError({ message: "key AIza…", url: "https://example.com/", requestBodyValues: {}, statusCode, responseBody: "{}" });
const wrapped = (cause: unknown) => new EdgewiseError("model_failed", "The model reported an error in mid-answer.", { cause });

describe("what a customer is told of a failure", () => {
  it.each([
    ["too many requests", call(429)],
    ["an overload", call(503)],
    ["too many requests in mid-answer", wrapped(call(429))],
    ["an overload told as an event", wrapped({ type: "overloaded_error", message: "Overloaded" })],
  ])("%s: many are writing", (_, failure) => {
    expect([apologyFor(failure, "vi", 0), apologyFor(failure, "en", 0)]).toEqual([phrases.busy.vi, phrases.busy.en]);
  });

  it.each([
    ["a bad key", call(401)],
    ["a bug of ours", new TypeError("x is undefined")],
    ["an answer that broke off", new EdgewiseError("model_failed", "The model's answer broke off before its end.")],
    ["nothing known", undefined],
  ])("%s: something failed, and no more", (_, failure) => {
    expect(apologyFor(failure, "en", 0)).toBe(phrases.failed.en);
  });
});
