import { beforeAll, expect, test } from "vitest";
import { loadIndustries } from "../../../../dev/demo/load-industries.ts";
import { openShop, type Shop } from "../../../support/shop.ts";

let bank: Shop;
beforeAll(async () => {
  bank = await openShop((db, tenantId) => loadIndustries(db, tenantId, Date.parse("2026-11-27T08:00:00Z")));
});

const workOut = (input: object, context: object = {}) => bank.run("loan_instalments", input, { industry: "finance", ...context });

test("both ways to pay, their first rows, their last, and their totals", async () => {
  const { output, newState } = await workOut({ amount: "120 triệu", months: "1 năm", rate: "12%" });
  expect(newState).toBe("analyzing");
  expect(output).toMatchObject({
    amount: 120_000_000,
    months: 12,
    rate_percent_per_year: 12,
    assumed: [],
    methods: [
      { method: "annuity", label: "Trả đều hằng tháng", first_payment: 10_661_855, last_payment: 10_661_855, total_paid: 127_942_260 },
      {
        method: "declining_balance",
        first_payment: 11_200_000,
        last_payment: 10_100_000,
        total_interest: 7_800_000,
        total_paid: 127_800_000,
      },
    ],
  });
  const [first] = Object(output["methods"]);
  expect(first.rows.map(({ month }: { month: number }) => month)).toEqual([1, 2, 3, 12]);
});

test("what was looked at stands in for what was not said, and it is told what was assumed", async () => {
  const context = { industry: "auto", focus: "CAR-MAZDA3-26" };
  expect((await workOut({}, context)).output).toMatchObject({
    amount: 489_300_000,
    months: 84,
    rate_percent_per_year: 8.3,
    assumed: ["amount", "months", "rate"],
    for: { code: "CAR-MAZDA3-26", price: 699_000_000 },
  });
  expect((await workOut({ amount: "300tr", months: 60 }, context)).output).toMatchObject({
    amount: 300_000_000,
    months: 60,
    assumed: ["rate"],
  });
});

test("a loan's product brings its own rate; how much, and how long, is asked", async () => {
  const context = { focus: "LN-HOME-YOUNG" };
  expect((await workOut({ amount: "1 tỷ 2", months: "20 năm" }, context)).output).toMatchObject({
    amount: 1_200_000_000,
    months: 240,
    rate_percent_per_year: 6.5,
    assumed: ["rate"],
  });
  expect((await workOut({}, context)).output).toMatchObject({ code: "needs_more", argument: "amount" });
});

test("what is offered in another industry was not looked at", async () => {
  expect((await workOut({}, { focus: "CAR-MAZDA3-26" })).output).toMatchObject({ code: "needs_more", argument: "amount" });
});

test.each<[object, "vi" | "en", string, RegExp]>([
  [{}, "vi", "amount", /vay bao nhiêu/],
  [{ amount: "nhiều nhiều" }, "en", "amount", /could not read the amount “nhiều nhiều”/],
  [{ amount: "500 nghìn", months: 12 }, "vi", "amount", /từ 1\.000\.000 đến 100\.000\.000\.000/],
  [{ amount: "500tr" }, "vi", "months", /trong bao lâu/],
  [{ amount: "500tr", months: "lâu lâu" }, "en", "months", /could not read the term “lâu lâu”/],
  [{ amount: "500tr", months: "50 năm" }, "vi", "months", /tối đa 420 tháng/],
  [{ amount: "500tr", months: 24, rate: "rẻ" }, "vi", "rate", /lãi suất “rẻ”/],
  [{ amount: "500tr", months: 24, rate: 90 }, "en", "rate", /60% at most/],
])("%j in %s asks for what is missing", async (input, language, argument, sentence) => {
  const result = await workOut(input, { language });
  expect(result.output).toMatchObject({ code: "needs_more", argument, error: expect.stringMatching(sentence) });
  expect(result).not.toHaveProperty("newState");
});
