/** Which type of offering a text is about. Pure. */
import { fold } from "../../language/index.ts";
import { wholeWords } from "./phrases.ts";
import { tellingWords } from "./spec-patterns.ts";
import { closest } from "./typos.ts";
import { partTypes, typeWords, typeWordsWithTypos, wordsThatStay } from "./vocabulary.ts";

const wordsOfType = new Map(Object.entries(typeWords));
const typosOfType = new Map(Object.entries(typeWordsWithTypos));

export interface TypeFound {
  type: string | undefined;
  /** Types asked for in the same breath: "dien thoai va laptop". */
  alsoTypes: string[];
  /** Where the type is named; undefined when it is only told by other words. */
  start?: number | undefined;
  /** "ram laptop": memory that has to fit a laptop. */
  isForLaptop: boolean;
  /** The text without the words of the type; a word such as "macbook" stays, for it says more than the type. */
  rest: string;
}

interface Mention {
  type: string;
  start: number;
  end: number;
}

/** Finds the type among those that the tenant sells, typos included. Takes folded text. */
export function findType(folded: string, types: readonly string[]): TypeFound {
  const exact = types.flatMap((type) => mentionsOf(folded, type)).toSorted((one, other) => one.start - other.start);
  const mentions = exact.length > 0 ? exact : mentionsWithTypos(folded, types);
  const joined = joinedTypes(folded, mentions);
  const named = joined.length > 1 ? foundAs(folded, joined, joined) : oneType(folded, mentions);
  if (named) return named;
  const told = tellingWords.find(([pattern, type]) => types.includes(type) && pattern.test(folded));
  return { type: told?.[1], alsoTypes: [], isForLaptop: false, rest: folded };
}

function oneType(folded: string, mentions: readonly Mention[]): TypeFound | null {
  const hosts = mentions.filter((mention) => !partTypes.has(mention.type));
  const part = mentions.find((mention) => partTypes.has(mention.type));
  const [host] = hosts;
  if (part && (!host || (part.start < host.start && !/\d ?[gt]b (?:of )?$/.test(folded.slice(0, part.start))))) {
    const found = foundAs(folded, [part], [...mentions.filter(({ type }) => type === part.type), ...hosts]);
    return { ...found, isForLaptop: part.type === "ram" && host?.type === "laptop" };
  }
  if (!host) return null;
  return foundAs(
    folded,
    [host],
    hosts.filter(({ type }) => type === host.type),
  );
}

/** The types of `meant`, the first before the others, and the text without the mentions `taken`. */
function foundAs(folded: string, meant: readonly Mention[], taken: readonly Mention[]): TypeFound {
  const [type, ...alsoTypes] = new Set(meant.map((mention) => mention.type));
  return { type, alsoTypes, start: meant[0]?.start, isForLaptop: false, rest: without(folded, taken) };
}

/** The first mention and those that nothing but "and" or "or" parts from it, when they are of more than one type. */
function joinedTypes(folded: string, mentions: readonly Mention[]): Mention[] {
  const joined = mentions.slice(0, 1);
  for (const mention of mentions.slice(1)) {
    const last = joined.at(-1);
    if (!last || !/^ ?(?:,|&|\+|va|hoac|hay|lan|and|or)(?: (?:ca|mot|cac|nhung|a|an|some))? ?$/.test(folded.slice(last.end, mention.start)))
      break;
    // "laptop, ram 16gb": a part of that size is what the laptop has.
    if (partTypes.has(mention.type) && !partTypes.has(last.type) && /^ ?\d+ ?[gt]b/.test(folded.slice(mention.end))) break;
    joined.push(mention);
  }
  return new Set(joined.map(({ type }) => type)).size > 1 ? joined : [];
}

function mentionsOf(folded: string, type: string): Mention[] {
  const words = wordsOfType.get(type) ?? [fold(type).replace(/[^\p{L}\p{N} ]/gu, " ")];
  return [...folded.matchAll(wholeWords(words))].map((match) => ({ type, start: match.index, end: match.index + match[0].length }));
}

/** Looks at each word, and each two words together, for one that is nearly a word of a type. */
function mentionsWithTypos(folded: string, types: readonly string[]): Mention[] {
  const words = [...folded.matchAll(/[a-z0-9]+/g)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
  const windows = words.flatMap((word, at) => [{ start: word.start, end: words[at + 1]?.end ?? word.end }, word]);
  for (const { start, end } of windows) {
    for (const type of types) {
      if (closest(folded.slice(start, end), typosOfType.get(type) ?? [])) return [{ type, start, end }];
    }
  }
  return [];
}

function without(folded: string, mentions: readonly Mention[]): string {
  const cut = mentions.toSorted((one, other) => other.start - one.start);
  const rest = cut.reduce((text, { start, end }) => {
    const word = text.slice(start, end).replace(/s$/, "");
    return `${text.slice(0, start)} ${wordsThatStay.has(word) ? word : ""} ${text.slice(end)}`;
  }, folded);
  return rest.replace(/\s+/g, " ").trim();
}
