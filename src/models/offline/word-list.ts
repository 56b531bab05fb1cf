/** A list that was found, in words beside its card: how many, at what prices, and which are worth a look. Pure. */
import { areOfOneKind, byPrice, entriesOf, type Entry } from "./entries.ts";
import type { Intent } from "./intent.ts";
import { asksOf } from "./lexicon/properties.ts";
import { foldSaid } from "./lexicon/words.ts";
import { bestAt, winsAmong } from "./merits.ts";
import { shortName } from "./names.ts";
import type { PhraseKey, Voice } from "./phrases/index.ts";
import type { ToolOutcome, Understood } from "./results.ts";
import { attributeStem, money } from "./specs.ts";
import { priceOf, stockOf } from "./word-offer.ts";

type List = Extract<ToolOutcome, { kind: "list" }>;

export function wordList(list: List, intent: Intent, voice: Voice): string {
  const { offerings, total, understood } = list;
  const query = intent.kind === "search" || intent.kind === "narrow" ? intent.query : "";
  if (offerings.length === 0) return voice.say(intent.kind === "narrow" ? "listEmptyNarrowed" : "listEmpty", { query });
  if (offerings.length === 1 && total <= 1) return wordOne(list, voice);
  const entries = entriesOf(offerings);
  const { sentences, worthALook } = pointers(entries, understood, [...asksOf(foldSaid(query)), ...askedOf(understood)], voice);
  // Who has said what counts is not asked for a budget.
  const isWide = total > offerings.length && !["price_min", "price_max", "sort"].some((key) => key in understood);
  const next = voice.say(isWide ? "listNextWide" : "listNext", { position: worthALook.position });
  return `${[opening(list, intent, entries, voice), ...sentences].join(" ")}\n\n${next}`;
}

function wordOne({ offerings: [only], understood }: List, voice: Voice): string {
  if (!only) return "";
  const words = ignoredIn(understood);
  const slots = { name: shortName(only), price: priceOf(only, voice), stock: stockOf(only, voice), words };
  const next = voice.say(only.stock === 0 ? "detailsNextSoldOut" : "listOneNext");
  return `${voice.say(words === "" ? "listOne" : "listOneNear", slots)} ${next}`;
}

function opening({ offerings, total, understood }: List, intent: Intent, entries: readonly Entry[], { say, language }: Voice): string {
  const words = ignoredIn(understood);
  const count = offerings.length;
  const narrowed = intent.kind === "narrow";
  const key: PhraseKey = words !== "" ? "listNear" : total > count ? "listSome" : narrowed ? "listNarrowed" : "listPlain";
  const priced = byPrice(entries);
  const [low, high] = [priced[0], priced.at(-1)];
  const prices = low?.price === high?.price ? "priceSame" : "priceRange";
  const range = low && high && priced.length > 1 ? say(prices, { low: money(low.price, language), high: money(high.price, language) }) : "";
  return say(key, { count, total, words, range });
}

/** What to look at first: by price, by what was asked for or else by what customers ask for most; and what is not to be had. */
function pointers(entries: readonly Entry[], understood: Understood, asked: readonly string[], voice: Voice) {
  const { say, language } = voice;
  const available = entries.filter(({ soldOut }) => !soldOut);
  const among = available.length > 0 ? available : entries;
  const price = atPriceEnd(entries, among, understood);
  const offerings = entries.map(({ offering }) => offering);
  const columns = offerings.map(({ attributes }) => attributes);
  const wins = (areOfOneKind(offerings) ? winsAmong(columns, asked) : []).flatMap((win) =>
    among.filter((entry) => entry === entries[win.at]).map((entry) => ({ win, entry })),
  );
  const isBoth = (position: number) => price?.key === "pointCheapest" && price.entry.position === position;
  const stand = wins.find(({ win, entry }) => entry.position !== price?.entry.position || (win.asked && isBoth(entry.position)));
  const both = stand !== undefined && isBoth(stand.entry.position);
  const slots = ({ offering, position, name }: Entry) => ({ position, name, price: priceOf(offering, voice) });
  const ofPrice = price && !both ? [say(price.key, slots(price.entry))] : [];
  const ofMerit = stand ? [say(both ? "pointBoth" : "pointMerit", { ...slots(stand.entry), merit: bestAt(stand.win, language) })] : [];
  const sentences = stand?.win.asked ? [...ofMerit, ...ofPrice] : [...ofPrice, ...ofMerit];
  const byWish = understood["sort"] === "price_asc" || understood["sort"] === "price_desc" ? [price, stand] : [stand, price];
  const worthALook = byWish.find((point) => point)?.entry ?? among[0] ?? { position: 1 };
  return { sentences: [...sentences, ...soldOut(entries, voice)], worthALook };
}

/** The cheapest that can be had, or the dearest where that was asked for; none where several share the price. */
function atPriceEnd(entries: readonly Entry[], among: readonly Entry[], understood: Understood): { key: PhraseKey; entry: Entry } | null {
  const dearest = understood["sort"] === "price_desc";
  const inOrder = (list: readonly Entry[]) => (dearest ? byPrice(list).toReversed() : byPrice(list));
  const [first, second] = inOrder(among);
  const [ofAll] = inOrder(entries);
  if (!first || !ofAll || byPrice(entries).length < 2 || first.price === second?.price) return null;
  if (first.price !== ofAll.price) return { key: dearest ? "pointDearestLeft" : "pointCheapestLeft", entry: first };
  return { key: dearest ? "pointDearest" : "pointCheapest", entry: first };
}

function soldOut(entries: readonly Entry[], { say, list }: Voice): string[] {
  const gone = entries.filter((entry) => entry.soldOut);
  const [only] = gone;
  if (!only) return [];
  if (gone.length === entries.length) return [say("goneAll")];
  return [
    say(gone.length === 1 ? "goneOne" : "goneSome", { name: only.name, positions: list(gone.map(({ position }) => String(position))) }),
  ];
}

/** Words of the attributes that the search was about. */
function askedOf({ specs, sort }: Understood): string[] {
  const constrained =
    typeof specs === "object" && specs !== null ? Object.keys(specs).flatMap((name) => attributeStem(name).split("_")) : [];
  return [...constrained, ...(sort === "longest_battery" ? ["battery"] : sort === "lightest" ? ["weight"] : [])];
}

const ignoredIn = ({ text_ignored: words }: Understood): string => (Array.isArray(words) ? words.join(" ") : "");
