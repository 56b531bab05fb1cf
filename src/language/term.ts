/** The terms of a loan or a deposit as people write them: how long, and at what rate. Pure. */
import { foldForMeaning } from "./fold.ts";
import { digitsForWordsBefore } from "./number-words.ts";

const number = String.raw`(\d+(?:[.,]\d+)?)`;
const years = new RegExp(String.raw`(?<![a-z0-9.,])${number} ?(?:nam|years?|yrs?|y)(?![a-z])( (?:ruoi|and a half))?`);
const months = new RegExp(String.raw`(?<![a-z0-9.,])${number} ?(?:thang|months?|mos?|th|t)(?![a-z])`);
const halfYear = /(?<![a-z])(?:nua nam|half a year)(?![a-z])/;

/** How many months: 12, "12 tháng", "1 năm 6 tháng", "2 năm rưỡi", "hai mươi năm", "18 months". Null where it cannot be told. */
export function readMonths(given: number | string): number | null {
  if (typeof given === "number") return wholeMonths(given);
  const folded = digitsForWordsBefore("nam|thang|years?|months?", foldForMeaning(given)).replace(/(?<![a-z])an? (?=year|month)/, "1 ");
  if (/^[-−]/.test(folded)) return null;
  if (/^\d+$/.test(folded)) return wholeMonths(Number(folded));
  const [, yearDigits, half] = years.exec(folded) ?? [];
  const [, monthDigits] = months.exec(folded) ?? [];
  if (yearDigits === undefined && monthDigits === undefined) return halfYear.test(folded) ? 6 : null;
  return wholeMonths(decimal(yearDigits) * 12 + (half === undefined ? 0 : 6) + decimal(monthDigits));
}

function wholeMonths(value: number): number | null {
  const whole = Math.round(value);
  return whole > 0 && whole <= 1_200 && Math.abs(whole - value) < 0.001 ? whole : null;
}

const perMonth = /(?<![a-z])(?:thang|months?|monthly)(?![a-z])/;

/** Percent a year: 8.5, "8,5%", "8.5%/năm"; "0,7%/tháng" is 8.4. Null where it cannot be told, or nobody lends so. */
export function readYearlyRate(given: number | string): number | null {
  if (typeof given === "number") return given >= 0 && given <= 100 ? given : null;
  const folded = foldForMeaning(given);
  const [, digits] = new RegExp(String.raw`(?<![\d.,−-])${number}(?: ?(?:%|phan tram|percent)|$)`).exec(folded) ?? [];
  if (digits === undefined) return null;
  const yearly = decimal(digits) * (perMonth.test(folded) ? 12 : 1);
  return readYearlyRate(Math.round(yearly * 10_000) / 10_000);
}

const decimal = (digits: string | undefined): number => Number((digits ?? "0").replace(",", "."));
