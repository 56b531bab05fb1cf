import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findPointer, findPointers, fold } from "../../../src/language/index.ts";

const seed = 20260113;

describe("one place in the list", () => {
  test.each<[string, number]>([
    ["Cái thứ 2", 2],
    ["cái thứ hai", 2],
    ["cái thứ nhất", 1],
    ["cái thứ tư giá bao nhiêu", 4],
    ["Mua cái đầu", 1],
    ["cho mình xem cái đầu tiên", 1],
    ["cái cuối", -1],
    ["con cuối cùng", -1],
    ["cái áp chót", -2],
    ["số 3", 3],
    ["sản phẩm số 5", 5],
    ["#4", 4],
    ["cái 4", 4],
    ["So sánh với cái 4", 4],
    ["mẫu 2 còn hàng không", 2],
    ["mua 2 cái 3", 3],
    ["the second one", 2],
    ["first", 1],
    ["the third laptop", 3],
    ["2nd", 2],
    ["the last one", -1],
    ["number 3", 3],
    ["option two", 2],
    ["2", 2],
    ["đầu tiên", 1],
  ])("%s", (text, position) => {
    expect(findPointer(text)).toEqual({ position });
    expect(findPointer(fold(text))).toEqual({ position });
  });
});

test.each<[string, string]>([
  ["con rẻ nhất", "cheapest"],
  ["the cheapest one", "cheapest"],
  ["cái đắt nhất", "most_expensive"],
  ["the most expensive", "most_expensive"],
  ["máy nhẹ nhất", "lightest"],
])("%s stands out by a property", (text, superlative) => {
  expect(findPointers(text)).toEqual([{ superlative }]);
});

test.each<[string, number[]]>([
  ["so sánh cái 1 và 3", [1, 3]],
  ["so sánh cái thứ nhất, thứ 3 và thứ 4", [1, 3, 4]],
  ["Số 2 với số 4 khác gì nhau", [2, 4]],
  ["so sánh 2 cái đầu", [1, 2]],
  ["2 con đầu tiên", [1, 2]],
  ["cái đầu với cái cuối", [1, -1]],
  ["compare 1 and 3", [1, 3]],
  ["compare the first two", [1, 2]],
  ["compare the second and the fourth", [2, 4]],
  ["option 2 and 3", [2, 3]],
  ["#1, #2", [1, 2]],
])("%s points at several", (text, positions) => {
  expect(findPointers(text)).toEqual(positions.map((position) => ({ position })));
  expect(findPointers(fold(text))).toEqual(findPointers(text));
});

test.each([
  "cái đâu rồi",
  "ram 16gb",
  "cái 16 GB",
  "máy 15 inch",
  "con 4060",
  "máy 2 triệu",
  "còn 2 cái không",
  "so sánh 2 cái này",
  "i5 thế hệ thứ 13th gen",
  "giao thứ 2 được không",
  "for the first time",
  "between 10 and 15 million",
  "cho tôi xem laptop",
  "",
])("%j points at nothing", (text) => {
  expect(findPointers(text)).toEqual([]);
});

test("positions stay within a list that people can see, and each is named once", () => {
  const piece = fc.constantFrom(
    "cái",
    "số",
    "thứ",
    "2",
    "3",
    "77",
    "đầu",
    "cuối",
    "và",
    ",",
    "the",
    "second",
    "so sánh",
    "#4",
    "first",
    "rẻ nhất",
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const pointers = findPointers(pieces.join(" "));
      expect(new Set(pointers.map((pointer) => JSON.stringify(pointer))).size).toBe(pointers.length);
      for (const pointer of pointers)
        if ("position" in pointer) expect(pointer.position).toSatisfy((at: number) => at === -1 || at === -2 || (at >= 1 && at <= 30));
    }),
    { seed, numRuns: 500 },
  );
});

test("a message of nothing but places is read in no time that a person would notice", () => {
  expect(findPointers("cái 1, ".repeat(5_000))).toEqual([{ position: 1 }]);
});
