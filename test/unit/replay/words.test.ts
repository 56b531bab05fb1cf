import fc from "fast-check";
import { expect, test } from "vitest";
import { wordChanges, type WordChange } from "../../../src/replay/words.ts";

const before = (change: WordChange) => ("added" in change ? [] : ["same" in change ? change.same : change.removed]);
const after = (change: WordChange) => ("removed" in change ? [] : ["same" in change ? change.same : change.added]);
const words = (text: string) => text.split(/\s+/u).filter(Boolean);

test("both texts can be read from the changes, word by word", () => {
  const text = fc.array(fc.constantFrom("có", "hai", "ba", "cái", "đẹp", " ", "\n"), { maxLength: 30 }).map((parts) => parts.join(" "));
  fc.assert(
    fc.property(text, text, (from, to) => {
      const changes = wordChanges(from, to);
      expect(words(changes.flatMap(before).join(" "))).toEqual(words(from));
      expect(words(changes.flatMap(after).join(" "))).toEqual(words(to));
    }),
  );
});

test("what stayed is told as such, and what is too long as replaced", () => {
  expect(wordChanges("Có hai cái.", "Có ba cái.")).toEqual([{ same: "Có " }, { removed: "hai " }, { added: "ba " }, { same: "cái." }]);
  expect(wordChanges("", "")).toEqual([]);
  const long = "x ".repeat(2000);
  expect(wordChanges(long, "y")).toEqual([{ removed: long }, { added: "y" }]);
});
