import fc from "fast-check";
import { expect, it } from "vitest";
import { Packer, unpack } from "../../../src/transcript/packed.ts";
import type { LoggedItem, TurnItem } from "../../../src/transcript/turn-item.ts";

const id = fc.constantFrom("0", "1", 'a "quoted" id');
const word = fc.string({ unit: "grapheme", maxLength: 12 });
const item: fc.Arbitrary<TurnItem> = fc.oneof(
  id.map((one) => ({ chunk: { type: "text-start" as const, id: one } })),
  fc.tuple(id, word).map(([one, delta]) => ({ chunk: { type: "text-delta" as const, id: one, delta } })),
  word.map((delta) => ({
    chunk: { type: "text-delta" as const, id: "0", delta, providerMetadata: { google: { thoughtSignature: "s" } } },
  })),
  fc.tuple(id, word).map(([one, delta]) => ({ chunk: { type: "reasoning-delta" as const, id: one, delta } })),
  fc.constant<TurnItem>({
    chunk: { type: "finish-step" },
    usage: { inputTokens: 1, outputTokens: 2, reasoningTokens: 0, cachedInputTokens: 0, steps: 1, costUsd: null },
  }),
  word.map((name) => ({
    chunk: { type: "tool-output-available" as const, toolCallId: name, output: { name } },
    event: { kind: "tool.called" as const, data: { tool: name } },
  })),
);

it("gives back every item as it was, each at its place", () => {
  fc.assert(
    fc.property(fc.array(item, { maxLength: 60 }), fc.integer({ min: 1, max: 1e6 }), (items, firstSeq) => {
      const packer = new Packer();
      const logged = items.map((one, index): LoggedItem => ({ seq: firstSeq + index, at: one.event ? 1000 + index : 0, ...one }));
      const packed = logged.map((one) => packer.pack(one)).join(",");
      expect(unpack(packed, firstSeq)).toEqual(logged);
    }),
  );
});

it("takes for a word little more than the word", () => {
  const packer = new Packer();
  packer.pack({ seq: 1, at: 0, chunk: { type: "text-start", id: "0" } });
  expect(packer.pack({ seq: 2, at: 0, chunk: { type: "text-delta", id: "0", delta: "Chào " } })).toBe('"Chào "');
});
