/** Well-formed UI message streams for fast-check: blocks of one step interleave, ids come again in every step. */
import fc from "fast-check";
import type { Chunk } from "../../src/transcript/turn-item.ts";

const words = fc.string({ maxLength: 8 });
const metadata = fc.option(fc.record({ google: fc.record({ thoughtSignature: fc.string({ minLength: 1, maxLength: 6 }) }) }), {
  nil: undefined,
});
const json = fc.dictionary(fc.constantFrom("query", "codes", "price"), fc.oneof(words, fc.integer(), fc.constant(null), fc.array(words)));

const withMetadata = (providerMetadata: { google: { thoughtSignature: string } } | undefined) =>
  providerMetadata === undefined ? {} : { providerMetadata };

type Block = (index: number) => Chunk[];

const spoken = fc
  .record({ kind: fc.constantFrom("text", "reasoning"), start: metadata, deltas: fc.array(fc.tuple(words, metadata)), end: metadata })
  .map(({ kind, start, deltas, end }): Block => (index) => {
    const id = `${index}`;
    return [
      { type: `${kind}-start`, id, ...withMetadata(start) },
      ...deltas.map(([delta, signed]): Chunk => ({ type: `${kind}-delta`, id, delta, ...withMetadata(signed) })),
      { type: `${kind}-end`, id, ...withMetadata(end) },
    ];
  });

const called = fc
  .record({
    toolName: fc.constantFrom("search_offerings", "compare_offerings", "made up"),
    streamed: fc.option(fc.array(words), { nil: undefined }),
    start: metadata,
    input: json,
    call: metadata,
    ending: fc.oneof(
      json.map((output) => ({ kind: "output" as const, output })),
      words.map((errorText) => ({ kind: "output error" as const, errorText })),
      fc.tuple(fc.oneof(words, json), words).map(([input, errorText]) => ({ kind: "input error" as const, input, errorText })),
    ),
    result: metadata,
  })
  .map(({ toolName, streamed, start, input, call, ending, result }): Block => (index) => {
    const toolCallId = `call-${index}`;
    const opening: Chunk[] =
      streamed === undefined
        ? []
        : [
            { type: "tool-input-start", toolCallId, toolName, ...withMetadata(start) },
            ...streamed.map((inputTextDelta): Chunk => ({ type: "tool-input-delta", toolCallId, inputTextDelta })),
          ];
    if (ending.kind === "input error") {
      const { input: raw, errorText } = ending;
      return [...opening, { type: "tool-input-error", toolCallId, toolName, input: raw, errorText, ...withMetadata(call) }];
    }
    return [
      ...opening,
      { type: "tool-input-available", toolCallId, toolName, input, ...withMetadata(call) },
      ending.kind === "output"
        ? { type: "tool-output-available", toolCallId, output: ending.output, ...withMetadata(result) }
        : { type: "tool-output-error", toolCallId, errorText: ending.errorText, ...withMetadata(result) },
    ];
  });

const told = fc.oneof(
  fc
    .record({ items: fc.array(words), id: fc.option(fc.constantFrom("a", "b"), { nil: undefined }), transient: fc.boolean() })
    .map(({ items, id, transient }): Block => () => [
      { type: "data-suggestions", data: { items }, ...(id === undefined ? {} : { id }), ...(transient ? { transient } : {}) },
    ]),
  fc
    .record({ title: fc.option(words, { nil: undefined }), providerMetadata: metadata })
    .map(({ title, providerMetadata }): Block => (index) => [
      {
        type: "source-url",
        sourceId: `s${index}`,
        url: "https://example.com/",
        ...(title === undefined ? {} : { title }),
        ...withMetadata(providerMetadata),
      },
    ]),
  metadata.map((signed): Block => () => [
    { type: "file", mediaType: "image/png", url: "https://example.com/a.png", ...withMetadata(signed) },
  ]),
);

const step = fc
  .record({
    blocks: fc.array(fc.oneof(spoken, called, told), { maxLength: 5 }),
    picks: fc.array(fc.nat(), { minLength: 1, maxLength: 12 }),
  })
  .map(({ blocks, picks }): Chunk[] => [
    { type: "start-step" },
    ...interleave(
      blocks.map((block, index) => block(index)),
      picks,
    ),
    { type: "finish-step" },
  ]);

/** The chunks of one message, from `start` to `finish`. */
export const chunkStreams: fc.Arbitrary<Chunk[]> = fc
  .array(step, { minLength: 1, maxLength: 4 })
  .map((steps) => [{ type: "start", messageId: "m" }, ...steps.flat(), { type: "finish" }]);

/** Merges sequences, each in its own order; `picks` decides, round and round, whose turn it is. */
function interleave(sequences: Chunk[][], picks: number[]): Chunk[] {
  const waiting = sequences.map((sequence) => [...sequence]);
  const merged: Chunk[] = [];
  for (let turn = 0; ; turn++) {
    const ready = waiting.filter((sequence) => sequence.length > 0);
    const next = ready[(picks[turn % picks.length] ?? 0) % ready.length]?.shift();
    if (!next) return merged;
    merged.push(next);
  }
}
