/** What a tool asked for and a person, or a model, answers: amounts, counts, terms and days. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fold, readCount, readDay, readMoney, readMonths, readYear, readYearlyRate } from "../../../src/language/index.ts";

const seed = 20261127;
const million = 1_000_000;

describe("an amount in đồng", () => {
  test.each<[number | string, number]>([
    [20_000_000, 20 * million],
    [0, 0],
    ["20tr", 20 * million],
    ["20 tr", 20 * million],
    ["20triệu", 20 * million],
    ["20 triệu", 20 * million],
    ["20 triệu rưỡi", 20.5 * million],
    ["20tr rưỡi", 20.5 * million],
    ["1 tỷ 2", 1_200 * million],
    ["1ty2", 1_200 * million],
    ["1,2 tỷ", 1_200 * million],
    ["1.2 tỉ", 1_200 * million],
    ["1 tỷ rưỡi", 1_500 * million],
    ["1 tỷ 250 triệu", 1_250 * million],
    ["một tỷ hai", 1_200 * million],
    ["hai triệu tư", 2.4 * million],
    ["1.200.000đ", 1.2 * million],
    ["1,200,000 VND", 1.2 * million],
    ["1.200.000", 1.2 * million],
    ["20000000", 20 * million],
    ["20 000 000".replaceAll(" ", ""), 20 * million],
    ["50000", 50_000],
    ["15k", 15_000],
    ["500 ngàn", 500_000],
    ["năm trăm nghìn", 500_000],
    ["hai mươi triệu", 20 * million],
    ["hai mươi lăm triệu rưỡi", 25.5 * million],
    ["ba trăm triệu", 300 * million],
    ["3 trăm triệu", 300 * million],
    ["hai trăm năm mươi triệu", 250 * million],
    ["hai trăm linh năm triệu", 205 * million],
    ["lương em khoảng 18 triệu một tháng", 18 * million],
    ["20 triệu, nhà ở Hưng Yên", 20 * million],
    ["20 triệu đó là lương chính", 20 * million],
    ["15-20 triệu", 15 * million],
    ["two hundred and fifty million", 250 * million],
    ["about 20 million a month", 20 * million],
    ["0", 0],
    ["0đ", 0],
  ])("%j", (given, value) => {
    expect(readMoney(given)).toBe(value);
    if (typeof given === "string") expect(readMoney(fold(given))).toBe(value);
  });

  test.each<number | string>([
    "",
    "20",
    "khá cao",
    "đủ sống",
    "1000 USD",
    "$2,000",
    "2000 đô la",
    "2000 do la",
    "2 nghìn đô",
    "3000€",
    "-20 triệu",
    "hai trăm năm triệu",
    "năm ngoái",
    -5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
  ])("%j cannot be told", (given) => {
    expect(readMoney(given)).toBeNull();
  });

  test("whatever is written in millions and thousands is read back", () => {
    const hundreds = fc.integer({ min: 0, max: 999 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), hundreds, (whole, rest) => {
        const value = whole * million + rest * 1_000;
        const exact = rest === 0 ? `${whole} triệu` : `${whole} triệu ${rest} nghìn`;
        expect(readMoney(exact)).toBe(value);
        expect(readMoney(`${value.toLocaleString("de-DE")}đ`)).toBe(value);
        expect(readMoney(`${value.toLocaleString("en-US")} VND`)).toBe(value);
        expect(readMoney(String(value))).toBe(value);
        expect(readMoney(value)).toBe(value);
      }),
      { seed },
    );
  });

  test("whatever is said in words is read back", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999 }), fc.constantFrom("nghìn", "triệu", "tỷ"), (whole, unit) => {
        const scale = { nghìn: 1_000, triệu: million, tỷ: 1_000 * million }[unit] ?? 1;
        expect(readMoney(`${inWords(whole)} ${unit}`)).toBe(whole * scale);
      }),
      { seed, numRuns: 300 },
    );
  });
});

const digits = ["", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];

/** 1 to 999 as Vietnamese says it in full. */
function inWords(value: number): string {
  const [hundreds, tens, ones] = [Math.floor(value / 100), Math.floor(value / 10) % 10, value % 10];
  const one = tens > 1 && ones === 1 ? "mốt" : tens > 0 && ones === 5 ? "lăm" : (digits[ones] ?? "");
  const ten = tens === 0 ? (hundreds > 0 && ones > 0 ? "linh" : "") : tens === 1 ? "mười" : `${digits[tens]} mươi`;
  return [hundreds > 0 ? `${digits[hundreds]} trăm` : "", ten, one].filter((word) => word !== "").join(" ");
}

describe("a count", () => {
  test.each<[number | string, number]>([
    [50_000, 50_000],
    ["50000", 50_000],
    ["50.000 km", 50_000],
    ["50,000 km", 50_000],
    ["50k", 50_000],
    ["50 nghìn cây", 50_000],
    ["50 ngàn km", 50_000],
    ["5 vạn", 50_000],
    ["5 vạn rưỡi", 55_000],
    ["5,5 vạn km", 55_000],
    ["năm mươi nghìn", 50_000],
    ["đi được khoảng 62.500 km", 62_500],
    ["fifty thousand km", 50_000],
    ["800 km", 800],
    ["0 km", 0],
  ])("%j", (given, value) => {
    expect(readCount(given)).toBe(value);
    if (typeof given === "string") expect(readCount(fold(given))).toBe(value);
  });

  test.each<number | string>(["", "ít đi", "-5", -1, Number.NaN])("%j cannot be told", (given) => {
    expect(readCount(given)).toBeNull();
  });

  test("a count is read whichever way it is grouped", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2_000_000 }), (value) => {
        for (const written of [String(value), value.toLocaleString("de-DE"), `${value.toLocaleString("en-US")} km`])
          expect(readCount(written)).toBe(value);
      }),
      { seed },
    );
  });
});

describe("how long", () => {
  test.each<[number | string, number]>([
    [12, 12],
    ["12", 12],
    ["12 tháng", 12],
    ["18 months", 18],
    ["1 năm", 12],
    ["a year", 12],
    ["20 năm", 240],
    ["2 năm rưỡi", 30],
    ["1,5 năm", 18],
    ["1 năm 6 tháng", 18],
    ["mười hai tháng", 12],
    ["hai mươi năm", 240],
    ["nửa năm", 6],
    ["trả trong 5 năm", 60],
  ])("%j", (given, months) => {
    expect(readMonths(given)).toBe(months);
    if (typeof given === "string") expect(readMonths(fold(given))).toBe(months);
  });

  test.each<number | string>(["", "lâu lâu", "0 tháng", 0, -12, 1.5, "1000 năm"])("%j cannot be told", (given) => {
    expect(readMonths(given)).toBeNull();
  });

  test("years and months add up", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 11 }), (years, months) => {
        expect(readMonths(`${years} năm ${months} tháng`)).toBe(years * 12 + months);
        expect(readMonths(`${years} years and ${months} months`)).toBe(years * 12 + months);
      }),
      { seed },
    );
  });
});

describe("a rate", () => {
  test.each<[number | string, number]>([
    [8.5, 8.5],
    ["8.5", 8.5],
    ["8,5%", 8.5],
    ["8.5%/năm", 8.5],
    ["8,5 phần trăm", 8.5],
    ["0,7%/tháng", 8.4],
    ["1% per month", 12],
    ["lãi suất 9%", 9],
  ])("%j", (given, rate) => {
    expect(readYearlyRate(given)).toBe(rate);
  });

  test.each<number | string>(["", "thấp thôi", "-3%", -3, 101, "20%/tháng"])("%j cannot be told", (given) => {
    expect(readYearlyRate(given)).toBeNull();
  });
});

describe("a day", () => {
  const today = "2026-11-27";
  test.each<[string, string, string]>([
    ["15/7", "2026-07-15", "2027-07-15"],
    ["15-7", "2026-07-15", "2027-07-15"],
    ["ngày 15 tháng 7", "2026-07-15", "2027-07-15"],
    ["mùng 1 tháng 12", "2025-12-01", "2026-12-01"],
    ["ngày mười lăm tháng bảy", "2026-07-15", "2027-07-15"],
    ["giá vàng ngày 20 tháng 11 thế nào", "2026-11-20", "2027-11-20"],
    ["27/11", "2026-11-27", "2026-11-27"],
    ["29/2", "2024-02-29", "2028-02-29"],
    ["July 15", "2026-07-15", "2027-07-15"],
    ["15th of July", "2026-07-15", "2027-07-15"],
    ["15/7/2025", "2025-07-15", "2025-07-15"],
    ["15/7/25", "2025-07-15", "2025-07-15"],
    ["15.07.2025", "2025-07-15", "2025-07-15"],
    ["2025-07-15", "2025-07-15", "2025-07-15"],
    ["ngày 15 tháng 7 năm 2025", "2025-07-15", "2025-07-15"],
    ["July 15, 2025", "2025-07-15", "2025-07-15"],
    ["hôm nay", "2026-11-27", "2026-11-27"],
    ["hôm qua", "2026-11-26", "2026-11-26"],
    ["hôm kia", "2026-11-25", "2026-11-25"],
    ["ngày mai", "2026-11-28", "2026-11-28"],
    ["mai", "2026-11-28", "2026-11-28"],
    ["ngày kia", "2026-11-29", "2026-11-29"],
  ])("%s", (text, past, future) => {
    expect(readDay(text, { today, toward: "past" })).toBe(past);
    expect(readDay(text, { today, toward: "future" })).toBe(future);
    expect(readDay(fold(text), { today, toward: "past" })).toBe(past);
  });

  test.each(["", "31/2", "32/1", "15/13", "30/2/2026", "hôm nào đó", "tháng 7", "1/2/3/4"])("%j names none", (text) => {
    expect(readDay(text, { today, toward: "past" })).toBeNull();
  });

  test("a day is read back however it is written, and one without a year lies on the side that was asked for", () => {
    const day = fc.date({ min: new Date("2000-01-01T00:00:00Z"), max: new Date("2050-12-31T00:00:00Z"), noInvalidDate: true });
    fc.assert(
      fc.property(day, (date) => {
        const iso = date.toISOString().slice(0, 10);
        const [year, month, ofMonth] = iso.split("-").map(Number);
        const read = (text: string) => readDay(text, { today, toward: "past" });
        for (const written of [iso, `${ofMonth}/${month}/${year}`, `ngày ${ofMonth} tháng ${month} năm ${year}`])
          expect(read(written)).toBe(iso);
        const before = read(`${ofMonth}/${month}`) ?? "";
        const after = readDay(`${ofMonth}/${month}`, { today, toward: "future" }) ?? "";
        expect(before <= today && before.slice(5) === iso.slice(5)).toBe(true);
        expect(after >= today && after.slice(5) === iso.slice(5)).toBe(true);
      }),
      { seed },
    );
  });
});

test("a year has four digits of this century or the last", () => {
  expect(["đời 2020", "sản xuất năm 2019", 2018, "1999"].map(readYear)).toEqual([2020, 2019, 2018, 1999]);
  expect(["", "đời mới", 20, 12_020, "02020"].map(readYear)).toEqual([null, null, null, null, null]);
});

test("any text is read without an error", () => {
  const piece = fc.constantFrom(
    "20",
    "tr",
    "rưỡi",
    "trăm",
    "hai",
    "mươi",
    "linh",
    "tháng",
    "ngày",
    "/",
    "-",
    "%",
    "1.500",
    "vạn",
    "năm",
    " ",
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(piece).map((pieces) => pieces.join(" ")),
  );
  fc.assert(
    fc.property(text, (given) => {
      for (const value of [readMoney(given), readCount(given), readMonths(given), readYearlyRate(given), readYear(given)])
        if (value !== null) expect(value).toBeGreaterThanOrEqual(0);
      const day = readDay(given, { today: "2026-11-27", toward: "past" });
      if (day !== null) expect(new Date(day).toISOString().slice(0, 10)).toBe(day);
    }),
    { seed, numRuns: 500 },
  );
});
