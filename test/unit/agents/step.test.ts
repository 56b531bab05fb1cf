import type { LanguageModelV4StreamPart } from "@ai-sdk/provider";
import { streamText, tool } from "ai";
import { MockLanguageModelV4, simulateReadableStream } from "ai/test";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { readStep, type StepOutcome } from "../../../src/agents/step.ts";
import type { Chunk } from "../../../src/transcript/turn-item.ts";
import { calls, finishes, says, streamed, type Part } from "../../support/model-parts.ts";
import { asJson, sdkMessage } from "../../support/sdk-message.ts";

async function read(parts: readonly Part[], taken: string[] = []): Promise<{ chunks: Chunk[]; outcome: StepOutcome }> {
  const step = readStep(streamed(parts), new Set(taken));
  const chunks: Chunk[] = [];
  for (;;) {
    const next = await step.next();
    if (next.done) return { chunks, outcome: next.value };
    chunks.push(next.value);
  }
}

const signed = (thoughtSignature: string) => ({ providerMetadata: { google: { thoughtSignature } } });

/** Streams that providers send when all is well; a trap of the SDK's own tests in each. */
const wellFormed: Record<string, Part[]> = {
  "words in pieces": [{ type: "stream-start", warnings: [] }, ...says("Xin ", "chào"), finishes()],
  "empty deltas, which say nothing": [...says("", "a", ""), finishes()],
  "a signature on an empty delta": [
    { type: "text-start", id: "0" },
    { type: "text-delta", id: "0", delta: "", ...signed("s") },
    { type: "text-end", id: "0" },
    finishes(),
  ],
  "reasoning before the words, under the same id": [
    { type: "reasoning-start", id: "0", ...signed("start") },
    { type: "reasoning-delta", id: "0", delta: "hmm", ...signed("delta") },
    { type: "reasoning-end", id: "0", ...signed("end") },
    ...says("Đây"),
    finishes(),
  ],
  "two texts at once": [
    { type: "text-start", id: "a" },
    { type: "text-start", id: "b" },
    { type: "text-delta", id: "b", delta: "B" },
    { type: "text-delta", id: "a", delta: "A" },
    { type: "text-end", id: "b" },
    { type: "text-end", id: "a" },
    finishes(),
  ],
  "a source": [{ type: "source", sourceType: "url", id: "1", url: "https://example.com/", title: "Example" }, ...says("…"), finishes()],
  "parts that are nobody's business": [
    { type: "response-metadata", id: "r", modelId: "m" },
    { type: "ping" },
    { type: "raw", rawValue: { secret: true } },
    ...says("a"),
    finishes(),
  ],
};

describe("a model's stream becomes the chunks that the SDK's own streamText makes of it", () => {
  for (const [name, parts] of Object.entries(wellFormed)) {
    it(name, async () => {
      const { chunks } = await read(parts);
      expect(asJson(chunks)).toEqual(await sdkChunks(parts));
    });
  }

  it("arguments in pieces, of two calls in turns", async () => {
    const parts: Part[] = [
      { type: "tool-input-start", id: "a", toolName: "search" },
      { type: "tool-input-delta", id: "a", delta: '{"que' },
      { type: "tool-input-start", id: "b", toolName: "search" },
      { type: "tool-input-delta", id: "b", delta: "{}" },
      { type: "tool-input-delta", id: "a", delta: 'ry":"x"}' },
      { type: "tool-input-end", id: "a" },
      { type: "tool-input-end", id: "b" },
      { ...calls("search", { query: "x" }, "a"), ...signed("s") },
      calls("search", {}, "b"),
      finishes("tool-calls"),
    ];
    const { chunks, outcome } = await read(parts);
    const own = (await sdkChunks(parts)).filter(({ type }) => type === "tool-input-start" || type === "tool-input-delta");
    expect(asJson(chunks)).toEqual(own);
    expect(outcome.calls).toEqual([
      { toolCallId: "a", toolName: "search", input: '{"query":"x"}', ...signed("s") },
      { toolCallId: "b", toolName: "search", input: "{}" },
    ]);
  });
});

/** What streamText sends to a client, but for the frame around it. */
async function sdkChunks(parts: readonly LanguageModelV4StreamPart[]) {
  const model = new MockLanguageModelV4({
    doStream: { stream: simulateReadableStream({ chunks: [...parts], initialDelayInMs: null, chunkDelayInMs: null }) },
  });
  const search = tool({ inputSchema: z.object({ query: z.string().optional() }) });
  const result = streamText({ model, prompt: "x", tools: { search } });
  const frame = new Set(["start", "start-step", "finish-step", "finish"]);
  const chunks = [];
  for await (const chunk of result.toUIMessageStream({ sendSources: true })) if (!frame.has(chunk.type)) chunks.push(chunk);
  return asJson(chunks);
}

describe("a stream that is not well formed still gives one that the SDK's client can read", () => {
  const broken: Record<string, Part[]> = {
    "no text-start": [{ type: "text-delta", id: "0", delta: "a" }, finishes()],
    "no reasoning-start": [{ type: "reasoning-delta", id: "0", delta: "a" }, { type: "reasoning-end", id: "0" }, finishes()],
    "no text-end": [{ type: "text-start", id: "0" }, { type: "text-delta", id: "0", delta: "a" }, finishes()],
    "a text-end of nothing": [{ type: "text-end", id: "0" }, finishes()],
    "two starts of one text": [{ type: "text-start", id: "0" }, ...says("a"), { type: "text-end", id: "0" }, finishes()],
    "words after the end": [...says("a"), { type: "text-delta", id: "0", delta: "b" }, finishes()],
    "arguments of a call that never began": [{ type: "tool-input-delta", id: "a", delta: "{}" }, finishes()],
    "arguments of a provider's own tool": [
      { type: "tool-input-start", id: "a", toolName: "web_search", providerExecuted: true },
      { type: "tool-input-delta", id: "a", delta: "{}" },
      { type: "tool-input-end", id: "a" },
      finishes(),
    ],
    "ids that objects inherit": [
      { type: "text-delta", id: "__proto__", delta: "a" },
      { type: "tool-input-start", id: "constructor", toolName: "toString" },
      { type: "tool-input-delta", id: "constructor", delta: "{}" },
      finishes(),
    ],
  };
  for (const [name, parts] of Object.entries(broken)) {
    it(name, async () => {
      const { chunks } = await read(parts);
      const { parts: message } = await sdkMessage([{ type: "start", messageId: "m" }, ...chunks]);
      expect(message.filter((part) => "state" in part && part.state === "streaming")).toEqual([]);
      const said = parts.flatMap((part) => (part.type === "text-delta" || part.type === "reasoning-delta" ? [part.delta] : [])).join("");
      expect(message.flatMap((part) => (part.type === "text" || part.type === "reasoning" ? [part.text] : [])).join("")).toBe(said);
    });
  }

  it("an id that comes again once its text has ended begins another text", async () => {
    const { chunks } = await read([...says("một"), ...says("hai"), finishes()]);
    const { parts: message } = await sdkMessage([{ type: "start", messageId: "m" }, ...chunks]);
    expect(message).toMatchObject([{ text: "một" }, { text: "hai" }]);
  });

  it("a stream that throws is an outcome too: what came before it has been told, and its parts are closed", async () => {
    const dead = new Error("the line is dead");
    const step = readStep(
      (async function* () {
        yield* says("a").slice(0, 2);
        throw dead;
      })(),
      new Set(),
    );
    expect((await step.next()).value).toEqual({ type: "text-start", id: "0" });
    expect((await step.next()).value).toEqual({ type: "text-delta", id: "0", delta: "a" });
    expect((await step.next()).value).toEqual({ type: "text-end", id: "0" });
    expect(await step.next()).toMatchObject({ done: true, value: { thrown: { error: dead }, finishReason: undefined, heard: 1 } });
  });
});

describe("the ids of calls", () => {
  it("that an earlier step has used are renamed, in pieces and whole", async () => {
    const parts: Part[] = [
      { type: "tool-input-start", id: "call_0", toolName: "search" },
      { type: "tool-input-delta", id: "call_0", delta: "{}" },
      calls("search", {}, "call_0"),
      calls("search", {}, "call_0-3"),
      finishes("tool-calls"),
    ];
    const { chunks, outcome } = await read(parts, ["call_0", "call_0-2"]);
    expect(outcome.calls.map(({ toolCallId }) => toolCallId)).toEqual(["call_0-3", "call_0-3-2"]);
    expect(chunks.map((chunk) => "toolCallId" in chunk && chunk.toolCallId)).toEqual(["call_0-3", "call_0-3"]);
  });

  it("name one call within a step: the first", async () => {
    const { chunks, outcome } = await read([
      { type: "tool-input-start", id: "a", toolName: "search" },
      { type: "tool-input-start", id: "a", toolName: "pay" },
      calls("search", {}, "a"),
      calls("pay", {}, "a"),
      finishes("tool-calls"),
    ]);
    expect(outcome.calls.map(({ toolName }) => toolName)).toEqual(["search"]);
    expect(chunks).toEqual([{ type: "tool-input-start", toolCallId: "a", toolName: "search" }]);
  });

  it("that are empty get a name", async () => {
    const { outcome } = await read([calls("search", {}, ""), finishes("tool-calls")]);
    expect(outcome.calls.map(({ toolCallId }) => toolCallId)).toEqual(["call"]);
  });
});

describe("what a step amounts to", () => {
  it("calls of the provider's own tools are not ours to run", async () => {
    const { outcome } = await read([{ ...calls("web_search"), providerExecuted: true } as Part, finishes("tool-calls")]);
    expect(outcome.calls).toEqual([]);
  });

  it("words, thoughts and arguments are heard", async () => {
    const parts: Part[] = [
      { type: "reasoning-delta", id: "0", delta: "hmm" },
      ...says("ab"),
      { type: "tool-input-start", id: "1", toolName: "search_offerings" },
      { type: "tool-input-delta", id: "1", delta: "{}" },
    ];
    expect((await read(parts)).outcome.heard).toBe(7);
  });

  it("the first error of several is kept, and later words are still told", async () => {
    const { chunks, outcome } = await read([{ type: "error", error: "one" }, ...says("a"), { type: "error", error: "two" }]);
    expect(outcome).toMatchObject({ error: "one", finishReason: undefined });
    expect(chunks).toHaveLength(3);
  });

  for (const reason of ["stop", "length", "content-filter", "tool-calls", "error", "interrupted", "other"] as const) {
    it(`it ends with ${reason}`, async () => {
      expect((await read([finishes(reason)])).outcome.finishReason).toBe(reason);
    });
  }

  it("its usage is the provider's, in our words; what is not told counts 0", async () => {
    const told = await read([finishes("stop", { input: 100, output: 20 })]);
    expect(told.outcome.usage).toEqual({
      inputTokens: 100,
      outputTokens: 20,
      reasoningTokens: 1,
      cachedInputTokens: 2,
      steps: 1,
      costUsd: null,
    });
    const untold = await read(says("a"));
    expect(untold.outcome.usage).toEqual({
      inputTokens: 0,
      outputTokens: 0,
      reasoningTokens: 0,
      cachedInputTokens: 0,
      steps: 1,
      costUsd: null,
    });
  });
});
