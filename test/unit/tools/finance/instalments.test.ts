import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { annuity, declining, type Loan, type Schedule } from "../../../../src/tools/finance/instalments.ts";

const seed = 20261127;
const loans = fc.record({
  amount: fc.integer({ min: 1_000_000, max: 100_000_000_000 }),
  months: fc.integer({ min: 1, max: 420 }),
  rate: fc.integer({ min: 0, max: 6_000 }).map((hundredths) => hundredths / 100),
});

function addsUp({ rows, totalInterest, totalPaid }: Schedule, { amount, months }: Loan): void {
  expect(rows.map(({ month }) => month)).toEqual(Array.from({ length: months }, (_none, index) => index + 1));
  expect(rows.reduce((sum, { principal }) => sum + principal, 0)).toBe(amount);
  expect(totalPaid).toBe(amount + totalInterest);
  expect(rows.at(-1)?.balance).toBe(0);
  let before = amount;
  for (const { payment, principal, interest, balance } of rows) {
    for (const value of [payment, principal, interest, balance]) expect(Number.isSafeInteger(value) && value >= 0).toBe(true);
    expect(payment).toBe(principal + interest);
    expect(balance).toBe(before - principal);
    before = balance;
  }
}

describe("an annuity", () => {
  test("a loan that a bank's table shows: 1 tỷ over 240 months at 9.5 %", () => {
    const { rows, totalInterest } = annuity({ amount: 1_000_000_000, months: 240, rate: 9.5 });
    expect(rows[0]).toEqual({ month: 1, payment: 9_321_312, principal: 1_404_645, interest: 7_916_667, balance: 998_595_355 });
    expect(totalInterest).toBe(9_321_312 * 240 - 1_000_000_000);
  });

  test("adds up to the đồng", () => {
    fc.assert(
      fc.property(loans, (loan) => addsUp(annuity(loan), loan)),
      { seed },
    );
  });

  test("every month costs the same; where interest is less than a đồng, it is left out", () => {
    fc.assert(
      fc.property(loans, (loan) => {
        const { rows } = annuity(loan);
        const payments = rows.filter(({ interest }) => interest > 0).map(({ payment }) => payment);
        expect(new Set(payments).size).toBeLessThanOrEqual(1);
        for (const { payment } of rows) expect(Math.abs(payment - (payments[0] ?? payment))).toBeLessThanOrEqual(2);
      }),
      { seed },
    );
  });

  test("interest is what the rate makes of what is owed, to two đồng", () => {
    fc.assert(
      fc.property(loans, (loan) => {
        let before = loan.amount;
        for (const { interest, balance } of annuity(loan).rows) {
          expect(Math.abs(interest - (before * loan.rate) / 1_200)).toBeLessThanOrEqual(2);
          before = balance;
        }
      }),
      { seed },
    );
  });
});

describe("a declining balance", () => {
  test("a loan that a bank's table shows: 120 triệu over 12 months at 12 %", () => {
    const { rows, totalInterest } = declining({ amount: 120_000_000, months: 12, rate: 12 });
    expect(rows[0]).toEqual({ month: 1, payment: 11_200_000, principal: 10_000_000, interest: 1_200_000, balance: 110_000_000 });
    expect(rows.at(-1)).toEqual({ month: 12, payment: 10_100_000, principal: 10_000_000, interest: 100_000, balance: 0 });
    expect(totalInterest).toBe(7_800_000);
  });

  test("adds up to the đồng, and never costs more interest than an annuity beyond rounding", () => {
    fc.assert(
      fc.property(loans, (loan) => {
        const made = declining(loan);
        addsUp(made, loan);
        expect(made.totalInterest).toBeLessThanOrEqual(annuity(loan).totalInterest + 2 * loan.months);
      }),
      { seed },
    );
  });

  test("principals differ by a đồng at most", () => {
    fc.assert(
      fc.property(loans, (loan) => {
        const principals = declining(loan).rows.map(({ principal }) => principal);
        expect(Math.max(...principals) - Math.min(...principals)).toBeLessThanOrEqual(1);
      }),
      { seed },
    );
  });
});
