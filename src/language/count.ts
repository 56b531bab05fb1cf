/** Counts that were asked for, such as the kilometres of a car: "50.000 km", "50k", "5 vạn", "5 vạn rưỡi", "năm mươi nghìn". Pure. */
import { numberOf, scaled, scaledValue } from "./amount.ts";
import { foldForMeaning } from "./fold.ts";
import { digitsForWordsBefore } from "./number-words.ts";

const units = "trieu|tr|van|nghin|ngan|thousand|k";
const withUnit = new RegExp(scaled(units));
const plain = /(?<![a-z0-9.,])(\d{1,3}(?:[.,]\d{3})+|\d+)(?![\d.,]*\d)/;

/** A whole number of at least 0, or null where none can be told. A model's number is taken as it is. */
export function readCount(given: number | string): number | null {
  if (typeof given === "number") return wholeOrNull(given);
  const folded = digitsForWordsBefore(units, foldForMeaning(given));
  if (/^[-−]/.test(folded)) return null;
  const [, digits, unit, half, glued, spaced] = withUnit.exec(folded) ?? [];
  if (digits !== undefined && unit !== undefined) return wholeOrNull(scaledValue({ digits, unit, half, fraction: glued ?? spaced }));
  const [, number] = plain.exec(folded) ?? [];
  return number === undefined ? null : wholeOrNull(numberOf(number));
}

function wholeOrNull(value: number): number | null {
  const whole = Math.round(value);
  return Number.isSafeInteger(whole) && whole >= 0 ? whole : null;
}
