import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { packParts, unpackParts } from "../../../src/replay/pack-parts.ts";
import { packRecording, unpackRecording } from "../../../src/replay/pack.ts";
import type { Heard, TurnFrame } from "../../../src/replay/recording.ts";
import { calls, finishes, says, type Part } from "../../support/model-parts.ts";

const asked = {
  language: "vi",
  state: "idle",
  visited: ["idle"],
  shown: [],
  focus: null,
  kept: {},
  handler: "bot",
  lastSeq: 2,
  epoch: 0,
  effects: "live",
} as const;
const frame: TurnFrame = {
  asked: { ...asked, visited: ["idle"], shown: [] },
  resumedWith: null,
  eventsAt: [1, 2],
  status: "complete",
  endedAfter: 9,
  settledAt: 3,
};
const heard: Heard = {
  clock: [1],
  random: [],
  contexts: [],
  models: [],
  moments: [],
  tools: [],
  begun: [],
  remembered: [],
  modelPrice: null,
};

describe("a model's parts", () => {
  const delta = fc.record({
    type: fc.constantFrom("text-delta" as const, "reasoning-delta" as const, "tool-input-delta" as const),
    id: fc.constantFrom("0", "1"),
    delta: fc.string(),
  });
  const signed = delta.map((part): Part => ({ ...part, providerMetadata: { google: { thoughtSignature: "s" } } }));
  const other = fc.constantFrom<Part>(...says("a"), calls("search_offerings"), finishes());

  it("come back as they were, each delta by itself", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(delta, signed, other)), (parts) => {
        const packed = JSON.parse(JSON.stringify(packParts(parts, 0)));
        expect([...unpackParts(packed)]).toEqual(JSON.parse(JSON.stringify(parts)));
      }),
    );
  });

  it("cost a word its letters and three characters", () => {
    const words = Array.from({ length: 200 }, () => "word");
    const packed = JSON.stringify(packParts(says(...words), 0));
    expect(packed.length).toBeLessThan(200 * ("word".length + 3) + 100);
  });
});

describe("a recording", () => {
  it("comes back as it was", () => {
    expect(unpackRecording(packRecording(frame, heard))).toEqual({ version: 1, frame, heard });
  });

  it("keeps its frame alone where it would be too much, by bytes and not by letters", () => {
    const words = { ...heard, tools: [{ tool: "search_offerings", input: "ệ".repeat(400), clock: [], answers: [] }] };
    const bytes = new TextEncoder().encode(packRecording(frame, words)).length;
    expect(unpackRecording(packRecording(frame, words, bytes)).heard).not.toBeNull();
    expect(unpackRecording(packRecording(frame, words, bytes - 1))).toEqual({ version: 1, frame, heard: null });
  });

  it.each(["", "{", "[]", '{"version":2}'])("that is none is refused in a sentence: %j", (text) => {
    expect(() => unpackRecording(text)).toThrowError(expect.objectContaining({ code: "unprocessable" }));
  });
});
