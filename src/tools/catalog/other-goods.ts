/** Goods that customers ask any shop for, so that a shop without them can say so rather than show what it has. Pure. */
import { fold } from "../../language/index.ts";
import { wholeWords } from "./phrases.ts";

/** What a laptop or a phone has as well is goods only where it is bought, or alone. */
function onTheirOwn(...names: readonly string[]): string[] {
  return names.flatMap((name) => [`(?<=(?:ban|mua|tim|sell|buy) )${name}`, `(?<=^)${name}(?=$)`]);
}

/** Each thing in the ways that it is called, folded. */
const goods: readonly (readonly string[])[] = [
  ["tu lanh", "tu dong", "fridges?", "refrigerators?", "freezers?"],
  ["may giat", "may say", "washing machines?", "washers?", "dryers?"],
  ["dieu hoa", "may lanh", "air conditioners?", "quat dien", "quat may"],
  ["ti ?vi", "tivis?", "televisions?", "tvs?", "smart tv"],
  ["tai nghe", "headphones?", "headsets?", "earphones?", "earbuds?", "airpods?"],
  ["soundbars?", ...onTheirOwn("loa", "speakers?")],
  onTheirOwn("ban phim", "keyboards?"),
  ["chuot(?: may tinh)?", "mouse", "mice"],
  ["man hinh may tinh", "monitors?"],
  ["may in", "printers?"],
  ["may tinh bang", "tablets?", "ipads?"],
  ["dong ho(?: thong minh)?", "smart ?watch(?:es)?", "apple watch"],
  ["sac du phong", "pin du phong", "power ?banks?"],
  ["op lung", "bao da", "phone cases?"],
  ["may hut bui", "vacuum cleaners?", "noi com(?: dien)?", "noi chien", "rice cookers?", "lo vi song", "microwaves?", "bep tu"],
  ["xe may", "xe dap", "motorbikes?", "bicycles?", "giay dep", "quan ao", "clothes", "shoes"],
  ["may choi game", "playstation", "ps5", "xbox", "nintendo"],
];
const patterns = goods.map(wholeWords);

/** What of these goods the text asks for first, and where it stands; null for none. A type of the tenant's own is not among them. */
export function findOtherGoods(folded: string, types: readonly string[]): { phrase: string; start: number } | null {
  const own = types.map((type) => fold(type).replaceAll(/[-_]/g, " "));
  const found = patterns
    .filter((pattern) => !own.some((type) => new RegExp(pattern.source).test(type)))
    .flatMap((pattern) => [...folded.matchAll(pattern)])
    .map((match) => ({ phrase: match[0], start: match.index }))
    .toSorted((one, other) => one.start - other.start || other.phrase.length - one.phrase.length);
  return found[0] ?? null;
}
