/** Rules for finding, narrowing, looking at and comparing. Pure. */
import { terms } from "../../../language/index.ts";
import type { Context, Heard, Rule } from "../heard.ts";
import type { Intent } from "../intent.ts";
import { partKinds } from "../lexicon/goods.ts";
import { asksOf } from "../lexicon/properties.ts";
import { shopTopics, topicOf } from "../lexicon/topics.ts";
import { foldSaid, intents } from "../lexicon/words.ts";
import { allNamedIn, barePositionsIn, hasSuperlative, namedIn, positionsIn, targetOf } from "../point.ts";
import type { Offering } from "../results.ts";

export const compareRule: Rule = (heard) => (intents.compare.test(heard.folded) ? compareOf(heard.said, heard) : null);

export function compareOf(said: string, { shown, focus }: Context): Extract<Intent, { kind: "compare" }> {
  const pointed = positionsIn(said, shown);
  const named = pointed.length > 0 ? pointed : allNamedIn(said, shown);
  const positions = named.length > 0 ? named : barePositionsIn(said, shown);
  return { kind: "compare", positions, withFocus: positions.length === 1 && (focus !== null || intents.thisOne.test(foldSaid(said))) };
}

export const adviseRule: Rule = ({ folded, kind, constrains, points }) =>
  intents.advise.test(folded) && kind === null && !constrains && !points ? { kind: "advise" } : null;

/** Nothing but "another" says no more than that what was shown is not it. */
const otherOnly = /^(?:khac|khac nua|other|others|else|different|more|hon)$/;

export const moreRule: Rule = ({ folded, query, kind, constrains }) => {
  if (kind !== null || constrains) return null;
  if (intents.again.test(folded)) return { kind: "again" };
  return intents.more.test(folded) || otherOnly.test(foldSaid(query)) ? { kind: "more" } : null;
};

export const pointRule: Rule = ({ said, folded, positions, kind, shown, query }) => {
  const superlative = hasSuperlative(said);
  if (superlative && (kind !== null || positions.length === 0)) {
    const kindOfSearch = shown.length > 0 && kind === null ? "narrow" : "search";
    if (superlative === "lightest") return { kind: kindOfSearch, query };
    return { kind: kindOfSearch, query, sort: superlative === "cheapest" ? "price_asc" : "price_desc" };
  }
  const [position] = positions;
  return position === undefined ? null : { kind: "view", target: { position }, asks: asksOf(folded) };
};

const asking = /(?<![a-z])(?:khong|ko|bao lau|bao nhieu|the nao|sao|gi|do|does|is|how|what|when|where)(?![a-z])|\?/;
const seeking = /(?<![a-z])(?:cho .{0,6}(?:xem|coi)|tim|kiem|show|find|look(?:ing)? for|muon mua|can mua)(?![a-z])/;
const within = /(?<![a-z])(?:loai|nao|phien ban|with|anything|any|it)(?![a-z])/;

/** Goods, makers, specs or money were named: a search, unless it is a question about something else. */
export const goodsRule: Rule = (heard) => {
  const { folded, kind, constrains, query } = heard;
  if (kind === null && !constrains) return null;
  const seeks = seeking.test(folded);
  const topic = topicOf(shopTopics, folded);
  if (topic !== null && asking.test(folded) && !seeks) return propertyRule(heard) ?? { kind: "question", topic };
  const one = seeks ? null : oneOffering(heard);
  if (one) return one;
  if (query === "") return null;
  return narrows(heard, seeks) ? narrowed(heard) : { kind: "search", query };
};

/** "con vivobook bao nhiêu tiền": the words name one offering of the list, or ask about the one looked at. */
function oneOffering(heard: Heard): Intent | null {
  const { folded, said, shown, maker, kind, constrains } = heard;
  const named = namedIn(said, shown);
  const asksAbout = intents.property.test(folded) || intents.view.test(folded);
  const namesLine =
    maker !== null && kind === null && !intents.narrow.test(folded) && !shown.some((offering) => brandOf(offering) === maker);
  if (named !== null && (asksAbout || namesLine)) return { kind: "view", target: { position: named }, asks: asksOf(folded) };
  if (kind !== null && asking.test(folded) && new RegExp(`${kind} (?:nay|do|kia)(?![a-z])`).test(folded)) {
    return { kind: "view", target: targetOf(said, shown, heard.focus), asks: asksOf(folded) };
  }
  return asksAbout && (intents.thisOne.test(folded) || !constrains) ? propertyRule(heard) : null;
}

const brandOf = (offering: Offering): string => foldSaid(offering.brand ?? "");

function narrows({ folded, kind, shown }: Heard, seeks: boolean): boolean {
  if (shown.length === 0) return false;
  const compares = intents.narrow.test(folded);
  if (kind === null) return !seeks || compares;
  if (intents.except.test(folded) || (compares && shown.some((offering) => isOfKind(offering, kind)))) return true;
  return partKinds.test(kind) && !seeks && within.test(folded) && shown.some((offering) => hasPart(offering, kind));
}

const isOfKind = ({ type, name, summary }: Offering, kind: string): boolean =>
  foldSaid(`${type ?? ""} ${name} ${summary ?? ""}`).includes(kind);

/** Laptops have RAM, RAM has none. */
function hasPart({ attributes, type }: Offering, kind: string): boolean {
  const asks = asksOf(kind);
  return !asks.includes(type ?? "") && Object.keys(attributes).some((name) => name.split("_").some((word) => asks.includes(word)));
}

/** A question about one offering, or a look at it. */
export const propertyRule: Rule = ({ folded, said, shown, focus }) => {
  const topic = topicOf(shopTopics, folded);
  const asksWarranty = topic === "warranty" && (focus !== null || namedIn(said, shown) !== null);
  if (topic !== null && !asksWarranty) return null;
  if (!asksWarranty && !intents.view.test(folded) && !intents.property.test(folded)) return null;
  return { kind: "view", target: targetOf(said, shown, focus), asks: asksOf(folded) };
};

export const narrowRule: Rule = (heard) => {
  const { folded } = heard;
  if (intents.no.test(folded)) return null;
  return intents.narrow.test(folded) || intents.tooDear.test(folded) ? narrowed(heard) : null;
};

const wantsCheaper = /(?<![a-z])(?:re hon|mem hon|cheaper|less expensive)(?![a-z])/;
/** "bỏ Alfa ra", in the words that a search understands. */
const takenOut = /^(?:bỏ|bo|loại|loai)\s+(.+)\s+ra$/iu;
const findsItDear = { vi: "rẻ hơn", en: "cheaper" } as const;

function narrowed({ shown, query, folded }: Heard): Intent {
  const dear = intents.tooDear.test(folded);
  const wish = dear ? findsItDear[/expensive|dear|pricey|much/.test(folded) ? "en" : "vi"] : query.replace(takenOut, "trừ $1");
  if (wish === "" || (dear && shown.length === 0)) return { kind: "need" };
  const sort = dear || wantsCheaper.test(folded) ? ({ sort: "price_asc" } as const) : {};
  return { kind: shown.length > 0 ? "narrow" : "search", query: wish, ...sort };
}

/** Someone who tells a story is not searching. */
const LONGEST_SEARCH = 12;
const wholeShop =
  /(?<![a-z])(?:ban (?:nhung )?gi|co (?:ban )?(?:nhung |cac )?(?:gi|san pham|mat hang)|san pham (?:gi|nao)|what .*(?:sell|have)|all products|everything)(?![a-z])/;

export const searchRule: Rule = (heard) => {
  const { folded, query, said, shown } = heard;
  if (wholeShop.test(folded)) return { kind: "search", query: "" };
  if (!intents.search.test(folded)) return null;
  // "có màu hồng không" asks it of the list in front of the customer.
  if (shown.length > 0 && !seeking.test(folded) && query !== "") return narrowed(heard);
  return query === "" || terms(said).length > LONGEST_SEARCH ? { kind: "need" } : { kind: "search", query };
};

/** "vivobook" alone, after a list with one of that name; a word of several narrows the list. */
export const nameRule: Rule = ({ said, shown, query }) => {
  const position = namedIn(said, shown);
  if (position !== null) return { kind: "view", target: { position }, asks: [] };
  const known = new Set(shown.flatMap((offering) => [...terms(offering.name), ...terms(offering.brand ?? "")]));
  return query !== "" && terms(query).every((word) => known.has(word)) ? { kind: "narrow", query } : null;
};
