/** Which brands a text wants, or does not want. Pure. */
import { terms } from "../../language/index.ts";
import { takePhrases, wholeWords } from "./phrases.ts";
import { refusal, refusalAround, refusalJoin } from "./refusals.ts";
import { closest } from "./typos.ts";

export interface BrandsFound {
  /** As the tenant writes them. */
  brands: string[];
  notBrands: string[];
  rest: string;
}

/** Finds the tenant's brands in folded terms, with a typo or two: "samsumg", "khong phai apple". */
export function findBrands(folded: string, brands: readonly string[]): BrandsFound {
  const found = findExactly(folded, brands);
  if (found.brands.length + found.notBrands.length > 0) return found;
  const corrected = withoutTypo(folded, brands);
  return corrected === null ? found : findExactly(corrected, brands);
}

function findExactly(folded: string, brands: readonly string[]): BrandsFound {
  const refused = takeRefused(folded, brands);
  const found: BrandsFound = { brands: [], notBrands: refused.brands, rest: refused.rest };
  for (const brand of brands) {
    const ways = waysToWrite(brand);
    if (ways.length === 0) continue;
    const wanted = takePhrases(found.rest, ways);
    if (wanted.found && !refused.brands.includes(brand)) found.brands.push(brand);
    found.rest = wanted.rest;
  }
  return found;
}

/** The brands in what the customer refuses, in the order of the tenant's list. */
function takeRefused(folded: string, brands: readonly string[]): { brands: string[]; rest: string } {
  const named = brands.map((brand) => ({ brand, ways: waysToWrite(brand) })).filter(({ ways }) => ways.length > 0);
  if (named.length === 0) return { brands: [], rest: folded };
  const any = `(?:${named
    .flatMap(({ ways }) => ways)
    .toSorted((one, other) => other.length - one.length)
    .join("|")})`;
  const list = `${any}(?:${refusalJoin}${any})*(?![a-z0-9])`;
  const patterns = [...refusalAround.map(([before, after]) => `${before}${list}${after}`), `${refusal} ${list}`];
  const taken: string[] = [];
  const rest = patterns.reduce((text, pattern) => {
    const whole = new RegExp(`(?<![a-z0-9])${pattern}(?![a-z0-9])`, "g");
    return text.replace(whole, (phrase) => {
      taken.push(phrase);
      return " ";
    });
  }, folded);
  const isIn = (ways: readonly string[]) => taken.some((phrase) => wholeWords(ways).test(phrase));
  return { brands: named.filter(({ ways }) => isIn(ways)).map(({ brand }) => brand), rest: rest.replace(/\s+/g, " ").trim() };
}

/** The text with the first word that is nearly a brand written as the brand, or null. */
function withoutTypo(folded: string, brands: readonly string[]): string | null {
  const known = brands.flatMap(waysToWrite);
  for (const word of folded.split(" ")) {
    const meant = closest(word, known);
    if (meant !== null) return folded.replace(wholeWords([word]), meant);
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
