import type { CatalogQuery } from "./query.ts";

export const searchStates = ["browsing", "searching", "filtering"] as const;

/**
 * The state that a search proposes (contracts.md §2): `browsing` for a plain look at a category or at everything,
 * `searching` when price, brand, spec or words constrain it, `filtering` when it narrows the last result.
 */
export function searchState(query: CatalogQuery, asked: { narrow: boolean; textMet: boolean }): (typeof searchStates)[number] {
  if (asked.narrow) return "filtering";
  const constrained =
    query.priceMin !== undefined ||
    query.priceMax !== undefined ||
    query.brands.length + query.notBrands.length > 0 ||
    Object.keys(query.specs).length > 0 ||
    (query.text.length > 0 && asked.textMet);
  return constrained ? "searching" : "browsing";
}
