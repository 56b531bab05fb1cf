import fc from "fast-check";
import { expect, test } from "vitest";
import { storable } from "../../../src/platform/storable.ts";

test("NUL and half surrogate pairs are replaced wherever they are, and nothing else", () => {
  expect(storable({ "k\u0000": ["\ud83d", { x: "a\udc00b" }, 1, true, null], ok: "🇻🇳 đẹp\n\u0001" })).toEqual({
    "k\ufffd": ["\ufffd", { x: "a\ufffdb" }, 1, true, null],
    ok: "🇻🇳 đẹp\n\u0001",
  });
});

test("what is storable already stays as it is", () => {
  const wellFormed = fc.jsonValue({ stringUnit: "grapheme" }).filter((value) => !JSON.stringify(value).includes("\\u0000"));
  fc.assert(
    fc.property(wellFormed, (value) => {
      expect(storable(value)).toEqual(value);
    }),
    { seed: 20261120 },
  );
});
