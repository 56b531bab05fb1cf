import { expect, test } from "vitest";
import { hashKey, isWellFormedKey, mintKey } from "../../../src/access/api-key.ts";

const bytes = (fill: number) => (count: number) => new Uint8Array(count).fill(fill);

test("a key says what it is for, and shows only its beginning afterwards", async () => {
  const live = await mintKey(true);
  expect(live.key).toMatch(/^ew_live_[0-9A-Za-z]{49}$/);
  expect(live.prefix).toBe(live.key.slice(0, 12));
  expect(live.hash).toBe(await hashKey(live.key));
  expect(live.hash).toMatch(/^[0-9a-f]{64}$/);
  expect((await mintKey(false)).key).toMatch(/^ew_test_/);
});

test("the same bytes make the same key, other bytes another, and none is shorter", async () => {
  const keys = await Promise.all([0, 0, 1, 255].map(async (fill) => (await mintKey(true, bytes(fill))).key));
  expect(keys[0]).toBe(keys[1]);
  expect(new Set(keys).size).toBe(3);
  expect(new Set(keys.map(({ length }) => length))).toEqual(new Set([57]));
});

test("a mistyped key is told from a real one without asking anybody", async () => {
  const { key } = await mintKey(true, bytes(7));
  expect(await isWellFormedKey(key)).toBe(true);
  const mistyped = Array.from(key, (letter, at) => key.slice(0, at) + (letter === "A" ? "B" : "A") + key.slice(at + 1));
  for (const wrong of [...mistyped, key.slice(1), `${key}A`, key.toLowerCase(), ""]) expect(await isWellFormedKey(wrong)).toBe(false);
});
