/** What a customer points at in the list last shown: "cái thứ 2", "#4", "the second one", "con rẻ nhất". */
import { fold, foldForMeaning } from "./fold.ts";
import { ordinalWords } from "./number-words.ts";

export type Superlative = "cheapest" | "most_expensive" | "lightest";

/** A place in the list, from 1; -1 is the last, -2 the one before it. Or what stands out by a property. */
export type Pointer = { position: number } | { superlative: Superlative };

/** Lists that people point into are short; greater numbers are model names: "con 4060". */
const LONGEST_LIST = 30;

const superlatives: readonly [RegExp, Superlative][] = [
  [/(?<![a-z])(?:re nhat|re tien nhat|gia (?:thap|re|mem|tot) nhat|cheapest|lowest[- ]priced?|least expensive)(?![a-z])/g, "cheapest"],
  [
    /(?<![a-z])(?:dat nhat|mac nhat|dat tien nhat|mac tien nhat|gia cao nhat|cao tien nhat|most expensive|priciest|highest[- ]priced?)(?![a-z])/g,
    "most_expensive",
  ],
  [/(?<![a-z])(?:nhe nhat|lightest)(?![a-z])/g, "lightest"],
];

const vietnameseOrdinal = "nhat|nhi|hai|ba|tu|bon|nam|sau|bay|tam|chin|muoi";
const englishOrdinal = "first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth";
const word = Object.keys(ordinalWords).join("|");
const classifier = "cai|con|chiec|mau|may|san pham|sp|lua chon|phuong an|em|cay|ban";
const noun = "one|item|option|product|model|laptop|phone|ssd|ram|mainboard|motherboard|drive|choice";
// Not a place in a list: "cai 16gb", "may 15 inch", "con 20 trieu", "so 2 cai".
const notMeasure = String.raw`(?![\w.,]*\w|[ -]?(?:inch|inches|in|gb|tb|g|tr|trieu|ty|cu|nghin|ngan|k|%|kg|hz|mhz|mah|wh|w|gen|nam|thang|core|nhan|m|million)(?![a-z])| con(?! (?:hang|khong|ko|gi)(?![a-z]))(?![a-z])| (?!con )(?:${classifier}|(?:${noun})s?|items?|ones?|of)(?![a-z]))`;
const index = String.raw`(\d{1,2})${notMeasure}`;
const join = String.raw`(?:,|&|va|voi|hay|hoac|and|with|or|vs\.?|versus|so voi|cung)`;

const patterns = {
  firstFew: new RegExp(
    String.raw`(?<![a-z0-9])(?:(\d{1,2}|${word}) (?:${classifier}) dau(?: tien)?|(?:the )?first (\d{1,2}|${word})(?: (?:${noun})s?)?)(?![a-z])`,
    "g",
  ),
  thOrdinal: new RegExp(String.raw`(?<![a-z0-9])(?:${classifier}) thu (\d{1,2}|${vietnameseOrdinal})(?![a-z0-9])`, "g"),
  bareTh: new RegExp(
    String.raw`(?<![a-z0-9])(?<!(?:giao|ngay|tuan|hom|luc|sang|chieu|toi) )thu (\d{1,2}|${vietnameseOrdinal})(?! (?:tuan|toi|nay|${classifier})(?![a-z])|[a-z0-9])`,
    "g",
  ),
  marked: new RegExp(String.raw`(?<![a-z0-9])(?:${classifier}) (?:so )?${index}`, "g"),
  number: new RegExp(
    String.raw`(?<![a-z0-9])(?:so|number|no\.?|option|item|product|choice) ?(?:${index}|(one|two|three|four|five|mot|hai|ba|bon|nam)(?![a-z0-9]))`,
    "g",
  ),
  hash: new RegExp(String.raw`#\s?(\d{1,2})(?!\d)`, "g"),
  first: new RegExp(String.raw`(?<![a-z0-9])(?:(?:${classifier}) dau(?: tien)?|(?:${classifier}) tren cung|dau danh sach)(?![a-z])`, "g"),
  last: new RegExp(
    String.raw`(?<![a-z0-9])(?:(?:${classifier}) (?:cuoi(?: cung)?|sau cung)|(?:the )?last (?:one|${noun})|the last)(?![a-z])`,
    "g",
  ),
  beforeLast: new RegExp(
    String.raw`(?<![a-z0-9])(?:(?:${classifier}) (?:ap|ke) chot|(?:${classifier}) ke cuoi|second to last|next to last)(?![a-z])`,
    "g",
  ),
  english: new RegExp(
    String.raw`(?<![a-z0-9])(?:(\d{1,2})(?:st|nd|rd|th)|the (${englishOrdinal})|(${englishOrdinal}) (?:${noun}))(?! (?:gen|time)|[a-z0-9])`,
    "g",
  ),
  compared: new RegExp(String.raw`(?<![a-z0-9])(?:so sanh|compare)(?: (?:numbers?|so|#))? ${index}`, "g"),
  continued: new RegExp(String.raw`^ ?${join} ?(?:(?:the )?(?:${classifier}) )?(?:thu |so |number |#)?${index}`),
} as const;

/** A message of at most this many words may point with a bare ordinal: "đầu tiên", "second", "2". */
const TERSE = 3;
const terse: readonly [RegExp, number][] = [
  [/^(?:dau tien|dau|the first|first)$/, 1],
  [/^(?:cuoi|cuoi cung|last|the last)$/, -1],
];

/** The first thing pointed at, or null. */
export function findPointer(text: string): Pointer | null {
  return findPointers(text)[0] ?? null;
}

/** Everything pointed at, in the order said and each once: "so sánh cái 1 và 3" → 1, 3. */
export function findPointers(text: string): Pointer[] {
  const folded = foldForMeaning(text);
  const found = [...positionsIn(folded), ...superlativesIn(folded)].toSorted((one, other) => one.at - other.at);
  const pointers = found.length > 0 ? found.flatMap((place) => place.pointers) : terselyIn(folded);
  const keys = pointers.map((pointer) => JSON.stringify(pointer));
  return pointers.filter((_pointer, at) => keys.indexOf(keys[at] ?? "") === at);
}

interface Place {
  at: number;
  end: number;
  pointers: Pointer[];
}

function positionsIn(folded: string): Place[] {
  const places: Place[] = [];
  const add = (match: RegExpMatchArray, positions: readonly number[]): void => {
    const at = match.index ?? 0;
    const end = at + match[0].length;
    const valid = positions.filter((position) => position !== 0 && position <= LONGEST_LIST);
    const taken = places.some((place) => at < place.end && end > place.at);
    if (valid.length > 0 && !taken) places.push({ at, end, pointers: valid.map((position) => ({ position })) });
  };
  for (const match of folded.matchAll(patterns.firstFew)) add(match, upTo(numberOf(match[1] ?? match[2])));
  for (const match of folded.matchAll(patterns.beforeLast)) add(match, [-2]);
  for (const name of ["thOrdinal", "bareTh", "marked", "number", "hash", "english", "compared"] as const) {
    for (const match of folded.matchAll(patterns[name])) add(match, [numberOf(match.slice(1).find((group) => group !== undefined))]);
  }
  for (const match of folded.matchAll(patterns.first)) add(match, [1]);
  for (const match of folded.matchAll(patterns.last)) add(match, [-1]);
  return places.map((place) => continueList(folded, place));
}

/** "cai 1, 2 va 3": numbers that follow a place belong to the same list. */
function continueList(folded: string, place: Place): Place {
  const match = patterns.continued.exec(folded.slice(place.end));
  const position = numberOf(match?.[1]);
  if (!match || position === 0 || position > LONGEST_LIST) return place;
  return continueList(folded, { ...place, end: place.end + match[0].length, pointers: [...place.pointers, { position }] });
}

function superlativesIn(folded: string): Place[] {
  return superlatives.flatMap(([pattern, superlative]) =>
    [...folded.matchAll(pattern)].map((match) => ({ at: match.index, end: match.index + match[0].length, pointers: [{ superlative }] })),
  );
}

function terselyIn(folded: string): Pointer[] {
  const bare = folded.replace(/[.!?]+$/, "").replace(/ (?:di|nhe|nha|a|please)$/, "");
  if (bare.split(" ").length > TERSE) return [];
  const listed = terse.find(([pattern]) => pattern.test(bare));
  if (listed) return [{ position: listed[1] }];
  const position = /^\d{1,2}$/.test(bare) ? Number(bare) : /^(?:second|third|fourth|fifth)$/.test(bare) ? numberOf(bare) : 0;
  return position > 0 && position <= LONGEST_LIST ? [{ position }] : [];
}

function numberOf(said: string | undefined): number {
  if (said === undefined) return 0;
  return /^\d+$/.test(said) ? Number(said) : (ordinalWords[fold(said)] ?? 0);
}

function upTo(count: number): number[] {
  return Array.from({ length: Math.min(count, LONGEST_LIST) }, (_none, at) => at + 1);
}
