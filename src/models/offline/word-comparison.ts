/** A comparison's verdict, beside its table: what is cheaper by how much, and who wins at what. Pure. */
import { areOfOneKind, byPrice, entriesOf, type Entry, type PricedEntry } from "./entries.ts";
import { bestAt, betterAt, winsAmong, type Win } from "./merits.ts";
import { shortNames } from "./names.ts";
import type { Voice } from "./phrases/index.ts";
import type { ComparisonRow, Offering } from "./results.ts";
import { money } from "./specs.ts";

/** More wins than these nobody keeps in mind. */
const MOST_WINS = 3;

export function wordComparison(offerings: readonly Offering[], rows: readonly ComparisonRow[], voice: Voice): string {
  const entries = entriesOf(offerings);
  const columns = offerings.map((_offering, at) => Object.fromEntries(rows.map(({ attribute, values }) => [attribute, values[at]])));
  const wins = winsAmong(columns);
  const verdict = !areOfOneKind(offerings)
    ? []
    : offerings.length === 2
      ? verdictOnTwo(entries, wins, voice)
      : verdictOnMany(entries, wins, voice);
  return `${[priceVerdict(entries, voice), ...verdict].join(" ")}\n\n${whichOne(offerings, voice)}`;
}

/** After a comparison places count in its table: says whose is which. */
export function whichOne(compared: readonly Offering[], { say, list }: Voice): string {
  const names = shortNames(compared);
  const gone = names.filter((_name, at) => compared[at]?.stock === 0);
  const places = list(names.map((name, at) => say("placeInTable", { position: at + 1, name })));
  return [...(gone.length > 0 ? [say("goneNamed", { names: list(gone) })] : []), say("comparisonNext", { places })].join(" ");
}

function priceVerdict(entries: readonly Entry[], { say, language, list }: Voice): string {
  const priced = byPrice(entries);
  const cheap = priced[0];
  const dear = priced.at(-1);
  if (!cheap || !dear || priced.length < 2) return say("comparisonNoPrice", { names: list(entries.map(({ name }) => name)) });
  if (cheap.price === dear.price) return say("comparisonSamePrice", { price: money(cheap.price, language) });
  return say(entries.length === 2 ? "comparisonCheaper" : "comparisonCheapest", { ...ends(cheap, dear, language) });
}

export const ends = (cheap: PricedEntry, dear: PricedEntry, language: Voice["language"]) => ({
  cheap: cheap.name,
  dear: dear.name,
  cheapPrice: money(cheap.price, language),
  dearPrice: money(dear.price, language),
  difference: money(dear.price - cheap.price, language),
});

/** What the dearer one gives for its price, then what the cheaper one is better at all the same. */
function verdictOnTwo(entries: readonly Entry[], wins: readonly Win[], { say, language, list }: Voice): string[] {
  const [cheap, dear] = byPrice(entries);
  const differs = cheap !== undefined && dear !== undefined && cheap.price < dear.price;
  const told = (differs ? [dear, cheap] : entries).flatMap(({ position, name }) => {
    const own = wins.filter(({ at }) => entries[at]?.position === position).slice(0, MOST_WINS);
    return own.length === 0 ? [] : [{ position, name, merits: list(own.map((win) => betterAt(win, language))) }];
  });
  if (told.length === 0) return [say("comparisonEven")];
  return told.map((slots, at) => {
    if (at > 0) return say("comparisonWinsToo", slots);
    return say(!differs ? "comparisonWins" : slots.position === dear.position ? "comparisonReturns" : "comparisonAlso", slots);
  });
}

function verdictOnMany(entries: readonly Entry[], wins: readonly Win[], { say, language, list }: Voice): string[] {
  const winners = wins.slice(0, MOST_WINS).flatMap((win) => {
    const name = entries[win.at]?.name;
    return name === undefined ? [] : [say("winner", { name, merit: bestAt(win, language) })];
  });
  return winners.length === 0 ? [say("comparisonEven")] : [say("comparisonWinners", { winners: list(winners) })];
}
