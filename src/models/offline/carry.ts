/** Earlier constraints that a narrowing keeps: a search understands one message, the customer means them all. Pure. */
import { findMoney } from "../../language/index.ts";
import { kinds, makers, specs } from "./lexicon/goods.ts";
import { foldSaid } from "./lexicon/words.ts";
import type { Offering, Understood } from "./results.ts";

/** Keys of a search's filters, and when new words about the same thing replace the earlier ones. */
const filters: Readonly<Record<string, (words: string) => boolean>> = {
  type: (words) => kinds.test(foldSaid(words)),
  brand: (words) => makers.test(foldSaid(words)),
  not_brand: (words) => makers.test(foldSaid(words)),
  price_min: (words) => findMoney(words) !== null,
  price_max: (words) => findMoney(words) !== null,
  specs: (words) => specs.test(foldSaid(words)),
};

/** The new words with the earlier ones, and the earlier filters that the new words say nothing about. */
export function carry(understood: Understood, words: string): { query: string; filters: Record<string, unknown> } {
  const kept = Object.entries(understood).filter(([key]) => Object.hasOwn(filters, key) && !filters[key]?.(words));
  const earlier = Array.isArray(understood["text"]) ? understood["text"].filter((word) => typeof word === "string") : [];
  return { query: [words, ...earlier].filter((word) => word !== "").join(" "), filters: Object.fromEntries(kept) };
}

/**
 * "nhẹ hơn": lighter than the offering looked at, or else than every one of the list, as a filter of the search, which orders by price alone.
 * Null where nothing of the kind was said or no weight is known.
 */
export function lighterThan(words: string, shown: readonly Offering[], focus: Offering | null): Record<string, { max: number }> | null {
  if (!/(?<![a-z])(?:nhe hon|lighter)(?![a-z])/.test(foldSaid(words))) return null;
  const weights = (focus ? [focus] : shown).flatMap(({ attributes }) =>
    Object.entries(attributes).flatMap(([name, value]) =>
      name.startsWith("weight") && typeof value === "number" ? [{ name, value }] : [],
    ),
  );
  const [lightest] = weights.toSorted((one, other) => one.value - other.value);
  return lightest ? { [lightest.name]: { max: Math.round(lightest.value * 100 - 1) / 100 } } : null;
}
