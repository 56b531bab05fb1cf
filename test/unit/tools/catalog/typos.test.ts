import fc from "fast-check";
import { expect, test } from "vitest";
import { closest, slipsBetween } from "../../../../src/tools/catalog/typos.ts";

const seed = 20260121;
const word = fc.string({ unit: fc.constantFrom(..."abcdef"), maxLength: 8 });

test.each([
  ["samsumg", "samsung"],
  ["lapotp", "laptop"],
  ["kingson", "kingston"],
  ["gigabite", "gigabyte"],
])("%s means %s", (typed, meant) => {
  expect(closest(typed, ["laptop", "samsung", "kingston", "gigabyte", "dell"])).toBe(meant);
});

test.each(["deal", "asu", "lamp", "lapoot", ""])("%j is not guessed: it is too short, or too far", (typed) => {
  expect(closest(typed, ["dell", "asus", "keyboard", "laptop"])).toBeNull();
});

test("slips are symmetric, none for the same word, and one for a swap of neighbours", () => {
  fc.assert(
    fc.property(word, word, (one, other) => {
      expect(slipsBetween(one, other)).toBe(slipsBetween(other, one));
      expect(slipsBetween(one, one)).toBe(0);
      expect(slipsBetween(one, other)).toBeLessThanOrEqual(Math.max(one.length, other.length));
    }),
    { seed },
  );
  expect(slipsBetween("laptop", "lapotp")).toBe(1);
});
