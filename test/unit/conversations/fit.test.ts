import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitRow, type SettledRow } from "../../../src/conversations/fit.ts";
import type { JsonValue } from "../../../src/platform/ports.ts";
import { textOf } from "../../../src/transcript/assemble.ts";
import type { LogEvent, MessagePart } from "../../../src/transcript/records.ts";

const metadata = { turn_id: "turn", status: "complete", state: "idle" };

const rowOf = (parts: MessagePart[], events: LogEvent[] = []): SettledRow => ({
  message: {
    seq: 9,
    id: "msg_a",
    previousMessageId: "msg_q",
    authorType: "assistant",
    content: textOf(parts),
    parts,
    metadata,
    turnId: "turn",
    createdAt: 1,
    updatedAt: 1,
  },
  events,
});
const bytes = (row: SettledRow) => new TextEncoder().encode(JSON.stringify(row)).length;
const outputs = (row: SettledRow) => row.message.parts.map((part) => part["output"]);

const text = (words: string): MessagePart => ({ type: "text", text: words, state: "done" });
const call = (toolCallId: string, output: JsonValue, input: JsonValue = {}): MessagePart => ({
  type: "tool-search_offerings",
  toolCallId,
  state: "output-available",
  input,
  output,
});
const result = (characters: number) => ({ text: "x".repeat(characters) });
const left = { error: "This result was too large to be kept.", code: "output_too_large" };
const ended: LogEvent = { seq: 9, kind: "turn.ended", turnId: "turn", at: 1, data: { status: "complete" } };

describe("an answer that fits its row", () => {
  it("is left alone, to the last byte", () => {
    const row = rowOf([text("Máy này đẹp, bền, rẻ: ".repeat(50)), call("a", result(500))], [ended]);
    expect(fitRow(row, bytes(row))).toBe(row);
    expect(fitRow(row, bytes(row) - 1)).not.toBe(row);
    expect(fitRow(row)).toBe(row);
  });
});

describe("an answer too large for its row", () => {
  it("loses its largest results, and no more of them than it must", () => {
    const said = text("Chào");
    const row = rowOf([said, call("a", result(3000)), call("b", result(9000)), call("c", result(6000))], [ended]);
    const fitted = fitRow(row, 5000);
    expect(outputs(fitted)).toEqual([undefined, result(3000), left, left]);
    expect(fitted.message.parts[0]).toBe(said);
    expect(fitted.events).toEqual([ended]);
    expect(bytes(fitted)).toBeLessThanOrEqual(5000);
    // What the page still shows of a call is what was asked for.
    expect(fitted.message.parts[3]).toEqual({ ...row.message.parts[3], output: left });
    expect(outputs(row)[2]).toEqual(result(9000));
  });

  it("keeps results that are no larger than the word that would stand for them", () => {
    const row = rowOf([text("x".repeat(9000)), call("a", result(100)), call("b", result(7000))]);
    expect(outputs(fitRow(row, 5000))).toEqual([undefined, result(100), left]);
  });

  it.each([
    [120_000, 50_001],
    [20_000, 5001],
    [3000, 501],
  ])("of words alone keeps as many as there is room for: in %i bytes %i characters of each text", (most, characters) => {
    const fitted = fitRow(rowOf([{ type: "reasoning", id: "r", text: "y".repeat(300) }, text("x".repeat(200_000))], [ended]), most);
    const shown = `${"x".repeat(characters - 1)}…`;
    expect(fitted.message.parts).toEqual([{ type: "reasoning", id: "r", text: "y".repeat(300) }, text(shown)]);
    expect(fitted.message.content).toBe(shown);
    expect(fitted.events).toEqual([ended]);
    expect(bytes(fitted)).toBeLessThanOrEqual(most);
  });

  it("loses what is long anywhere inside a call's arguments, and stays the same call", () => {
    const input = { query: "laptop", filters: { notes: ["z".repeat(9000), 7, null, true] } };
    const fitted = fitRow(rowOf([text("Chào"), call("a", { count: 1 }, input)]), 3000);
    const notes = [`${"z".repeat(500)}…`, 7, null, true];
    expect(fitted.message.parts).toEqual([text("Chào"), call("a", { count: 1 }, { query: "laptop", filters: { notes } })]);
    expect(fitted.message.content).toBe("Chào");
  });

  it.each([
    ["thousands of small parts", [text("Chào"), ...Array.from({ length: 3000 }, (_, at) => call(`c${at}`, { at }))]],
    ["arguments of long names", [text("Chào"), call("a", {}, { ["k".repeat(9000)]: 1 })]],
    [
      "arguments of many names",
      [text("Chào"), call("a", {}, Object.fromEntries(Array.from({ length: 900 }, (_, at) => [`key ${at}`, at])))],
    ],
  ])("of %s is its words, and they are not lost", (_, parts) => {
    const fitted = fitRow(rowOf(parts, [ended]), 3000);
    expect(fitted).toEqual({ message: { ...rowOf(parts).message, parts: [text("Chào")], content: "Chào" }, events: [] });
  });

  it("counts bytes, not characters: a Vietnamese letter may take three", () => {
    const row = rowOf([text("ệ".repeat(1500))]);
    expect(JSON.stringify(row).length).toBeLessThan(4000);
    expect(bytes(row)).toBeGreaterThan(4000);
    expect(bytes(fitRow(row, 4000))).toBeLessThanOrEqual(4000);
  });
});

/** Strings of every width that JSON may give a character: one byte to six. */
const words = fc
  .tuple(fc.constantFrom("a", "ệ", "𝄞", '"', "\u0001", "\uD800", "a ệ"), fc.oneof(fc.nat({ max: 40 }), fc.nat({ max: 8000 })))
  .map(([unit, times]) => unit.repeat(times));
const { json } = fc.letrec<{ json: JsonValue }>((tie) => ({
  json: fc.oneof(
    { maxDepth: 5 },
    words,
    fc.integer(),
    fc.constant(null),
    fc.array(tie("json"), { maxLength: 6 }),
    fc.dictionary(fc.oneof(fc.string({ maxLength: 8 }), words), tie("json"), { maxKeys: 6 }),
  ),
}));
const nested = fc
  .tuple(words, fc.nat({ max: 60 }))
  .map(([inner, depth]) => Array.from({ length: depth }).reduce<JsonValue>((value) => ({ in: [value] }), inner));
const part: fc.Arbitrary<MessagePart> = fc.oneof(
  words.map(text),
  fc.constant<MessagePart>({ type: "step-start" }),
  words.map((thought): MessagePart => ({ type: "reasoning", id: "r", text: thought, state: "done" })),
  fc.tuple(fc.oneof(json, nested), fc.oneof(json, nested)).map(([output, input]) => call("a", output, input)),
  fc.tuple(json, words).map(([input, errorText]): MessagePart => ({ ...call("b", null, input), state: "output-error", errorText })),
  json.map((data): MessagePart => ({ type: "data-suggestions", data })),
);
const events = fc.array(
  json.map((data): LogEvent => ({ ...ended, kind: "tool.called", data: { data } })),
  { maxLength: 4 },
);

describe("whatever a model or a tool has said", () => {
  const rows = fc.tuple(fc.array(part, { maxLength: 30, size: "max" }), events, fc.integer({ min: 2000, max: 60_000 }));

  it("fits, keeps its place, its ids and its metadata, and is unchanged if it did fit", () => {
    fc.assert(
      fc.property(rows, ([parts, logged, most]) => {
        const row = rowOf(parts, logged);
        const before = JSON.stringify(row);
        const fitted = fitRow(row, most);
        expect(bytes(fitted)).toBeLessThanOrEqual(most);
        const { parts: kept, content, ...rest } = fitted.message;
        const { parts: _parts, content: _content, ...place } = row.message;
        expect(rest).toEqual(place);
        expect(content).toBe(textOf(kept));
        if (bytes(row) <= most) expect(fitted).toBe(row);
        expect(JSON.stringify(row)).toBe(before);
      }),
      { seed: 20261120, numRuns: 100 },
    );
  }, 60_000);
});
