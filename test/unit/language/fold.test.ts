import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fold, foldForMeaning, terms } from "../../../src/language/index.ts";

const seed = 20260111;

describe("fold", () => {
  test.each([
    ["Điện Thoại  ĐẸP", "dien thoai dep"],
    ["  laptop\tdưới\n20 triệu ", "laptop duoi 20 trieu"],
    ["ươ ƯƠ ế Ỗ ặ", "uo uo e o a"],
    ["e\u0302\u0301 decomposed", "e decomposed"],
    ["", ""],
  ])("%j becomes %j", (text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  test("folding twice changes nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(fold(fold(text))).toBe(fold(text));
      }),
      { seed },
    );
  });

  test("composed and decomposed Vietnamese fold alike", () => {
    const letters = fc.constantFrom(..."aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạắằẳẵặấầẩẫậéèẻẽẹếềểễệóòỏõọốồổỗộớờởỡợúùủũụứừửữự ");
    fc.assert(
      fc.property(fc.string({ unit: letters }), (text) => {
        expect(fold(text.normalize("NFD"))).toBe(fold(text));
        expect(fold(text)).toMatch(/^[a-z ]*$/);
      }),
      { seed },
    );
  });
});

test("words that would collide without accents keep their meaning", () => {
  expect(foldForMeaning("iPhone 13 cũ")).not.toContain("cu");
  expect(foldForMeaning("20 củ")).toBe("20 cu");
  expect(foldForMeaning("cái đâu")).not.toBe(foldForMeaning("cái đầu"));
});

test("terms are the words and numbers without punctuation", () => {
  expect(terms('Core i5-13420H, 16GB/512GB (15.6")')).toEqual(["core", "i5", "13420h", "16gb", "512gb", "15", "6"]);
});
