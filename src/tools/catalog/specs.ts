/** Reads specs out of folded text. Pure; what customers write is data in spec-patterns.ts. */
import { isRefused } from "./refusals.ts";
import { measures, wordings, type Measure } from "./spec-patterns.ts";

/** What an attribute must satisfy: a range of numbers, to contain one of some words or none of others, or to be so. */
export interface SpecConstraint {
  min?: number | undefined;
  max?: number | undefined;
  /** Folded terms. */
  any_of?: string[] | undefined;
  /** Folded terms that it must not contain. */
  none_of?: string[] | undefined;
  is?: boolean | undefined;
}
export type Specs = Record<string, SpecConstraint>;

/** Specs and the text without them. */
export interface SpecsFound {
  specs: Specs;
  rest: string;
}

const atLeast = "(?:it nhat|toi thieu|lon hon|khong duoi|tren|tu|hon|at least|more than|over|above|minimum|min|>=?)";
const atMost = "(?:toi da|khong qua|nho hon|nhe hon|duoi|less than|lighter than|smaller than|at most|under|below|up to|max|<=?)";
const orMore = String.raw`(?:tro len|do len|or more|and up|or above|\+)`;
const orLess = "(?:tro xuong|do lai|or less|or below)";

/** Reads what can concern `type`; without a type, everything. */
export function findSpecs(folded: string, type: string | undefined): SpecsFound {
  const specs: Specs = {};
  const concerns = (types: readonly string[] | undefined): boolean => !types || (type !== undefined && types.includes(type));
  let rest = takeCapacities(folded, type, specs);
  for (const { attribute, pattern, says, types } of wordings) {
    if (!concerns(types)) continue;
    rest = take(rest, pattern, (match) => {
      const said = says.replace(/\$(\d)/g, (_group, number: string) => match[Number(number)] ?? "");
      const key = isRefused(match.input.slice(0, match.index)) ? "none_of" : "any_of";
      specs[attribute] = { ...specs[attribute], [key]: [...(specs[attribute]?.[key] ?? []), said.replace(/\s+/g, " ").trim()] };
    });
  }
  for (const measure of measures) {
    if (measure.types && type !== undefined && !measure.types.includes(type)) continue;
    rest = take(rest, patternOf(measure), (match) => {
      const value = numberOf(match.groups?.["value"] ?? "", measure.attribute);
      specs[measure.attribute] = bounded(match, measure.bare, value, measure.slack);
    });
  }
  return { specs, rest };
}

/** The size that a customer means by a capacity: 500, 512 and 480 GB drives are one size; memory is exact. */
export function sizeNear(attribute: string, gigabytes: number): SpecConstraint {
  const share = attribute === "ram_gb" ? 0 : attribute === "capacity_gb" && gigabytes < 120 ? 0 : 0.065;
  return { min: Math.round(gigabytes * (1 - share)), max: Math.round(gigabytes * (1 + share)) };
}

function patternOf({ lead, needsLead, number, unit }: Measure): RegExp {
  const leading = lead === undefined ? "" : `(?:(?:${lead}) )${needsLead ? "" : "?"}`;
  const bound = `(?:(?<atLeast>${atLeast}) ?|(?<atMost>${atMost}) ?)?`;
  const suffix = `(?: ?(?<orMore>${orMore})| ?(?<orLess>${orLess}))?`;
  return new RegExp(
    `(?<![a-z0-9.,])${bound}${leading}${bound.replaceAll("?<at", "?<now")}(?<value>${number}) ?${unit}(?![a-z0-9])${suffix}`,
    "g",
  );
}

/** Names a range after the words around a number. */
function bounded(match: RegExpMatchArray, bare: Measure["bare"], value: number, slack = { below: 0, above: 0 }): SpecConstraint {
  const said = match.groups ?? {};
  if (said["atMost"] ?? said["nowMost"] ?? said["orLess"]) return { max: value };
  if (said["atLeast"] ?? said["nowLeast"] ?? said["orMore"]) return { min: value };
  if (bare === "min") return { min: value };
  if (bare === "max") return { max: value };
  const isWhole = Number.isInteger(value);
  return { min: value - slack.below, max: value + (isWhole ? slack.above : slack.below) };
}

const memory = "ram|bo nho ram|memory";
const drive = "ssd|o cung|bo nho trong|bo nho|storage|rom|dung luong|capacity";
const capacity = new RegExp(
  String.raw`(?<![a-z0-9.,x])(?:(?<atLeast>${atLeast}) |(?<atMost>${atMost}) )?(?:(?:(?<memory>${memory})|(?<drive>${drive})) )?(?:(?<nowLeast>${atLeast}) ?|(?<nowMost>${atMost}) ?)?` +
    String.raw`(?<value>\d{1,4}(?:[.,]\d)?) ?(?<unit>gb|tb|g|gig)(?![a-z0-9])(?: ?(?<orMore>${orMore})| ?(?<orLess>${orLess}))?(?: (?:of )?(?:(?<memoryAfter>${memory})|(?<driveAfter>ssd|storage|rom|bo nho trong)))?(?![a-z0-9])`,
  "g",
);
const kit = /\b(\d) ?x ?(\d{1,2}) ?gb?\b/g;
/** "8/256" of phones and "16GB/512GB" of laptops. */
const pair = /(?<![a-z0-9/])(\d{1,2}) ?(?:gb?)? ?[/+] ?(\d{3,4}|[12] ?tb)(?: ?gb?)?(?![a-z0-9/])/g;

/** Reads sizes in GB and TB, and tells memory from storage by the words beside them, the type and the size. */
function takeCapacities(folded: string, type: string | undefined, specs: Specs): string {
  let text = folded;
  if (type === "ram") text = take(text, kit, ([, sticks, each]) => void (specs["kit"] = { any_of: [`${sticks}x${each}gb`] }));
  text = text.replace(pair, (_both, ram: string, size: string) => `${ram}gb ${/tb/.test(size) ? size : `${size}gb`}`);
  return take(text, capacity, (match) => {
    const said = match.groups ?? {};
    const gigabytes = Number((said["value"] ?? "").replace(",", ".")) * (said["unit"] === "tb" ? 1000 : 1);
    // "5g" and "4g" are networks.
    if (said["unit"] === "g" && gigabytes < 8) return false;
    const attribute = capacityOf(
      type,
      gigabytes,
      Boolean(said["memory"] ?? said["memoryAfter"]),
      Boolean(said["drive"] ?? said["driveAfter"]),
    );
    if (attribute === null) return false;
    const range = bounded(match, attribute === "max_ram_gb" ? "min" : "exact", gigabytes);
    specs[attribute] = range.min !== undefined && range.max !== undefined ? sizeNear(attribute, gigabytes) : range;
    return true;
  });
}

/** Above this, a size without a word is storage: no laptop or phone of a shop has so much memory. */
const MOST_MEMORY_GB = 96;

function capacityOf(type: string | undefined, gigabytes: number, isMemory: boolean, isDrive: boolean): string | null {
  if (type === "ram" || type === "ssd") return "capacity_gb";
  if (type === "mainboard") return isMemory ? "max_ram_gb" : null;
  if (type !== "laptop" && type !== "phone") return null;
  if (isMemory) return "ram_gb";
  return isDrive || gigabytes > MOST_MEMORY_GB ? "storage_gb" : "ram_gb";
}

function numberOf(written: string, attribute: string): number {
  const grouped = attribute === "battery_mah" || attribute === "read_mbps";
  return Number(grouped ? written.replace(/[.,]/g, "") : written.replace(",", "."));
}

/** Cuts every match out of the text, unless `visit` says that it is not what it looks like. */
function take(text: string, pattern: RegExp, visit: (match: RegExpExecArray) => boolean | void): string {
  const kept: string[] = [];
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    if (visit(match) === false) continue;
    kept.push(text.slice(from, match.index));
    from = match.index + match[0].length;
  }
  return [...kept, text.slice(from)].join(" ").replace(/\s+/g, " ").trim();
}
