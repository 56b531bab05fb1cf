import { APICallError } from "@ai-sdk/provider";
import { describe, expect, it } from "vitest";
import { classifyFailure } from "../../../src/models/errors.ts";
import { streamWithRetry, type RetryPorts } from "../../../src/models/retry.ts";
import { readAll, textOf, userSays } from "../../support/model-servers/read.ts";
import { begin, finish, says, scriptModel } from "../../support/model-servers/script-model.ts";

const failing = (statusCode: number, responseHeaders: Record<string, string> = {}) =>
  new APICallError({ message: "no", url: "http://model", requestBodyValues: {}, statusCode, responseHeaders });

const policy = { maxTries: 3, firstDelayMs: 1000, maxDelayMs: 1500, patienceMs: 20_000 };
const options = { prompt: userSays("hi") };

function ports(): RetryPorts & { waits: number[] } {
  const waits: number[] = [];
  return {
    waits,
    clock: { now: () => 0 },
    random: () => 0.5,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      waits.push(ms);
    },
  };
}

describe("streaming with retries", () => {
  it("hands an answer on as it is, in one call", async () => {
    const model = scriptModel([{ parts: [begin, ...says("Chào."), finish()] }]);
    await expect(readAll(streamWithRetry(model, options, ports(), policy))).resolves.toEqual([begin, ...says("Chào."), finish()]);
    expect(model.calls()).toBe(1);
  });

  it("waits as long as the provider asks, then longer each time up to the ceiling", async () => {
    const world = ports();
    const model = scriptModel([
      { throws: failing(429, { "retry-after": "7" }) },
      { throws: failing(503) },
      { parts: [begin, ...says("Chào."), finish()] },
    ]);
    expect(textOf(await readAll(streamWithRetry(model, options, world, policy)))).toBe("Chào.");
    expect(world.waits).toEqual([7000, 1125]);
  });

  it("throws the last failure as the provider threw it when its tries are used up", async () => {
    const last = failing(503);
    const model = scriptModel([{ throws: failing(500) }, { throws: failing(500) }, { throws: last }]);
    await expect(readAll(streamWithRetry(model, options, ports(), policy))).rejects.toBe(last);
    expect(model.calls()).toBe(3);
  });

  it.each([
    { because: "no retry mends it", error: failing(400) },
    { because: "the wait is longer than a customer's patience", error: failing(429, { "retry-after": "21" }) },
  ])("gives up at once when $because", async ({ error }) => {
    const world = ports();
    const model = scriptModel([{ throws: error }]);
    await expect(readAll(streamWithRetry(model, options, world, policy))).rejects.toBe(error);
    expect(world.waits).toEqual([]);
  });

  it("tries again when the stream fails before its first word, and nothing of that try is seen", async () => {
    const model = scriptModel([
      { parts: [begin, { type: "text-start", id: "0" }], breaks: new TypeError("terminated") },
      { parts: [begin, { type: "error", error: { message: "slow", type: "overloaded_error" } }, finish("error")] },
      { parts: [begin, ...says("Chào."), finish()] },
    ]);
    await expect(readAll(streamWithRetry(model, options, ports(), policy))).resolves.toEqual([begin, ...says("Chào."), finish()]);
    expect(model.calls()).toBe(3);
  });

  it.each([
    { how: "without a finish", parts: [begin] },
    { how: "interrupted", parts: [begin, finish("interrupted")] },
    { how: "with a malformed call", parts: [begin, finish("error")] },
  ])("tries again when a stream ends $how and said nothing", async ({ parts }) => {
    const model = scriptModel([{ parts }, { parts: [begin, ...says("Chào."), finish()] }]);
    expect(textOf(await readAll(streamWithRetry(model, options, ports(), policy)))).toBe("Chào.");
  });

  it("never calls again once a word was seen, and passes the failure on", async () => {
    const broken = new TypeError("terminated");
    const model = scriptModel([{ parts: [begin, ...says("Chà")], breaks: broken }]);
    const seen: string[] = [];
    const reading = (async () => {
      for await (const part of streamWithRetry(model, options, ports(), policy)) seen.push(part.type);
    })();
    await expect(reading).rejects.toBe(broken);
    expect(seen).toEqual(["stream-start", "text-start", "text-delta", "text-end"]);
    expect(model.calls()).toBe(1);
  });

  it.each([
    { how: "without a finish", ending: [] },
    { how: "as interrupted", ending: [finish("interrupted")] },
  ])("tells with an error part that an answer which ends $how was cut", async ({ ending }) => {
    const model = scriptModel([{ parts: [begin, ...says("Chà"), ...ending] }]);
    const parts = await readAll(streamWithRetry(model, options, ports(), policy));
    const errors = parts.flatMap((part) => (part.type === "error" ? [classifyFailure(part.error, 0)] : []));
    expect(textOf(parts)).toBe("Chà");
    expect(errors).toEqual([{ kind: "truncated", retryable: true }]);
  });

  it("leaves a refusal as it is, even one without a word", async () => {
    const model = scriptModel([{ parts: [begin, finish("content-filter")] }]);
    await expect(readAll(streamWithRetry(model, options, ports(), policy))).resolves.toEqual([begin, finish("content-filter")]);
    expect(model.calls()).toBe(1);
  });

  it("ends a stalled stream at once when the caller aborts, and lets go of it", async () => {
    const turn = new AbortController();
    const model = scriptModel([{ parts: [begin, ...says("Chà")], hang: true }]);
    const reading = (async () => {
      for await (const part of streamWithRetry(model, { ...options, abortSignal: turn.signal }, ports(), policy)) {
        if (part.type === "text-end") turn.abort(new Error("stopped"));
      }
    })();
    await expect(reading).rejects.toThrow("stopped");
    expect(model.cancelled()).toBe(1);
  });

  it("does not wait for a model that never answers when the caller aborts", async () => {
    const turn = new AbortController();
    const model = { ...scriptModel([]), doStream: () => new Promise<never>(() => undefined) };
    const reading = readAll(streamWithRetry(model, { ...options, abortSignal: turn.signal }, ports(), policy));
    turn.abort(new Error("stopped"));
    await expect(reading).rejects.toThrow("stopped");
  });

  it("aborts in the middle of a wait, without another call", async () => {
    const turn = new AbortController();
    const model = scriptModel([{ throws: failing(503) }]);
    const world = { ...ports(), onRetry: () => turn.abort(new Error("stopped")) };
    await expect(readAll(streamWithRetry(model, { ...options, abortSignal: turn.signal }, world, policy))).rejects.toThrow("stopped");
    expect(model.calls()).toBe(1);
  });

  it("lets go of the stream when its reader leaves early", async () => {
    const model = scriptModel([{ parts: [begin, ...says("Chào."), finish()], hang: true }]);
    for await (const part of streamWithRetry(model, options, ports(), policy)) if (part.type === "text-delta") break;
    expect(model.cancelled()).toBe(1);
  });
});
