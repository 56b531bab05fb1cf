/** Attributes of an offering in words: a label from the dictionary, a value with its unit. Pure. */
import { fill, type Dictionary } from "../i18n/index.ts";
import type { Scalar } from "./outputs.ts";

/** The unit that a key's ending tells: `ram_gb` counts gigabytes. */
const units: [ending: string, unit: string][] = [
  ["_mbps", "MB/s"],
  ["_gb", "GB"],
  ["_ghz", "GHz"],
  ["_mhz", "MHz"],
  ["_hz", "Hz"],
  ["_mah", "mAh"],
  ["_wh", "Wh"],
  ["_kg", "kg"],
  ["_mp", "MP"],
  ["_g", "g"],
  ["_w", "W"],
];

/** `16 GB`, `15,6″`, `24 tháng`, `Có`; a missing value reads as unknown. */
export function formatValue(key: string, value: Scalar | undefined, texts: Dictionary): string {
  if (value === null || value === undefined || value === "") return texts.offerings.unknown;
  if (typeof value === "boolean") return value ? texts.offerings.yes : texts.offerings.no;
  if (typeof value === "string") return value;
  const number = formatNumber(value, texts.locale);
  if (key.endsWith("_inch")) return `${number}″`;
  if (key.endsWith("_months")) return fill(texts.offerings.months, { count: number });
  const unit = units.find(([ending]) => key.endsWith(ending))?.[1];
  if (unit === "GB" && value >= 1000) return terabytes(value, texts.locale) ?? `${number} GB`;
  return unit ? `${number} ${unit}` : number;
}

/** Makers count a terabyte as 1000 or as 1024 gigabytes; either way it is sold as "1 TB". */
function terabytes(gigabytes: number, locale: string): string | null {
  const base = [1024, 1000].find((size) => gigabytes % size === 0);
  return base ? `${formatNumber(gigabytes / base, locale)} TB` : null;
}

function formatNumber(value: number, locale: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 2, useGrouping: value >= 10_000 }).format(value);
}

/** The specs that have a value, in the order in which the dictionary lists them; those that it lacks come last. */
export function orderedAttributes(attributes: Record<string, Scalar>, texts: Dictionary): [string, Scalar][] {
  const order = Object.keys(texts.attributes);
  const rank = (key: string): number => (order.includes(key) ? order.indexOf(key) : order.length);
  return Object.entries(attributes)
    .filter(([, value]) => value !== null && value !== "")
    .toSorted(([left], [right]) => rank(left) - rank(right));
}

/** The label of a key; one that the dictionary lacks is made readable: `io_ports` → `Io ports`. */
export function labelOf(key: string, texts: Dictionary): string {
  const known = texts.attributes[key];
  if (known) return known;
  const words = key.replaceAll("_", " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
