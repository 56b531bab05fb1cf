import fc from "fast-check";
import { expect, test } from "vitest";
import { digest, digestsOf } from "../../../src/replay/digest.ts";

test("what is the same as JSON has the same name, and what is not has another", () => {
  const json = (value: unknown) => JSON.stringify(value);
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      expect(digest(one)).toBe(digest(structuredClone(one)));
      expect(digest(one) === digest(other)).toBe(json(one) === json(other));
    }),
    { numRuns: 2000 },
  );
});

test.each([
  [
    ["ab", "c"],
    ["a", "bc"],
  ],
  [{ a: "b" }, ["a", "b"]],
  [
    [[], [1]],
    [[1], []],
  ],
  ["1", 1],
  [{ a: { b: 1 }, c: 2 }, { a: { b: 1, c: 2 } }],
])("%j is not %j", (one, other) => {
  expect(digest(one)).not.toBe(digest(other));
});

test("a file is the same however it is shown, and its signal is no part of a call", () => {
  const shownAs = (content: object) =>
    digestsOf({
      prompt: [{ role: "user", content: [{ type: "text", text: "", ...content, providerOptions: { edgewise: { file: "/v1/files/f" } } }] }],
      abortSignal: new AbortController().signal,
    });
  expect(shownAs({ text: "[File: a.txt]" })).toEqual(shownAs({ text: "other", data: new Uint8Array(9) }));
});
