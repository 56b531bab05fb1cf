import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { creditRulesSchema, scoreCredit } from "../../../../src/tools/finance/credit-score.ts";

const rules = creditRulesSchema.parse({});
const score = (income: number, location: string, debtStatus: string) => scoreCredit({ income, location, debtStatus }, rules);

describe("by the defaults (contracts.md §2 †)", () => {
  test.each<[number, string, string, number, string, number]>([
    [20_000_000, "Hà Nội", "None", 750, "Good", 50_000_000],
    [10_000_000, "Đà Nẵng", "nợ xấu", 400, "Poor", 0],
    [15_000_000, "Cần Thơ", "None", 600, "Fair", 20_000_000],
    [15_000_001, "Cần Thơ", "None", 700, "Good", 50_000_000],
    [15_000_000, "Sài Gòn", "không có", 650, "Good", 50_000_000],
    [16_000_000, "Quận 1, TP.HCM", "đang có nợ xấu", 550, "Fair", 20_000_000],
    [9_000_000, "ha noi", "khong co no xau", 650, "Good", 50_000_000],
    [9_000_000, "hn", "chưa từng bị nợ xấu", 650, "Good", 50_000_000],
    [9_000_000, "Ho Chi Minh City", "no bad debt", 650, "Good", 50_000_000],
    [9_000_000, "Huế", "nợ nhóm 3", 400, "Poor", 0],
    [9_000_000, "Huế", "có", 400, "Poor", 0],
    [9_000_000, "Huế", "đang vay mua nhà, trả đúng hạn", 600, "Fair", 20_000_000],
    // A place that only sounds like one of them.
    [9_000_000, "Hà Nam", "None", 600, "Fair", 20_000_000],
  ])("%d in %s with %j", (income, location, debt, points, grade, limit) => {
    expect(score(income, location, debt)).toMatchObject({ score: points, grade, limit });
  });
});

test("the reasons add up to the score, and who earns more never scores less", () => {
  const applicant = fc.record({
    income: fc.integer({ min: 0, max: 200_000_000 }),
    location: fc.constantFrom("Hà Nội", "Huế", "TP.HCM", "Vinh"),
    debtStatus: fc.constantFrom("None", "nợ xấu", "không có nợ xấu", ""),
  });
  fc.assert(
    fc.property(applicant, fc.integer({ min: 0, max: 50_000_000 }), (one, more) => {
      const scored = scoreCredit(one, rules);
      expect(scored.reasons.reduce((sum, { points }) => sum + points, 0)).toBe(scored.score);
      const richer = scoreCredit({ ...one, income: one.income + more }, rules);
      expect(richer.score).toBeGreaterThanOrEqual(scored.score);
      expect(richer.limit).toBeGreaterThanOrEqual(scored.limit);
    }),
    { seed: 20261127 },
  );
});

test("a tenant's constants replace the defaults one by one", () => {
  const own = creditRulesSchema.parse({ base: 500, grades: [{ from: 0, grade: "Any", limit: 1_000_000 }] });
  expect(scoreCredit({ income: 20_000_000, location: "Hà Nội", debtStatus: "None" }, own)).toMatchObject({
    score: 650,
    grade: "Any",
    limit: 1_000_000,
  });
});

test("whoever is below the last grade has the last grade", () => {
  const own = creditRulesSchema.parse({ base: -1_000 });
  expect(scoreCredit({ income: 0, location: "Huế", debtStatus: "nợ xấu" }, own)).toMatchObject({ grade: "Poor", limit: 0 });
});
