import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { around, findMoney, fold, parseMoney, type MoneyRange } from "../../../src/language/index.ts";

const seed = 20260112;
const million = 1_000_000;

describe("one amount", () => {
  test.each<[string, number]>([
    ["20tr", 20 * million],
    ["20 triệu", 20 * million],
    ["20 triệu đồng", 20 * million],
    ["20 triệu rưỡi", 20.5 * million],
    ["20 củ", 20 * million],
    ["15tr5", 15.5 * million],
    ["15tr500", 15.5 * million],
    ["15tr990k", 15.99 * million],
    ["15 triệu 5", 15.5 * million],
    ["15 triệu 500 nghìn", 15.5 * million],
    ["2,5 triệu", 2.5 * million],
    ["2.5tr", 2.5 * million],
    ["1 tỷ 2", 1_200 * million],
    ["1tỷ2", 1_200 * million],
    ["1 tỉ", 1_000 * million],
    ["1 tỷ 250 triệu", 1_250 * million],
    ["15.500.000đ", 15.5 * million],
    ["15,500,000 VND", 15.5 * million],
    ["15500000", 15.5 * million],
    ["500k", 500_000],
    ["500 nghìn", 500_000],
    ["20 million", 20 * million],
    ["20m VND", 20 * million],
    ["1.2 billion", 1_200 * million],
    ["mười lăm triệu", 15 * million],
    ["hai mươi triệu", 20 * million],
    ["twenty five million", 25 * million],
  ])("%s", (text, value) => {
    expect(parseMoney(text)).toBe(value);
    expect(parseMoney(fold(text))).toBe(value);
  });

  test.each([
    "màn hình 4k",
    "RTX 4060",
    "ram 32gb 5600mhz",
    "năm 2026",
    "iPhone 13 cũ",
    "vài triệu",
    "B760M",
    "galaxy s25",
    "laptop 15 inch",
    "99999999999 tỷ",
    "",
  ])("%j names no money", (text) => {
    expect(findMoney(text)).toBeNull();
  });

  test("a number before a unit of something else is not part of the amount", () => {
    expect(findMoney("laptop 20 triệu 16gb")).toEqual({
      range: { bound: "exact", min: 20 * million, max: 20 * million },
      rest: "laptop 16gb",
    });
  });
});

describe("a range", () => {
  const below = (max: number): MoneyRange => ({ bound: "below", max: max * million });
  const above = (min: number): MoneyRange => ({ bound: "above", min: min * million });
  const between = (min: number, max: number): MoneyRange => ({ bound: "between", min: min * million, max: max * million });
  const near = (value: number): MoneyRange => ({ bound: "around", ...around(value * million) });
  test.each<[string, MoneyRange]>([
    ["dưới 20 triệu", below(20)],
    ["không quá 20tr", below(20)],
    ["tối đa 20 củ", below(20)],
    ["dưới khoảng 20 triệu", below(20)],
    ["rẻ hơn 20 triệu", below(20)],
    ["20 triệu trở xuống", below(20)],
    ["20tr đổ lại", below(20)],
    ["ngân sách 20 triệu", below(20)],
    ["under 20 million", below(20)],
    ["below 20m", below(20)],
    ["up to 20 million", below(20)],
    ["no more than 20 million", below(20)],
    ["<= 20tr", below(20)],
    ["trên 10 triệu", above(10)],
    ["ít nhất 10tr", above(10)],
    ["không dưới 10 triệu", above(10)],
    ["từ 10 triệu", above(10)],
    ["từ 10 triệu trở lên", above(10)],
    ["over 10 million", above(10)],
    ["more than 10 million", above(10)],
    ["from 10 million", above(10)],
    ["khoảng 8 triệu", near(8)],
    ["tầm 8tr", near(8)],
    ["tầm giá 8 triệu", near(8)],
    ["around 8 million", near(8)],
    ["từ 10 đến 15 triệu", between(10, 15)],
    ["10-15tr", between(10, 15)],
    ["10 – 15 triệu", between(10, 15)],
    ["10 tới 15 triệu", between(10, 15)],
    ["tầm 15 đến 10 triệu", between(10, 15)],
    ["10.000.000 - 15.000.000đ", between(10, 15)],
    ["tầm 5 7 triệu", between(5, 7)],
    ["tầm 5-7 triệu", between(5, 7)],
    ["khoảng 15 20tr", between(15, 20)],
    ["around 5-7 million", between(5, 7)],
    ["5-7tr", between(5, 7)],
    ["between 10 and 15 million", between(10, 15)],
    ["from 10 to 15 million", between(10, 15)],
    ["trên 10 triệu dưới 15 triệu", between(10, 15)],
    ["over 10 million and under 15 million", between(10, 15)],
  ])("%s", (text, range) => {
    expect(findMoney(text)?.range).toEqual(range);
    expect(findMoney(fold(text))?.range).toEqual(range);
    expect(findMoney(`laptop ${text}`)?.range).toEqual(range);
  });

  test("what is left is the text without the amount and the words that bind it", () => {
    expect(findMoney("Laptop dưới 20 triệu cho sinh viên")?.rest).toBe("laptop cho sinh vien");
    expect(findMoney("gaming laptop RTX 4060 under 30 million")?.rest).toBe("gaming laptop rtx 4060");
  });
});

describe("what is no price", () => {
  test.each([
    "số điện thoại tôi 0912345678",
    "0912.345.678",
    "0912 345 678",
    "+84 912 345 678",
    "sđt: 091-234-5678",
    "zalo 912345678",
    "hotline 19001234",
    "my phone number is 912345678",
    "Nguyễn Văn Tèo, 0912345678, 12 Lê Lợi, Đà Lạt",
    "lấy 2 cái",
    "bớt 500k",
    "bớt cho em 500k được không",
    "giảm giá 1 triệu",
    "a discount of 500k",
    "500k off",
  ])("%s", (text) => {
    expect(findMoney(text)).toBeNull();
    expect(findMoney(fold(text))).toBeNull();
  });

  test("a price beside a phone number or a discount is still read", () => {
    expect(findMoney("laptop dưới 15 triệu, sđt 0912345678")?.range).toEqual({ bound: "below", max: 15 * million });
    expect(findMoney("0912345678 5 triệu")?.range).toEqual({ bound: "exact", min: 5 * million, max: 5 * million });
    expect(findMoney("laptop dưới 15tr giảm 500k")?.range).toEqual({ bound: "below", max: 15 * million });
    expect(findMoney("giảm còn dưới 15 triệu")?.range).toEqual({ bound: "below", max: 15 * million });
    expect(findMoney("điện thoại 12000000")?.range).toEqual({ bound: "exact", min: 12 * million, max: 12 * million });
    expect(findMoney("iphone 15 20 triệu")?.range).toEqual({ bound: "exact", min: 20 * million, max: 20 * million });
  });
});

describe("laws", () => {
  const thousands = fc.integer({ min: 100, max: 5_000_000 });
  test("an amount is read whichever way it is grouped", () => {
    fc.assert(
      fc.property(thousands, (amount) => {
        const value = amount * 1_000;
        expect(parseMoney(`${value.toLocaleString("de-DE")}đ`)).toBe(value);
        expect(parseMoney(`${value.toLocaleString("en-US")} VND`)).toBe(value);
        expect(parseMoney(`giá ${value}`)).toBe(value);
      }),
      { seed },
    );
  });

  test("15tr5 and 15,5 triệu are the same", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 499 }), fc.integer({ min: 1, max: 9 }), (whole, tenth) => {
        expect(parseMoney(`${whole}tr${tenth}`)).toBe(parseMoney(`${whole},${tenth} triệu`));
      }),
      { seed },
    );
  });

  test("any text is read without an error, and a range never ends before it begins", () => {
    const piece = fc.constantFrom(
      "20",
      "tr",
      "triệu",
      "dưới",
      "trên",
      "-",
      "đến",
      "khoảng",
      "1.500.000",
      "k",
      "5",
      " ",
      "laptop",
      "tỷ",
      "rưỡi",
      "to",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece).map((pieces) => pieces.join(" ")),
        ),
        (text) => {
          const range = findMoney(text)?.range;
          if (range?.min !== undefined && range.max !== undefined) expect(range.min).toBeLessThanOrEqual(range.max);
        },
      ),
      { seed, numRuns: 500 },
    );
  });
});

test("a chip's name is no amount", () => {
  expect(findMoney("MacBook Air 13 M4")).toBeNull();
});
