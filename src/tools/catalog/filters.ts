/** The filters that a model passes beside the words, and how both become one query. Pure. */
import { z } from "zod";
import { parseMoney, terms } from "../../language/index.ts";
import type { Offering } from "./offering.ts";
import { findBrands } from "./query-brands.ts";
import { findType } from "./query-type.ts";
import { parseQuery, type CatalogQuery, type Vocabulary } from "./query.ts";
import { sizeNear, type SpecConstraint } from "./specs.ts";
import { sorts } from "./vocabulary.ts";
import { text } from "../text.ts";

const price = z.union([z.number().min(0).max(1e15), text(50)]).transform((given, context) => {
  const value = typeof given === "number" ? given : parseMoney(given);
  if (value === null) {
    context.addIssue({ code: "custom", message: "write a price in đồng, e.g. 20000000 or “20 triệu”" });
    return z.NEVER;
  }
  return Math.round(value);
});

const names = z.union([text(100), z.array(text(100)).max(10)]);
const spec = z.union([
  text(100),
  z.number(),
  z.boolean(),
  z.object({
    min: z.number().optional(),
    max: z.number().optional(),
    any_of: z.array(text(100)).max(10).optional(),
    none_of: z.array(text(100)).max(10).optional(),
    is: z.boolean().optional(),
  }),
]);

export const filtersSchema = z.object({
  type: names.optional().describe("Category, or several, e.g. laptop, phone, ssd, ram, mainboard"),
  brand: names.optional(),
  not_brand: names.optional().describe("Brands that the customer does not want"),
  price_min: price.optional().describe("In đồng"),
  price_max: price.optional().describe("In đồng"),
  sort: z.enum(sorts).optional(),
  narrow: z.boolean().optional().describe("True when the customer narrows the list just shown"),
  specs: z
    .record(text(50), spec)
    .optional()
    .describe('By attribute name: a value, or {min,max}, e.g. {"ram_gb": {"min": 16}, "gpu": "RTX 4060"}'),
});

export type Filters = z.infer<typeof filtersSchema>;

/** One query of words and filters; a filter that says the same thing as the words wins. */
export function queryFrom(text: string, filters: Filters, vocabulary: Vocabulary): CatalogQuery {
  const query = parseQuery(text, vocabulary);
  // Goods of another kind are not sought among what earlier filters name.
  if (query.isOfOtherGoods)
    return { ...query, priceMin: filters.price_min ?? query.priceMin, priceMax: filters.price_max ?? query.priceMax };
  const types = (filters.type === undefined ? [] : [filters.type].flat()).map((name) => namedType(name, vocabulary));
  const [type, ...alsoTypes] = types.flatMap(({ known }) => known ?? []);
  const brands = brandsOf(filters.brand, vocabulary);
  const notBrands = brandsOf(filters.not_brand, vocabulary);
  const specs = Object.entries(filters.specs ?? {}).map(([attribute, value]) => [attribute, constraintOf(attribute, value)] as const);
  // A category or brand that the tenant does not sell is still asked for: as words.
  const unknown = [...types.flatMap((named) => named.unknown), ...brands.unknown];
  return {
    ...query,
    ...(type === undefined ? {} : { type, alsoTypes }),
    brands: brands.known.length > 0 ? brands.known : query.brands,
    notBrands: notBrands.known.length > 0 ? notBrands.known : query.notBrands,
    priceMin: filters.price_min ?? query.priceMin,
    priceMax: filters.price_max ?? query.priceMax,
    specs: { ...query.specs, ...Object.fromEntries(specs) },
    sort: filters.sort ?? query.sort,
    text: [...query.text, ...unknown.map((word) => [word])],
  };
}

/** Keeps a query within the list last shown: its type, and its brand where all of it is of one. */
export function narrowQuery(query: CatalogQuery, shown: readonly Offering[]): CatalogQuery {
  if (query.isOfOtherGoods) return query;
  const types = new Set(shown.map((offering) => offering.type));
  const brands = new Set(shown.map((offering) => offering.brand));
  const [type] = types;
  const [brand] = brands;
  const oneBrand = shown.length > 1 && brands.size === 1 && brand !== undefined && query.notBrands.length === 0;
  return {
    ...query,
    type: query.type ?? (types.size === 1 ? type : undefined),
    brands: query.brands.length === 0 && oneBrand && (query.type ?? type) === type ? [brand] : query.brands,
  };
}

function namedType(named: string, vocabulary: Vocabulary): { known?: string; unknown: string[] } {
  const same = vocabulary.types.find((type) => terms(type).join(" ") === terms(named).join(" "));
  const found = same ?? findType(terms(named).join(" "), vocabulary.types).type;
  return found === undefined ? { unknown: terms(named) } : { known: found, unknown: [] };
}

function brandsOf(named: Filters["brand"], vocabulary: Vocabulary): { known: string[]; unknown: string[] } {
  const folded = (named === undefined ? [] : [named].flat()).map((name) => terms(name).join(" "));
  const found = folded.map((name) => findBrands(name, vocabulary.brands));
  return {
    known: [...new Set(found.flatMap(({ brands }) => brands))],
    unknown: found.flatMap(({ brands, rest }) => (brands.length === 0 && rest !== "" ? [rest] : [])),
  };
}

function constraintOf(attribute: string, value: NonNullable<Filters["specs"]>[string]): SpecConstraint {
  if (typeof value === "number") return attribute.endsWith("_gb") ? sizeNear(attribute, value) : { min: value, max: value };
  if (typeof value === "boolean") return { is: value };
  if (typeof value === "string") return { any_of: [terms(value).join(" ")] };
  const { any_of, none_of, ...bounds } = value;
  const folded = (words: readonly string[]): string[] => words.map((word) => terms(word).join(" "));
  return { ...bounds, ...(any_of ? { any_of: folded(any_of) } : {}), ...(none_of ? { none_of: folded(none_of) } : {}) };
}
