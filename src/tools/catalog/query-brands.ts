/** Which brands a text wants, or does not want. Pure. */
import { terms } from "../../language/index.ts";
import { takePhrases, wholeWords } from "./phrases.ts";
import { closest } from "./typos.ts";

export interface BrandsFound {
  /** As the tenant writes them. */
  brands: string[];
  notBrands: string[];
  rest: string;
}

const refusal =
  "(?:tru|ngoai|khong phai(?: la)?|khong lay|khong thich|khong mua|dung lay|except(?: for)?|other than|besides|excluding|not|no|without)(?: (?:hang|thuong hieu|brand|from))?";

/** Finds the tenant's brands in folded terms, with a typo or two: "samsumg", "khong phai apple". */
export function findBrands(folded: string, brands: readonly string[]): BrandsFound {
  const found: BrandsFound = { brands: [], notBrands: [], rest: folded };
  for (const brand of brands) {
    const ways = waysToWrite(brand);
    if (ways.length === 0) continue;
    const refused = takePhrases(
      found.rest,
      ways.map((way) => `${refusal} ${way}`),
    );
    if (refused.found) found.notBrands.push(brand);
    const wanted = takePhrases(refused.rest, ways);
    if (wanted.found) found.brands.push(brand);
    found.rest = wanted.rest;
  }
  if (found.brands.length + found.notBrands.length > 0) return found;
  return withTypo(found.rest, brands) ?? found;
}

function withTypo(folded: string, brands: readonly string[]): BrandsFound | null {
  const known = new Map(brands.flatMap((brand) => waysToWrite(brand).map((way) => [way, brand] as const)));
  for (const word of folded.split(" ")) {
    const meant = closest(word, known.keys());
    const brand = meant === null ? undefined : known.get(meant);
    if (brand !== undefined)
      return {
        brands: [brand],
        notBrands: [],
        rest: folded
          .replace(wholeWords([word]), " ")
          .replace(/\s+/g, " ")
          .trim(),
      };
  }
  return null;
}

/** "G.Skill" is written "g skill" and "gskill". */
function waysToWrite(brand: string): string[] {
  const words = terms(brand)
    .map((word) => word.replace(/[^\p{L}\p{N}]/gu, ""))
    .filter((word) => word !== "");
  return words.length > 1 ? [words.join(" "), words.join("")] : words;
}
