/**
 * A number with its scale, as people write it in folded text: "20tr", "15tr5", "1 ty 2", "20 trieu ruoi", "5 van".
 * Patterns and what they are worth; who reads money, or a count, says which units may stand and what else is no amount. Pure.
 */

const MILLION = 1_000_000;
const unitValues: readonly [RegExp, number][] = [
  [/^(?:ty|ti|billion)$/, 1_000 * MILLION],
  [/^(?:trieu|tr|cu|m|mil|millions?)$/, MILLION],
  [/^van$/, 10_000],
  [/^(?:nghin|ngan|k|thousand)$/, 1_000],
];

/** Digits in groups of three, or plain with a fraction. */
const number = String.raw`\d{1,3}(?:[.,]\d{3})+(?!\d)|\d+(?:[.,]\d{1,2})?`;
export const moneyUnits = String.raw`ty|ti|trieu|tr|cu|millions?|mil|m|billion|nghin|ngan|thousand|k`;
const dong = String.raw`(?: ?(?:vnd|dong|d))?`;
// What follows the unit as its fraction: "15tr5", "20 trieu ruoi"; spaced digits only where no other unit claims them.
const tail = String.raw`(?: ?(ruoi)(?![a-z])|(\d{1,3})(?![\d.,]*[a-z0-9])| (\d{1,3})(?= ?(?:$|[,;!?)~-]|\.(?:$| )|dong(?![a-z])|d(?![a-z])|vnd|den |toi |tro |do lai)))?`;

/** A number, its unit and its fraction: five groups. */
export const scaled = (units: string): string => String.raw`(?<![a-z0-9.,])(${number}) ?(${units})(?=[^a-z]|$)${tail}`;
/** Number, unit and fraction of money. */
export const amount = `${scaled(moneyUnits)}${dong}`;
/** What an amount may go on with: "1 ty 250 trieu". Two groups. */
export const compound = String.raw`(?: ?(?:va )?(\d{1,3}) ?(trieu|tr|nghin|ngan|k)(?![a-z])${dong})?`;

/** The groups of `amount` and `compound`, in their order. */
export interface ScaledParts {
  digits: string;
  unit: string;
  half: string | undefined;
  fraction: string | undefined;
  moreDigits?: string | undefined;
  moreUnit?: string | undefined;
}

/** What the parts are worth together. */
export function scaledValue({ digits, unit, half, fraction, moreDigits, moreUnit }: ScaledParts): number {
  const scale = scaleOf(unit);
  return (
    numberOf(digits) * scale +
    (half === undefined ? 0 : scale / 2) +
    (fraction === undefined ? 0 : (Number(fraction) / 10 ** fraction.length) * scale) +
    (moreDigits === undefined || moreUnit === undefined ? 0 : Number(moreDigits) * scaleOf(moreUnit))
  );
}

function scaleOf(unitName: string): number {
  return unitValues.find(([pattern]) => pattern.test(unitName))?.[1] ?? 1;
}

/** "15.500.000" groups by three; "1,5" is a fraction. */
export function numberOf(digits: string): number {
  return /^\d{1,3}(?:[.,]\d{3})+$/.test(digits) ? Number(digits.replace(/[.,]/g, "")) : Number(digits.replace(",", "."));
}
