/** Which of several offerings is the best at what, where "better" means something. Pure. */
import type { Language, Localized } from "../../platform/ports.ts";
import { attributeStem, valueText } from "./specs.ts";

interface Merit {
  lower?: true;
  better: Localized;
  best: Localized;
}

const more = (vi: string, better: string, best: string, lower?: true): Merit => ({
  better: { vi: `${vi} hơn`, en: better },
  best: { vi: `${vi} nhất`, en: best },
  ...(lower ? { lower } : {}),
});

/** By an attribute's name without its unit, what customers ask for first standing first. One that is not here is not judged. */
const merits: Readonly<Record<string, Merit>> = {
  ram: more("nhiều RAM", "has more RAM", "has the most RAM"),
  storage: more("bộ nhớ trong lớn", "has more storage", "has the most storage"),
  capacity: more("dung lượng lớn", "holds more", "holds the most"),
  battery: more("pin lớn", "has a bigger battery", "has the biggest battery"),
  weight: more("nhẹ", "is lighter", "is the lightest", true),
  read: more("đọc nhanh", "reads faster", "reads fastest"),
  bus: more("bus cao", "runs faster", "runs fastest"),
  max_ram: more("gắn được nhiều RAM", "takes more RAM", "takes the most RAM"),
  refresh: more("màn hình mượt", "has a smoother screen", "has the smoothest screen"),
  camera: more("camera nhiều điểm ảnh", "has more megapixels", "has the most megapixels"),
  charging: more("sạc nhanh", "charges faster", "charges fastest"),
  write: more("ghi nhanh", "writes faster", "writes fastest"),
  m2_slots: more("nhiều khe M.2", "has more M.2 slots", "has the most M.2 slots"),
  ram_slots: more("nhiều khe RAM", "has more memory slots", "has the most memory slots"),
  warranty: more("bảo hành lâu", "has a longer warranty", "has the longest warranty"),
};
const order = Object.keys(merits);

export interface Win {
  attribute: string;
  /** Where the one winner stands, from 0. */
  at: number;
  value: number;
  /** The best of the others. */
  next: number;
  /** What the customer asked for. */
  asked: boolean;
}

/**
 * What a single one wins, the most asked for first. `columns` are the attributes of each, of one kind of goods: all must have a number
 * for it to be judged, and where two share the best value nobody wins. `asks` are words of attributes' names that count before the others.
 */
export function winsAmong(columns: readonly Readonly<Record<string, unknown>>[], asks: readonly string[] = []): Win[] {
  const rank = ({ attribute, asked }: Win): number => order.indexOf(attributeStem(attribute)) - (asked ? order.length : 0);
  return Object.keys(columns[0] ?? {})
    .flatMap((attribute) => {
      const values = columns.map((column) => column[attribute]);
      const asked = attribute.split("_").some((word) => asks.includes(word));
      const win = winOf(attribute, values);
      return win && (asked || isWorthTelling(win)) ? [{ ...win, attribute, asked }] : [];
    })
    .toSorted((one, other) => rank(one) - rank(other));
}

function winOf(attribute: string, values: readonly unknown[]): Pick<Win, "at" | "value" | "next"> | null {
  const merit = meritOf(attribute);
  const numbers = values.filter((value) => typeof value === "number");
  if (!merit || numbers.length < 2 || numbers.length < values.length) return null;
  const [best, next] = numbers.toSorted((one, other) => (merit.lower ? one - other : other - one));
  return best === undefined || next === undefined || best === next ? null : { at: numbers.indexOf(best), value: best, next };
}

/** Less is a difference on paper alone; who asks about it hears of it all the same. */
const NOTICEABLE = 0.02;

const isWorthTelling = ({ value, next }: Pick<Win, "value" | "next">): boolean =>
  Math.abs(value - next) >= NOTICEABLE * Math.max(Math.abs(value), Math.abs(next));

/** "nhiều RAM nhất (32 GB)", "has the most RAM (32 GB)". */
export const bestAt = ({ attribute, value }: Win, language: Language): string =>
  `${meritOf(attribute)?.best[language] ?? ""} (${valueText(attribute, value, language)})`;

/** "nhiều RAM hơn (32 GB so với 16 GB)", of two. */
export const betterAt = ({ attribute, value, next }: Win, language: Language): string =>
  `${meritOf(attribute)?.better[language] ?? ""} (${valueText(attribute, value, language)} ${language === "vi" ? "so với" : "against"} ${valueText(attribute, next, language)})`;

/** "nhẹ nhất", where the value was told. */
export const bestWords = ({ attribute }: Win, language: Language): string => meritOf(attribute)?.best[language] ?? "";

function meritOf(attribute: string): Merit | undefined {
  const stem = attributeStem(attribute);
  return Object.hasOwn(merits, stem) ? merits[stem] : undefined;
}
