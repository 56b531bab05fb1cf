/** Vietnamese money as people write it: "20tr", "15tr5", "1 tỷ 2", "10-15 triệu", "dưới 20 củ", "around 8 million". */
import { amount, compound, moneyUnits as unit, numberOf, scaledValue } from "./amount.ts";
import { withoutPhoneNumbers } from "./contact.ts";
import { foldForMeaning } from "./fold.ts";
import { digitsForWords } from "./number-words.ts";

/** How the customer bound the amount. `exact` is an amount with no word around it. */
type MoneyBound = "exact" | "around" | "below" | "above" | "between";

/** What a message says about money, in đồng. A missing end is open. For `exact`, both ends are the amount. */
export interface MoneyRange {
  bound: MoneyBound;
  min?: number;
  max?: number;
}

/** A range and what the text says besides it, folded. */
export interface MoneyFound {
  range: MoneyRange;
  rest: string;
}

/** "khoảng", "tầm", "around": this much to either side. */
const aroundShare = 0.15;

/** More is a slip of the finger, and more than a database counts. */
const MOST = 1_000_000_000_000_000;
const plain = String.raw`(?<![a-z0-9.,/]|[a-z]-)(\d{1,3}(?:[.,]\d{3})+|\d{4,12})(?: ?(vnd|dong|d))?(?![a-z0-9.,]*[a-z0-9])`;

const filler = String.raw`(?: ?(?:gia|muc|tam|khoang|la|chi|the price of|price|about|around|so tien|ngan sach))*`;
const words = {
  below: String.raw`khong qua|khong hon|khong tren|khong vuot qua|ko qua|k qua|duoi|toi da|nho hon|it hon|thap hon|re hon|be hon|trong vong|no more than|not more than|less than|lower than|cheaper than|at most|up to|under|below|within|maximum|max|<=?`,
  above: String.raw`khong duoi|it nhat|toi thieu|lon hon|nhieu hon|cao hon|dat hon|tren|hon|no less than|not less than|more than|higher than|at least|starting from|starting at|over|above|minimum|min|>=?`,
  around: String.raw`khoang|tam|co|chung|xap xi|gan|quanh|tam gia|around|about|approximately|roughly|near|~`,
} as const;
const after = {
  below: String.raw`tro xuong|tro lai|do lai|do xuong|quay dau|or less|or below|max`,
  above: String.raw`tro len|do len|or more|or above|and up`,
} as const;

const single = new RegExp(`(?:${amount}${compound}(?![a-z0-9]))|${plain}`, "g");
const borrowing = new RegExp(
  String.raw`(?<![a-z0-9.,])(\d{1,3}(?:[.,]\d{1,2})?)(?= ?(?:-|–|~|den|toi|to|and|va) ?(?:\d+(?:[.,]\d+)?) ?(${unit})(?![a-z]))`,
  "g",
);

/** "tam 5 7 trieu": two numbers side by side are the ends of a range where a word says so, or nothing stands before. */
const sideBySide = new RegExp(
  String.raw`(^|(?<![a-z0-9])(?:tam gia|tam|khoang|chung|gia|tu|around|about) )(\d{1,3}(?:[.,]\d)?) (?=\d{1,3}(?:[.,]\d)? ?(?:${unit})(?![a-z]))`,
  "g",
);
const asker = "gia|cho|em|anh|chi|toi|minh|me|us|them|nua|duoc|khoang|chung|tam|it|di|of|by|about";
/** What a customer wants off a price is no price: "bot 500k", "500k off". */
const discounts = [
  new RegExp(
    String.raw`(?<![a-z0-9])(?:giam|bot|fix|khuyen mai|discount)(?: (?:${asker}))* (?:${amount}${compound}|${plain})(?![a-z0-9])`,
    "g",
  ),
  new RegExp(String.raw`(?:${amount}${compound}|${plain}) (?:off|discount)(?![a-z])`, "g"),
];

interface Amount {
  value: number;
  start: number;
  end: number;
}

/** The first amount in the text, in đồng, or null. */
export function parseMoney(text: string): number | null {
  return amountsIn(prepare(text))[0]?.value ?? null;
}

/** Money of another country, behind its amount or as a sign: no đồng. "20 triệu, ở Hưng Yên" and "20 triệu đó là lương" are. */
const foreign =
  /[$€£¥]|\d ?(?:(?:k|nghìn|ngàn|triệu|nghin|ngan|trieu|million|thousand) ?)?(?:usd|dollars?|đô|euros?|eur|yên|yen|jpy|won|krw|nhân dân tệ|cny|rmb)(?!\p{L})|\d ?do (?:la|my)(?!\p{L})/iu;

/**
 * An amount that was asked for, as a model or a customer gives it: 20000000, "20 triệu", "15k", "0"; the first of a range.
 * Null for what cannot be told: "20" of what, less than nothing, another country's money.
 */
export function readMoney(given: number | string): number | null {
  if (typeof given === "number") return given >= 0 && given <= MOST ? Math.round(given) : null;
  const folded = foldForMeaning(given);
  if (foreign.test(given.normalize("NFC")) || /^[-−]/.test(folded)) return null;
  if (/^0+ ?(?:d|dong|vnd)?$/.test(folded)) return 0;
  // Asked for an amount, nobody answers with a year or a screen.
  if (/^(?:\d{1,3}(?:[.,]\d{3})+|\d{4,})$/.test(folded)) return readMoney(numberOf(folded));
  return parseMoney(given);
}

/** What the text asks for in money, or null when it names no amount. */
export function findMoney(text: string): MoneyFound | null {
  return moneyIn(prepare(text));
}

/** The amount that a text asks for, and the folded text besides: without phone numbers and discounts either. */
export function takeMoney(text: string): { range?: MoneyRange; rest: string } {
  const folded = prepare(text);
  return moneyIn(folded) ?? { rest: folded };
}

function moneyIn(folded: string): MoneyFound | null {
  const amounts = amountsIn(folded);
  const [first, second] = amounts;
  if (!first) return null;
  if (second) {
    const joined = between(folded, first, second);
    if (joined) return joined;
  }
  const one = bind(folded, first);
  const other = second && bind(folded, second);
  if (other && opposite(one.range, other.range)) {
    const range: MoneyRange = { bound: "between", min: one.range.min ?? other.range.min ?? 0, max: one.range.max ?? other.range.max ?? 0 };
    return { range, rest: cut(folded, [one, other]) };
  }
  return { range: one.range, rest: cut(folded, [one]) };
}

/** The two ends that "around" this value means. */
export function around(value: number): { min: number; max: number } {
  return { min: Math.round(value * (1 - aroundShare)), max: Math.round(value * (1 + aroundShare)) };
}

/** Folds, leaves out phone numbers and discounts, writes numbers as digits, and lends the unit of "10-15tr" to its first number. */
function prepare(text: string): string {
  const said = digitsForWords(withoutPhoneNumbers(foldForMeaning(text)));
  const priced = discounts
    .reduce((left, discount) => left.replace(discount, " "), said)
    .replace(/\s+/g, " ")
    .trim();
  return priced.replace(sideBySide, "$1$2 - ").replace(borrowing, (_match, value: string, lent: string) => `${value} ${lent}`);
}

function amountsIn(folded: string): Amount[] {
  return [...folded.matchAll(single)].flatMap((match) => {
    const value = valueOf(match);
    return value === null ? [] : [{ value, start: match.index, end: match.index + match[0].length }];
  });
}

/** Đồng of one match of `single`; null when the number cannot be meant as money: "4k" is a screen, 2025 a year. */
function valueOf(match: RegExpMatchArray): number | null {
  const [, digits, unitName, half, glued, spaced, moreDigits, moreUnit, plainDigits, plainUnit] = match;
  if (plainDigits !== undefined) {
    const value = Number(plainDigits.replace(/[.,]/g, ""));
    return value >= (plainUnit ? 1_000 : 100_000) && value <= MOST ? value : null;
  }
  if (digits === undefined || unitName === undefined) return null;
  const fraction = glued ?? spaced;
  const value = scaledValue({ digits, unit: unitName, half, fraction, moreDigits, moreUnit });
  // "MacBook Air 13 M4": a chip, not 13.4 million.
  if (unitName === "m" && fraction !== undefined) return null;
  const isScreenOrGraphics = (unitName === "k" && value < 10_000) || (unitName === "m" && numberOf(digits) > 500);
  return isScreenOrGraphics || value > MOST ? null : Math.round(value);
}

interface Bound {
  range: MoneyRange;
  start: number;
  end: number;
}

/** The amount with the words before and after that bind it. */
function bind(folded: string, { value, start, end }: Amount): Bound {
  const before = folded.slice(0, start);
  const behind = folded.slice(end);
  const suffix = (["below", "above"] as const).find((name) => new RegExp(`^ ?(?:${after[name]})(?![a-z])`).test(behind));
  const suffixLength = suffix ? (new RegExp(`^ ?(?:${after[suffix]})`).exec(behind)?.[0].length ?? 0) : 0;
  // The longest binding wins: "khong duoi" is not "duoi".
  const [prefix] = (["below", "above", "around"] as const)
    .map((name) => ({ name, at: before.search(new RegExp(`(?<![a-z0-9])(?:${words[name]})${filler} ?$`)) }))
    .filter(({ at }) => at !== -1)
    .toSorted((one, other) => one.at - other.at);
  if (prefix) return { range: rangeOf(suffix ?? prefix.name, value), start: prefix.at, end: end + suffixLength };
  const from = /(?<![a-z0-9])(?:tu|from)(?: gia)? ?$/.exec(before);
  if (from) return { range: rangeOf(suffix ?? "above", value), start: from.index, end: end + suffixLength };
  const lead = /(?<![a-z0-9])(?:tam gia|ngan sach|gia|budget(?: of| is)?|price) ?(?:la|:)? ?$/.exec(before);
  const budget = lead && /ngan sach|budget/.test(lead[0]);
  return { range: rangeOf(suffix ?? (budget ? "below" : "exact"), value), start: lead?.index ?? start, end: end + suffixLength };
}

/** "tu A den B", "A - B", "between A and B"; null when something else stands between the two. */
function between(folded: string, first: Amount, second: Amount): MoneyFound | null {
  if (!/^ ?(?:-|–|~|den|toi|to|and|va|cho den|cho toi)(?: (?:duoi|tam|khoang))? ?$/.test(folded.slice(first.end, second.start)))
    return null;
  const lead = /(?<![a-z0-9])(?:(?:trong )?(?:khoang|tam)(?: gia)?(?: tu)?|gia(?: tu)?|tu|from|between|price) ?$/.exec(
    folded.slice(0, first.start),
  );
  const [min, max] = first.value <= second.value ? [first.value, second.value] : [second.value, first.value];
  const span = { start: lead?.index ?? first.start, end: second.end };
  return { range: { bound: "between", min, max }, rest: cut(folded, [span]) };
}

function rangeOf(bound: Exclude<MoneyBound, "between">, value: number): MoneyRange {
  switch (bound) {
    case "below":
      return { bound, max: value };
    case "above":
      return { bound, min: value };
    case "around":
      return { bound, ...around(value) };
    case "exact":
      return { bound, min: value, max: value };
  }
}

function opposite(one: MoneyRange, other: MoneyRange): boolean {
  return (one.bound === "above" && other.bound === "below") || (one.bound === "below" && other.bound === "above");
}

function cut(folded: string, spans: readonly { start: number; end: number }[]): string {
  const kept = [...folded].map((letter, at) => (spans.some(({ start, end }) => at >= start && at < end) ? " " : letter));
  return kept.join("").replace(/\s+/g, " ").trim();
}
