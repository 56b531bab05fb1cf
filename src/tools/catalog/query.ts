/** What a customer's words ask of a catalogue: type, brands, price, specs, order, and the words that remain. Pure. */
import { around, takeMoney, terms, type MoneyRange } from "../../language/index.ts";
import { findOtherGoods } from "./other-goods.ts";
import { takePhrases } from "./phrases.ts";
import { findBrands } from "./query-brands.ts";
import { findType } from "./query-type.ts";
import { brandsForLines, refusal, spellRefusals } from "./refusals.ts";
import { typeOfSpec } from "./spec-patterns.ts";
import { findSpecs, type Specs } from "./specs.ts";
import { emptyWords, ideas, impliedSpecs, partTypes, sortWords, wordsThatStay, type Sort } from "./vocabulary.ts";

/** Ways to say one thing, as folded phrases; an offering that says it in any of them is meant. */
export type TextTerm = readonly string[];

export interface CatalogQuery {
  type?: string | undefined;
  /** Types that are searched beside `type`. */
  alsoTypes?: string[] | undefined;
  /** The words name goods of another kind than the tenant's types: found by name, or not at all. */
  isOfOtherGoods?: boolean | undefined;
  /** As the tenant writes them. */
  brands: string[];
  notBrands: string[];
  /** In đồng. */
  priceMin?: number | undefined;
  priceMax?: number | undefined;
  specs: Specs;
  sort: Sort;
  text: TextTerm[];
}

/** What the tenant sells, by the names in its catalogue. */
export interface Vocabulary {
  types: readonly string[];
  brands: readonly string[];
}

/** Understands "laptop duoi 20 trieu", "gaming laptop RTX 4060 under 30 million", "điện thoại pin trâu tầm 8 triệu". */
export function parseQuery(text: string, vocabulary: Vocabulary): CatalogQuery {
  const { range, rest: unpriced } = takeMoney(spellRefusals(text));
  const asked = brandsForLines(unpriced, vocabulary);
  const { type: named, alsoTypes, start, isForLaptop, rest: untyped } = findType(asked, vocabulary.types);
  const other = findOtherGoods(asked, vocabulary.types);
  if (other && other.start < (start ?? asked.length)) return queryOfOtherGoods(other.phrase, range);
  const sorted = takeSort(untyped);
  const implied = takeImplied(sorted.rest, named);
  const { specs, rest } = findSpecs(implied.rest, named);
  if (isForLaptop) specs["form_factor"] = { any_of: ["so dimm"] };
  const { brands, notBrands, rest: unbranded } = findBrands(terms(rest).join(" "), vocabulary.brands);
  return {
    type: named ?? typeToldBy(specs, vocabulary),
    ...(alsoTypes.length > 0 ? { alsoTypes } : {}),
    brands,
    notBrands,
    ...pricesOf(range),
    specs: { ...implied.specs, ...specs },
    sort: sorted.sort,
    text: alsoTypes.length > 0 ? anyOfLines(termsOf(unbranded)) : termsOf(unbranded),
  };
}

function queryOfOtherGoods(phrase: string, range: MoneyRange | undefined): CatalogQuery {
  return { isOfOtherGoods: true, brands: [], notBrands: [], ...pricesOf(range), specs: {}, sort: "relevance", text: [[phrase]] };
}

/** Specs that a few words imply for the type: "pin trâu" on a phone. */
function takeImplied(folded: string, type: string | undefined): { specs: Specs; rest: string } {
  const specs: Specs = {};
  let rest = folded;
  for (const implied of impliedSpecs) {
    if (implied.type !== type) continue;
    const refused = takePhrases(
      rest,
      implied.words.map((word) => `${refusal} ${word}`),
    );
    if (refused.found) Object.assign(specs, refusedSpecs(implied.specs));
    const taken = takePhrases(refused.rest, implied.words);
    if (taken.found) Object.assign(specs, implied.specs);
    rest = taken.rest;
  }
  return { specs, rest };
}

/** Who refuses words wants none of them; who refuses a measure ("không cần pin trâu") wants nothing of it. */
function refusedSpecs(specs: Specs): Specs {
  return Object.fromEntries(Object.entries(specs).flatMap(([attribute, { any_of }]) => (any_of ? [[attribute, { none_of: any_of }]] : [])));
}

function takeSort(folded: string): { sort: Sort; rest: string } {
  for (const { words, sort } of sortWords) {
    const { found, rest } = takePhrases(folded, words);
    if (found) return { sort, rest };
  }
  return { sort: "relevance", rest: folded };
}

function typeToldBy(specs: Specs, vocabulary: Vocabulary): string | undefined {
  return Object.keys(specs)
    .map((attribute) => typeOfSpec[attribute])
    .find((type) => type !== undefined && vocabulary.types.includes(type));
}

function pricesOf(range: MoneyRange | undefined): { priceMin?: number | undefined; priceMax?: number | undefined } {
  if (!range) return {};
  // A bare "laptop 20 triệu" names a budget, not a price to the đồng.
  const { min, max } = range.bound === "exact" && range.min !== undefined ? around(range.min) : range;
  return { priceMin: min, priceMax: max };
}

/** The words that still say something: ideas first, then single words. */
function termsOf(words: string): TextTerm[] {
  let rest = words;
  const meant = ideas.filter((idea) => {
    const taken = takePhrases(rest, idea);
    rest = taken.rest;
    return taken.found;
  });
  const single = rest.split(" ").filter((word) => word.length > 1 && !emptyWords.has(word) && !partTypes.has(word));
  return [...meant, ...single.map(waysToWrite)];
}

/** "iphone hay macbook": no offering is both. */
function anyOfLines(text: readonly TextTerm[]): TextTerm[] {
  const isLine = ([word]: TextTerm): boolean => word !== undefined && wordsThatStay.has(word);
  const lines = text.filter(isLine).flat();
  return [...(lines.length > 0 ? [lines] : []), ...text.filter((term) => !isLine(term))];
}

/** "iphone17" is also "iphone 17", "s25ultra" also "s25 ultra". */
function waysToWrite(word: string): TextTerm {
  const spaced = word.replace(/([a-z]{3,})(\d)/g, "$1 $2").replace(/(\d)([a-z]{3,})/g, "$1 $2");
  return spaced === word ? [word] : [word, spaced];
}
