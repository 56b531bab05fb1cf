/** One offering, in words beside its card: price, stock, what sets it apart from the list that it came from. Pure. */
import { areOfOneKind, byPrice, entriesOf } from "./entries.ts";
import { bestWords, winsAmong } from "./merits.ts";
import { shortName } from "./names.ts";
import type { Voice } from "./phrases/index.ts";
import type { Offering } from "./results.ts";
import { askedSpecs, tellingSpecs } from "./specs.ts";
import { priceOf, stockOf } from "./word-offer.ts";

/** Things worth knowing of an offering, all in all. */
const ROOM = 3;

/** `asks` are words of attributes' names that the customer asked about; `shown` is the list before it. */
export function wordDetails(offering: Offering, asks: readonly string[], shown: readonly Offering[], voice: Voice): string {
  const { say, language, list } = voice;
  const facts = { name: shortName(offering), price: priceOf(offering, voice), stock: stockOf(offering, voice) };
  const next = say(offering.stock === 0 ? "detailsNextSoldOut" : "detailsNext");
  const asked = askedSpecs(offering.attributes, asks, language);
  if (asked.length > 0) return join(say("detailsAsked", { ...facts, specs: asked.join(", ") }), next);
  const best = standing(offering, shown, voice);
  const telling = offering.highlights.length > 0 ? offering.highlights : tellingSpecs(offering.attributes, language);
  const specs = telling.filter((spec) => !isSaidBy(facts.name, spec)).slice(0, best.length > 0 ? ROOM - 1 : ROOM);
  return join(
    asks.length > 0 ? say("specMissing") : "",
    say("details", facts),
    specs.length > 0 ? say("detailsSpecs", { specs: specs.join(", ") }) : (offering.summary ?? ""),
    best.length > 0 ? say("detailsBest", { merits: list(best), count: differentIn(shown).length }) : "",
    next,
  );
}

/** "Dung lượng 1 TB" is no news of an "SSD 1TB". */
function isSaidBy(name: string, spec: string): boolean {
  const value = /\d[\d.,]* ?\p{L}+$/u.exec(spec)?.[0];
  return value !== undefined && plain(name).includes(plain(value));
}

const plain = (text: string): string => text.toLowerCase().replace(/[\s.,]/g, "");

/** At what it beats all others of the list: its price, and what it has. */
function standing(offering: Offering, shown: readonly Offering[], { say, language }: Voice): string[] {
  const others = differentIn(shown);
  const own = others.findIndex(({ code }) => code !== "" && code === offering.code);
  if (own < 0 || others.length < 3 || !areOfOneKind(others)) return [];
  const [cheapest, second] = byPrice(entriesOf(others));
  const isCheapest = cheapest?.offering.code === offering.code && second !== undefined && cheapest.price < second.price;
  const wins = winsAmong(others.map(({ attributes }) => attributes)).filter(({ at }) => at === own);
  return [...(isCheapest ? [say("cheapest")] : []), ...wins.map((win) => bestWords(win, language))].slice(0, ROOM - 1);
}

/** After a comparison one offering can stand in two places. */
const differentIn = (shown: readonly Offering[]): Offering[] => [...new Map(shown.map((one) => [one.code || one.name, one])).values()];

const join = (...sentences: string[]): string => sentences.filter((sentence) => sentence !== "").join(" ");
