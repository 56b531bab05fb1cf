/** Days and years as people write them: "15/7", "ngày 15 tháng 7", "15/7/2026", "July 15", "hôm qua", "đời 2020". Pure. */
import { foldForMeaning } from "./fold.ts";
import { valueOfWords } from "./number-words.ts";

export interface DayOptions {
  /** The customer's today, `YYYY-MM-DD`. */
  today: string;
  /** Which year a day without one is meant in: quotes lie behind, appointments ahead. */
  toward: "past" | "future";
}

const DAY_MS = 86_400_000;
const englishMonths = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const monthName = String.raw`(${englishMonths.join("|")})[a-z]*\.?`;

const relative: readonly [RegExp, number][] = [
  [/(?<![a-z])(?:hom kia|day before yesterday)(?![a-z])/, -2],
  [/(?<![a-z])(?:hom qua|yesterday)(?![a-z])/, -1],
  [/(?<![a-z])(?:hom nay|bua nay|today|bay gio|now)(?![a-z])/, 0],
  [/(?<![a-z])(?:ngay kia|ngay mot|day after tomorrow)(?![a-z])/, 2],
  [/(?<![a-z])(?:ngay mai|tomorrow)(?![a-z])|^mai$/, 1],
];

/** `year` may be missing, or have two digits. */
interface Written {
  day: string | undefined;
  month: string | undefined;
  year: string | undefined;
}

const forms: readonly ((folded: string) => Written | null)[] = [
  form(/(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)/, ([year, month, day]) => ({ day, month, year })),
  form(/(?<![\d/])(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?![\d/])/, ([day, month, year]) => ({ day, month, year })),
  form(/(?<![\d/.-])(\d{1,2})[/-](\d{1,2})(?![\d/.-])/, ([day, month]) => ({ day, month, year: undefined })),
  form(/(?<![a-z0-9])([a-z]+(?: [a-z]+)?|\d{1,2}) thang ([a-z]+(?: [a-z]+)?|\d{1,2})(?:,? nam (\d{4}))?/, vietnamese),
  form(new RegExp(String.raw`(?<![a-z])${monthName} (\d{1,2})(?:st|nd|rd|th)?(?:,? (\d{4}))?(?!\d)`), ([month, day, year]) => ({
    day,
    month: named(month),
    year,
  })),
  form(new RegExp(String.raw`(?<!\d)(\d{1,2})(?:st|nd|rd|th)? (?:of )?${monthName}(?:,? (\d{4}))?(?!\d)`), ([day, month, year]) => ({
    day,
    month: named(month),
    year,
  })),
];

/** The day that a text names, as `YYYY-MM-DD`; null where it names none that exists. */
export function readDay(text: string, { today, toward }: DayOptions): string | null {
  const folded = foldForMeaning(text);
  for (const read of forms) {
    const written = read(folded);
    if (written) return placed(written, today, toward);
  }
  const away = relative.find(([pattern]) => pattern.test(folded))?.[1];
  return away === undefined ? null : isoOf(new Date(Date.parse(today) + away * DAY_MS));
}

/** A year of four digits, between 1900 and 2099: 2020, "đời 2020", "sản xuất năm 2019". */
export function readYear(given: number | string): number | null {
  const [digits] = /(?<!\d)(?:19|20)\d{2}(?!\d)/.exec(String(given)) ?? [];
  return digits === undefined ? null : Number(digits);
}

function form(pattern: RegExp, take: (groups: (string | undefined)[]) => Written | null): (folded: string) => Written | null {
  return (folded) => {
    const match = pattern.exec(folded);
    return match ? take(match.slice(1)) : null;
  };
}

/** "ngay 15 thang 7", "muoi lam thang bay". */
function vietnamese([dayWords = "", monthWords = "", year]: (string | undefined)[]): Written | null {
  const [day, month] = [valueOf(dayWords), valueOf(monthWords)];
  return day === null || month === null ? null : { day, month, year };
}

/** Digits, or the longest end or beginning of the words that is a number: "ngay nam", "bay nay". */
function valueOf(words: string): string | null {
  if (/^\d+$/.test(words)) return words;
  const [first = "", second] = words.split(" ");
  // "thang mot", which is the first month; "thang tu" and "thang chap" are told by numbers or not at all.
  for (const some of second === undefined ? [[first]] : [[first, second], [second], [first]]) {
    const value = valueOfWords(some);
    if (value !== null) return String(value);
  }
  return null;
}

function named(month: string | undefined): string {
  return String(englishMonths.indexOf(month ?? "") + 1);
}

function placed({ day, month, year }: Written, today: string, toward: DayOptions["toward"]): string | null {
  const [dayNumber, monthNumber] = [Number(day), Number(month)];
  if (year !== undefined) return existing(year.length === 2 ? 2000 + Number(year) : Number(year), monthNumber, dayNumber);
  const step = toward === "past" ? -1 : 1;
  // Within eight years every day exists, the 29th of February too.
  for (let away = 0; away <= 8; away++) {
    const found = existing(Number(today.slice(0, 4)) + step * away, monthNumber, dayNumber);
    if (found !== null && (toward === "past" ? found <= today : found >= today)) return found;
  }
  return null;
}

function existing(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? isoOf(date) : null;
}

const isoOf = (date: Date): string => date.toISOString().slice(0, 10);
