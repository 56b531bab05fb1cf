/**
 * Loan instalments to the đồng, by the two ways that banks here offer. Whole đồng everywhere, and every sum adds up exactly:
 * what is paid back is what was lent, and a row's payment is its principal and its interest. Pure.
 */
export interface Loan {
  /** In whole đồng, above 0. */
  amount: number;
  months: number;
  /** Percent a year, at least 0. */
  rate: number;
}

export interface Instalment {
  month: number;
  payment: number;
  principal: number;
  interest: number;
  /** What is still owed after it. */
  balance: number;
}

export interface Schedule {
  rows: Instalment[];
  totalInterest: number;
  totalPaid: number;
}

/**
 * Annuity: the same payment every month. What is owed follows the exact formula, rounded month by month, so that no error gathers;
 * the interest is what the payment holds besides. Where there is less than a đồng of it, the payment is the principal alone.
 */
export function annuity({ amount, months, rate }: Loan): Schedule {
  const monthly = rate / 1_200;
  const owed = (month: number) => Math.round(amount * share(monthly, months - month, months));
  const payment = Math.round(amount * (monthly === 0 ? 1 / months : monthly / -Math.expm1(-months * Math.log1p(monthly))));
  return schedule(months, owed, (principal) => (monthly === 0 ? 0 : Math.max(0, payment - principal)));
}

/** Declining balance: the same principal every month, and interest on what is still owed. */
export function declining({ amount, months, rate }: Loan): Schedule {
  const owed = (month: number) => Math.round((amount * (months - month)) / months);
  return schedule(months, owed, (_principal, before) => Math.round((before * rate) / 1_200));
}

/** What part of an annuity is still owed with so many of its months left. */
function share(monthly: number, left: number, months: number): number {
  if (monthly === 0) return left / months;
  return Math.expm1(-left * Math.log1p(monthly)) / Math.expm1(-months * Math.log1p(monthly));
}

function schedule(months: number, owed: (month: number) => number, interestOf: (principal: number, before: number) => number): Schedule {
  const rows = Array.from({ length: months }, (_none, index): Instalment => {
    const [before, balance] = [owed(index), owed(index + 1)];
    const principal = before - balance;
    const interest = interestOf(principal, before);
    return { month: index + 1, payment: principal + interest, principal, interest, balance };
  });
  const sum = (of: (row: Instalment) => number) => rows.reduce((total, row) => total + of(row), 0);
  return { rows, totalInterest: sum((row) => row.interest), totalPaid: sum((row) => row.payment) };
}
