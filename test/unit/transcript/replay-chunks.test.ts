import { uiMessageChunkSchema } from "ai";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assemble, closingChunks, newAssembly } from "../../../src/transcript/assemble.ts";
import type { MessagePart, StoredMessage } from "../../../src/transcript/records.ts";
import { chunksOf, endingOf } from "../../../src/transcript/replay-chunks.ts";
import { chunkStreams } from "../../support/chunk-streams.ts";
import { asJson, sdkMessage, sdkParts } from "../../support/sdk-message.ts";

const stored = (parts: MessagePart[], metadata: StoredMessage["metadata"] = { turn_id: "t", status: "complete" }): StoredMessage => ({
  seq: 9,
  id: "msg_answer",
  previousMessageId: "msg_question",
  authorType: "assistant",
  content: "",
  parts,
  metadata,
  turnId: "t",
  createdAt: 0,
  updatedAt: 0,
});

const signature = { google: { thoughtSignature: "abc" } };

describe("a stored answer, streamed again", () => {
  it("assembles to the same parts in the SDK's client, wherever the answer was cut", async () => {
    await fc.assert(
      fc.asyncProperty(chunkStreams, fc.nat(), async (whole, at) => {
        const assembly = newAssembly();
        for (const chunk of whole.slice(0, 1 + (at % whole.length))) assemble(assembly, chunk);
        for (const chunk of closingChunks(assembly, "cut")) assemble(assembly, chunk);
        const parts = asJson(assembly.parts);
        expect(await sdkParts(chunksOf(stored(parts)))).toEqual(parts);
      }),
      { seed: 20261120, numRuns: 300 },
    );
  });

  it("keeps the provider's signatures, on which Gemini's next step depends", async () => {
    const parts: MessagePart[] = [
      { type: "step-start" },
      { type: "reasoning", id: "7", text: "hmm", state: "done", providerMetadata: signature },
      { type: "text", text: "", state: "done", providerMetadata: signature },
      {
        type: "tool-search_offerings",
        toolCallId: "a",
        state: "output-available",
        input: { query: "x" },
        output: { count: 0 },
        callProviderMetadata: signature,
      },
    ];
    expect(await sdkParts(chunksOf(stored(parts)))).toEqual(parts);
  });

  it("carries the message's id and metadata", async () => {
    const { id, metadata } = await sdkMessage(chunksOf(stored([{ type: "text", text: "Chào", state: "done" }])));
    expect({ id, metadata }).toEqual({ id: "msg_answer", metadata: { turn_id: "t", status: "complete", read: true } });
  });

  it("frames every step with its start and its finish", () => {
    const chunks = chunksOf(
      stored([{ type: "step-start" }, { type: "text", text: "a" }, { type: "step-start" }, { type: "text", text: "b" }]),
    );
    const words = ["text-start", "text-delta", "text-end"];
    const step = ["start-step", ...words, "finish-step"];
    expect(chunks.map(({ type }) => type)).toEqual(["start", ...step, ...step, "finish"]);
  });

  it("is valid by the SDK's own schema", async () => {
    const { validate } = uiMessageChunkSchema();
    const parts: MessagePart[] = [
      { type: "step-start" },
      { type: "tool-search_offerings", toolCallId: "a", state: "output-error", input: "{oops", errorText: "no JSON" },
      { type: "data-state", data: { from: "idle", to: "browsing", reason: "r", turn_id: "t" } },
    ];
    const verdicts = await Promise.all(chunksOf(stored(parts)).map(async (chunk) => validate?.(asJson(chunk))));
    expect(verdicts.map((verdict) => verdict?.success)).toEqual(verdicts.map(() => true));
  });

  const endings = [
    ["complete", { type: "finish", finishReason: "stop" }],
    ["interrupted", { type: "finish", finishReason: "interrupted" }],
    ["failed", { type: "finish", finishReason: "error" }],
    ["stopped", { type: "abort", reason: "stopped" }],
  ] as const;
  for (const [status, ending] of endings) {
    it(`ends as the ${status} answer did`, () => {
      const message = stored([{ type: "text", text: "…" }], { status });
      expect(chunksOf(message).at(-1)).toMatchObject(ending);
      expect(endingOf(message)).toMatchObject([ending]);
    });
  }

  it("tells of a failure again in the words that the customer has read, before it ends", async () => {
    const metadata = { turn_id: "t", status: "failed", error_text: "Xin lỗi, hệ thống đang bận." };
    const message = stored([{ type: "text", text: "Có 2" }], metadata);
    const ending = [
      { type: "error", errorText: "Xin lỗi, hệ thống đang bận." },
      { type: "finish", finishReason: "error", messageMetadata: metadata },
    ];
    expect(endingOf(message)).toEqual(ending);
    expect(chunksOf(message).slice(-2)).toEqual(ending);
    const { validate } = uiMessageChunkSchema();
    for (const chunk of endingOf(message)) expect(await validate?.(chunk)).toMatchObject({ success: true });
  });
});
