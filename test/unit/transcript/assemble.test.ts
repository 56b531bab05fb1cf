import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assemble, closingChunks, newAssembly, textOf } from "../../../src/transcript/assemble.ts";
import type { MessagePart } from "../../../src/transcript/records.ts";
import type { Chunk } from "../../../src/transcript/turn-item.ts";
import { chunkStreams } from "../../support/chunk-streams.ts";
import { asJson, sdkParts } from "../../support/sdk-message.ts";

const google = (thoughtSignature: string) => ({ providerMetadata: { google: { thoughtSignature } } });

function assembled(chunks: readonly Chunk[]): MessagePart[] {
  const assembly = newAssembly();
  for (const chunk of chunks) assemble(assembly, chunk);
  return asJson(assembly.parts);
}

const streams: Record<string, Chunk[]> = {
  "words in pieces": [
    { type: "start", messageId: "m" },
    { type: "start-step" },
    { type: "text-start", id: "0" },
    { type: "text-delta", id: "0", delta: "Xin " },
    { type: "text-delta", id: "0", delta: "chào" },
    { type: "text-end", id: "0" },
    { type: "finish-step" },
    { type: "finish" },
  ],
  "reasoning whose signature rides on an empty delta": [
    { type: "start-step" },
    { type: "reasoning-start", id: "0", ...google("early") },
    { type: "reasoning-delta", id: "0", delta: "hmm" },
    { type: "reasoning-delta", id: "0", delta: "", ...google("late") },
    { type: "reasoning-end", id: "0" },
    { type: "text-start", id: "0" },
    { type: "text-delta", id: "0", delta: "Đây" },
    { type: "text-end", id: "0", ...google("text") },
  ],
  "two calls whose arguments arrive in turns": [
    { type: "start-step" },
    { type: "tool-input-start", toolCallId: "a", toolName: "search_offerings" },
    { type: "tool-input-start", toolCallId: "b", toolName: "compare_offerings", ...google("b") },
    { type: "tool-input-delta", toolCallId: "a", inputTextDelta: '{"que' },
    { type: "tool-input-delta", toolCallId: "b", inputTextDelta: "{" },
    { type: "tool-input-delta", toolCallId: "a", inputTextDelta: 'ry":"x"}' },
    { type: "tool-input-delta", toolCallId: "b", inputTextDelta: "}" },
    { type: "tool-input-available", toolCallId: "a", toolName: "search_offerings", input: { query: "x" }, ...google("a") },
    { type: "tool-input-available", toolCallId: "b", toolName: "compare_offerings", input: {} },
    { type: "tool-output-available", toolCallId: "a", output: { count: 0 } },
    { type: "tool-output-error", toolCallId: "b", errorText: "broke" },
  ],
  "arguments that were no JSON": [
    { type: "start-step" },
    { type: "tool-input-start", toolCallId: "a", toolName: "search_offerings" },
    { type: "tool-input-delta", toolCallId: "a", inputTextDelta: "{oops" },
    { type: "tool-input-error", toolCallId: "a", toolName: "search_offerings", input: "{oops", errorText: "no JSON", ...google("a") },
  ],
  "an id that the next step uses again": [
    { type: "start-step" },
    { type: "tool-input-available", toolCallId: "call_0", toolName: "search_offerings", input: { query: "first" } },
    { type: "tool-output-available", toolCallId: "call_0", output: { count: 1 } },
    { type: "finish-step" },
    { type: "start-step" },
    { type: "tool-input-start", toolCallId: "call_0", toolName: "get_offering_details" },
    { type: "tool-input-available", toolCallId: "call_0", toolName: "get_offering_details", input: { position: 2 } },
    { type: "tool-output-available", toolCallId: "call_0", output: { offering: null } },
  ],
  "data parts, one told again under its id, one transient": [
    { type: "start-step" },
    { type: "data-state", data: { from: "idle", to: "browsing", reason: "tool:search_offerings", turn_id: "t" } },
    { type: "data-suggestions", id: "chips", data: { items: ["a"] } },
    { type: "data-suggestions", data: { items: ["passing"] }, transient: true },
    { type: "data-suggestions", id: "chips", data: { items: ["b"] } },
  ],
  "sources and files": [
    { type: "start-step" },
    { type: "source-url", sourceId: "1", url: "https://example.com/", title: "Example" },
    { type: "source-document", sourceId: "2", mediaType: "text/plain", title: "Warranty" },
    { type: "file", mediaType: "image/png", url: "https://example.com/a.png" },
  ],
  "an answer that was stopped": [
    { type: "start-step" },
    { type: "text-start", id: "0" },
    { type: "text-delta", id: "0", delta: "Để mình" },
    { type: "text-end", id: "0" },
    { type: "abort", reason: "stopped" },
  ],
};

describe("a stored answer equals the one that the SDK's client assembled from the stream", () => {
  for (const [name, chunks] of Object.entries(streams)) {
    it(name, async () => {
      expect(assembled(chunks)).toEqual(await sdkParts(chunks));
    });
  }

  it("any well-formed stream", async () => {
    await fc.assert(
      fc.asyncProperty(chunkStreams, async (chunks) => {
        expect(assembled(chunks)).toEqual(await sdkParts(chunks));
      }),
      { seed: 20261120, numRuns: 400 },
    );
  });
});

describe("an answer that is cut anywhere", () => {
  it("is closed so that nothing in it is open, and the SDK's client agrees", async () => {
    await fc.assert(
      fc.asyncProperty(chunkStreams, fc.nat(), async (whole, at) => {
        const chunks = whole.slice(0, 1 + (at % whole.length));
        const assembly = newAssembly();
        for (const chunk of chunks) assemble(assembly, chunk);
        const closing = closingChunks(assembly, "cut");
        for (const chunk of closing) assemble(assembly, chunk);
        const states = assembly.parts.map((part) => part["state"]);
        expect(states.filter((state) => state === "streaming" || state === "input-streaming" || state === "input-available")).toEqual([]);
        expect(asJson(assembly.parts)).toEqual(await sdkParts([...chunks, ...closing]));
        expect(closingChunks(assembly, "cut")).toEqual([]);
      }),
      { seed: 20261120, numRuns: 300 },
    );
  });

  it("keeps the arguments that had come of a call that was still being written", () => {
    const assembly = newAssembly();
    assemble(assembly, { type: "tool-input-start", toolCallId: "a", toolName: "search_offerings" });
    assemble(assembly, { type: "tool-input-delta", toolCallId: "a", inputTextDelta: '{"query":"lap' });
    for (const chunk of closingChunks(assembly, "cut")) assemble(assembly, chunk);
    expect(assembly.parts).toEqual([
      { type: "tool-search_offerings", toolCallId: "a", state: "output-error", input: '{"query":"lap', errorText: "cut" },
    ]);
  });
});

describe("chunks that fit nothing", () => {
  const stray: Chunk[] = [
    { type: "text-delta", id: "gone", delta: "x" },
    { type: "reasoning-end", id: "gone" },
    { type: "tool-output-available", toolCallId: "gone", output: {} },
    { type: "tool-output-error", toolCallId: "gone", errorText: "x" },
  ];
  for (const chunk of stray) {
    it(`a ${chunk.type} without its beginning changes nothing`, () => {
      expect(assembled([chunk])).toEqual([]);
    });
  }
});

describe("the plain text of a message", () => {
  it("is its text parts, blank ones left out", () => {
    const parts: MessagePart[] = [
      { type: "step-start" },
      { type: "reasoning", text: "secret" },
      { type: "text", text: "Một." },
      { type: "text", text: " \n" },
      { type: "tool-search_offerings", toolCallId: "a", state: "output-available", output: { text: "no" } },
      { type: "text", text: "Hai." },
    ];
    expect(textOf(parts)).toBe("Một.\n\nHai.");
  });
});
