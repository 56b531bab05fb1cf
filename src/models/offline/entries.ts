/** Offerings of a list as they are spoken of: by place and short name. Pure. */
import { shortNames } from "./names.ts";
import type { Offering } from "./results.ts";

export interface Entry {
  offering: Offering;
  /** From 1, as the card beside the words numbers it. */
  position: number;
  name: string;
  soldOut: boolean;
}

export interface PricedEntry extends Entry {
  price: number;
}

export function entriesOf(offerings: readonly Offering[]): Entry[] {
  const names = shortNames(offerings);
  return offerings.map((offering, at) => ({
    offering,
    position: offering.position ?? at + 1,
    name: names[at] ?? offering.name,
    soldOut: offering.stock === 0,
  }));
}

/** A drive's capacity says nothing against that of a memory. */
export const areOfOneKind = (offerings: readonly Offering[]): boolean => new Set(offerings.map(({ type }) => type)).size === 1;

/** Those with a price, the cheapest first. */
export function byPrice(entries: readonly Entry[]): PricedEntry[] {
  return entries
    .flatMap((entry) => (typeof entry.offering.price === "number" ? [{ ...entry, price: entry.offering.price }] : []))
    .toSorted((one, other) => one.price - other.price);
}
