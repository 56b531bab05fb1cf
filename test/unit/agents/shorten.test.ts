import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { shorten, smallestCap } from "../../../src/agents/shorten.ts";
import type { JsonObject, JsonValue } from "../../../src/platform/ports.ts";

const sizeOf = (value: JsonValue) => JSON.stringify(value).length;
const list = (count: number, size: number) => Array.from({ length: count }, (_, n) => ({ n, text: "x".repeat(size) }));

describe("a result that fits", () => {
  test("is told as it is", () => {
    const output = { count: 2, text: "x".repeat(100) };
    expect(shorten(output, smallestCap)).toBe(output);
  });
});

describe("a result that does not fit", () => {
  test("loses the end of its longest list, and says how much that was", () => {
    const output = { title: "Laptop", offerings: list(100, 80), rows: list(3, 80) };
    const short = shorten(output, 4000);
    const kept = (short["offerings"] as JsonValue[]).length;
    expect(short).toEqual({
      ...output,
      offerings: output.offerings.slice(0, kept),
      left_out: { items: 100 - kept, fields: 0, characters: 0 },
    });
    expect(kept).toBeGreaterThan(20);
    expect(sizeOf(short)).toBeGreaterThan(3700);
  });

  test("loses the end of its longest text", () => {
    const short = shorten({ summary: "y".repeat(50), article: "ư".repeat(9000) }, 4000);
    expect(short).toMatchObject({ summary: "y".repeat(50), article: expect.stringMatching(/^ư+…$/) });
    const { length } = String(short["article"]);
    expect(short["left_out"]).toEqual({ items: 0, fields: 0, characters: 9000 - (length - 1) });
  });

  test("of one entry that is too much by itself keeps a part of it", () => {
    const short = shorten({ analyses: [{ title: "Vàng", text: "z".repeat(9000) }] }, 4000);
    expect(short).toMatchObject({ analyses: [{ title: "Vàng", text: expect.stringMatching(/^z{3000,}…$/) }] });
  });

  test("keeps what says that it is a refusal, wherever that stands", () => {
    const output = { candidates: list(500, 90), note: "n".repeat(9000), code: "ambiguous", error: "Anh/chị muốn xem mẫu nào ạ?" };
    expect(shorten(output, smallestCap)).toMatchObject({ code: "ambiguous", error: "Anh/chị muốn xem mẫu nào ạ?" });
    const many = Object.fromEntries(Array.from({ length: 5000 }, (_, n) => [String(n), n]));
    expect(shorten({ ...many, error: "e", code: "c" }, smallestCap)).toMatchObject({ error: "e", code: "c" });
  });

  test("is shortened again from where it was, and what was left out adds up", () => {
    const once = shorten({ offerings: list(100, 80) }, 8000);
    const twice = shorten(once, 4000);
    const kept = (twice["offerings"] as JsonValue[]).length;
    expect(twice["left_out"]).toEqual({ items: 100 - kept, fields: 0, characters: 0 });
  });

  test("breaks no character in two", () => {
    for (let odd = 0; odd < 2; odd++) {
      const { text } = shorten({ text: "a".repeat(odd) + "😀".repeat(4000) }, 4000);
      expect(String(text).isWellFormed()).toBe(true);
    }
  });

  test("however deep it is takes no longer than it is large", () => {
    let deep: JsonValue = "x".repeat(5000);
    for (let level = 0; level < 300; level++) deep = level % 2 === 0 ? [deep] : { a: deep };
    expect(sizeOf(shorten({ deep }, 4000))).toBeLessThanOrEqual(4000);
  });
});

/** Results of all shapes, many of them larger than the cap: lists of lists, long texts with all kinds of characters, many names. */
const longText = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: "binary", maxLength: 3000 }),
  fc.integer({ min: 0, max: 6000 }).map((n) => "x".repeat(n)),
);
const { value: anyValue } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    longText,
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("value"), { maxLength: 40 }),
    fc.dictionary(fc.string({ maxLength: 30 }), tie("value"), { maxKeys: 40, noNullPrototype: true }),
  ),
}));
const outputs: fc.Arbitrary<JsonObject> = fc
  .record({
    error: fc.option(fc.oneof(fc.string({ maxLength: 300 }), longText), { nil: undefined }),
    code: fc.option(fc.string({ maxLength: 30 }), { nil: undefined }),
    rest: fc.dictionary(fc.string({ maxLength: 30 }), anyValue, { maxKeys: 30, noNullPrototype: true }),
  })
  // As it crosses: what JSON cannot say is not there, -0 is 0.
  .map(({ error, code, rest }) => JSON.parse(JSON.stringify({ ...rest, error, code })) as JsonObject);

test("whatever it is: valid JSON within the cap, the same for the same, shortened once and for all, a refusal still one", () => {
  fc.assert(
    fc.property(outputs, fc.integer({ min: smallestCap, max: 12_000 }), (output, cap) => {
      const short = shorten(output, cap);
      expect(sizeOf(short)).toBeLessThanOrEqual(cap);
      expect(JSON.parse(JSON.stringify(short))).toEqual(short);
      expect(shorten(short, cap)).toBe(short);
      expect(shorten(structuredClone(output), cap)).toEqual(short);
      for (const name of ["error", "code"]) {
        const said = output[name];
        if (typeof said !== "string") continue;
        if (sizeOf(said) <= (name === "error" ? 2000 : 200)) expect(short[name]).toBe(said);
        else expect(String(short[name]).length).toBeGreaterThan(0);
      }
      for (const name of Object.keys(short)) if (name !== "left_out") expect(Object.hasOwn(output, name)).toBe(true);
      if (sizeOf(output) <= cap) expect(short).toBe(output);
    }),
    { numRuns: 300 },
  );
});
