/** How credit is scored (contracts.md §2 †). The constants are data: a tenant's own, or these. Pure. */
import { z } from "zod";
import { foldForMeaning, terms } from "../../language/index.ts";
import type { Localized } from "../../platform/ports.ts";

const phrases = z.array(z.string().min(1));

export const creditRulesSchema = z.object({
  base: z.number().default(600),
  /** Points for a monthly income above so many đồng. */
  income: z.object({ above: z.number(), points: z.number() }).default({ above: 15_000_000, points: 100 }),
  /** Points for who lives in one of these, however they write it. */
  cities: z.object({ names: phrases, points: z.number() }).default({
    names: ["Hà Nội", "HN", "HCM", "TP HCM", "TPHCM", "Hồ Chí Minh", "Sài Gòn", "SG", "Hanoi", "Saigon", "HCMC"],
    points: 50,
  }),
  bad_debt: z.object({ words: phrases, points: z.number() }).default({
    words: ["nợ xấu", "nợ nhóm 3", "nợ nhóm 4", "nợ nhóm 5", "nhóm nợ 3", "nhóm nợ 4", "nhóm nợ 5", "bad debt", "bad debts", "bad credit"],
    points: -200,
  }),
  /** From the best: the least score of a grade, and what it may borrow in đồng. The last takes everybody else. */
  grades: z
    .array(z.object({ from: z.number(), grade: z.string(), limit: z.number() }))
    .min(1)
    .default([
      { from: 650, grade: "Good", limit: 50_000_000 },
      { from: 500, grade: "Fair", limit: 20_000_000 },
      { from: 0, grade: "Poor", limit: 0 },
    ]),
});

export type CreditRules = z.infer<typeof creditRulesSchema>;

export interface Applicant {
  /** In đồng a month. */
  income: number;
  location: string;
  debtStatus: string;
}

export interface CreditScore {
  score: number;
  grade: string;
  /** In đồng. */
  limit: number;
  /** What the score is made of; they add up to it. */
  reasons: { reason: Localized; points: number }[];
}

export function scoreCredit({ income, location, debtStatus }: Applicant, rules: CreditRules): CreditScore {
  const reasons = [
    { reason: { vi: "Điểm khởi đầu", en: "Starting score" }, points: rules.base, applies: true },
    { reason: { vi: "Thu nhập", en: "Income" }, points: rules.income.points, applies: income > rules.income.above },
    { reason: { vi: "Nơi ở", en: "Place of residence" }, points: rules.cities.points, applies: names(location, rules.cities.names) },
    { reason: { vi: "Nợ xấu", en: "Bad debt" }, points: rules.bad_debt.points, applies: hasBadDebt(debtStatus, rules.bad_debt.words) },
  ].flatMap(({ applies, ...one }) => (applies ? [one] : []));
  const score = reasons.reduce((sum, { points }) => sum + points, 0);
  const fromTheBest = rules.grades.toSorted((one, other) => other.from - one.from);
  const { grade, limit } = fromTheBest.find(({ from }) => score >= from) ?? fromTheBest.at(-1) ?? { grade: "", limit: 0 };
  return { score, grade, limit, reasons };
}

const said = (text: string): string => ` ${terms(text).join(" ")} `;

function names(text: string, phrasesMeant: readonly string[]): boolean {
  const words = said(text);
  return phrasesMeant.some((phrase) => words.includes(said(phrase)));
}

const yes = /^(?:co|da co|dang co|yes|true|y)$/;
const denied = /(?<![a-z])(?:khong|ko|k|chua|het|no|not|never|without|none) (?:(?:he|tung|bao gio|bi|dinh|co|con|vuong|any|had|have|a) )*$/;

/** "không có nợ xấu" denies it; a bare "có" answers the question for it. */
function hasBadDebt(text: string, words: readonly string[]): boolean {
  if (yes.test(foldForMeaning(text))) return true;
  const folded = said(text);
  return words.some((word) => {
    const at = folded.indexOf(said(word));
    return at !== -1 && !denied.test(folded.slice(0, at + 1));
  });
}
