/** What a customer points at among the offerings shown: by place, by what stands out, by name. Pure. */
import { findPointers, terms, type Superlative } from "../../language/index.ts";
import type { OrderItem, Target } from "./intent.ts";
import { foldSaid } from "./lexicon/words.ts";
import { queryOf } from "./query.ts";
import type { Offering } from "./results.ts";

/** Places from 1 in the order said. Without a list, what stands out in it means nothing. */
export function positionsIn(said: string, shown: readonly Offering[]): number[] {
  const places = findPointers(said).flatMap((pointer) => {
    if ("superlative" in pointer) return standsOut(pointer.superlative, shown);
    return pointer.position > 0 ? pointer.position : placeFromEnd(pointer.position, shown);
  });
  return [...new Set(places)];
}

export function hasSuperlative(said: string): Superlative | null {
  for (const pointer of findPointers(said)) if ("superlative" in pointer) return pointer.superlative;
  return null;
}

/** From the end of the list; the tools count from there too, where the list is not known here. */
function placeFromEnd(position: number, shown: readonly Offering[]): number[] {
  if (shown.length === 0) return [position];
  const place = shown.length + 1 + position;
  return place > 0 ? [place] : [];
}

function standsOut(superlative: Superlative, shown: readonly Offering[]): number[] {
  const direction = { cheapest: 1, most_expensive: -1, lightest: 0 }[superlative];
  const priced = shown.flatMap(({ price }, at) => (typeof price === "number" ? [{ place: at + 1, price }] : []));
  const [best] = priced.toSorted((one, other) => direction * (one.price - other.price));
  return direction !== 0 && best ? [best.place] : [];
}

/** Bare numbers that fit the list: "difference between 1 and 3". */
export function barePositionsIn(said: string, shown: readonly Offering[]): number[] {
  const numbers = terms(said).flatMap((word) => (/^\d{1,2}$/.test(word) ? [Number(word)] : []));
  return [...new Set(numbers)].filter((place) => place >= 1 && place <= shown.length);
}

/** The offerings named on either side of "with", "and", "or". */
export function allNamedIn(said: string, shown: readonly Offering[]): number[] {
  const sides = said.split(/,|(?<!\p{L})(?:với|voi|và|va|hay|hoặc|hoac|so sánh|so sanh|and|with|to|or|vs\.?|versus)(?!\p{L})/iu);
  return [...new Set(sides.flatMap((side) => namedIn(side, shown) ?? []))];
}

/** The one offering of the list whose name the words fit and no other's: "con vivobook" → its place. */
export function namedIn(said: string, shown: readonly Offering[]): number | null {
  const words = terms(queryOf(said));
  const scores = shown.map((offering) => {
    const own = new Set([...terms(offering.name), ...terms(offering.code)]);
    const hits = words.filter((word) => own.has(word));
    // Numbers tell "iphone 15" from "iphone 16", but name nothing by themselves.
    return hits.some((word) => /[a-z]/.test(word)) ? hits.length : 0;
  });
  const best = Math.max(0, ...scores);
  const winners = scores.flatMap((score, at) => (score === best ? [at + 1] : []));
  // After a comparison one offering can stand in two places.
  const different = new Set(winners.map((place) => shown[place - 1]?.code || place));
  return best > 0 && different.size === 1 ? (winners[0] ?? null) : null;
}

/** What one offering is meant by, in this order: its place, its name, the one looked at. */
export function targetOf(said: string, shown: readonly Offering[], focus: Offering | null): Target | null {
  const [first] = positionsIn(said, shown);
  const position = first ?? namedIn(said, shown);
  if (position) return { position };
  return focus && focus.code !== "" ? { code: focus.code } : null;
}

const counts: Readonly<Record<string, number>> = { mot: 1, hai: 2, ba: 3, bon: 4, nam: 5, one: 1, two: 2, three: 3, four: 4, five: 5 };
const countWords = Object.keys(counts).join("|");
// "3 cái đầu" are three places, "3 cái" is how many.
const amount = new RegExp(
  String.raw`(?<!(?:thu|so|number|#) ?)(?<![a-z0-9])(\d{1,2}|${countWords}) (?:(?:cai|con|chiec|may|mau|bo|san pham)(?! (?:dau|cuoi))|units?|pieces?|pcs|of)(?![a-z0-9])|(?<![a-z0-9])(?:x|sl|so luong) ?(\d{1,2})(?![a-z0-9])`,
);

/** How many of each; 1 where nothing is said. */
export function quantityIn(said: string): number {
  const match = amount.exec(foldSaid(said));
  const word = match?.[1] ?? match?.[2] ?? "1";
  return Math.min(99, Math.max(1, counts[word] ?? (Number(word) || 1)));
}

/** What is to be ordered: the places said, or else the one looked at; empty when neither is known. */
export function itemsIn(said: string, shown: readonly Offering[], focus: Offering | null): OrderItem[] {
  const quantity = quantityIn(said);
  const positions = positionsIn(said, shown);
  if (positions.length > 0) return positions.map((position) => ({ position, quantity }));
  const target = targetOf(said, shown, focus);
  return target ? [{ ...target, quantity }] : [];
}
