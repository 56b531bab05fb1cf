/** Which value of a comparison's row is the best one, where "better" means something. Pure. */
import type { Scalar } from "./outputs.ts";

type Direction = "lower" | "higher";

/** By key, first match wins. A key that matches none is not judged: whether 14″ beats 16″ is the customer's affair. */
const directions: [RegExp, Direction][] = [
  [/^price$|^weight_/, "lower"],
  [/^(max_)?ram_(gb|slots)$|^storage_|^capacity_|^bus_|_slots$/, "higher"],
  [/^refresh_|^battery_|^charging_|^camera_/, "higher"],
  [/^(read|write)_|^warranty_/, "higher"],
];

/**
 * The positions of the best values.
 * @returns empty where nothing wins: fewer than two numbers, all alike, different units, or a row without a better end.
 */
export function bestOf(attribute: string, values: (Scalar | undefined)[]): number[] {
  const direction = directions.find(([pattern]) => pattern.test(attribute))?.[1];
  if (direction === undefined) return [];
  const measures = values.map((value) => measureOf(value));
  const known = measures.flatMap((measure) => (measure ? [measure] : []));
  if (known.length < 2 || new Set(known.map(({ unit }) => unit)).size > 1) return [];
  const amounts = known.map(({ amount }) => amount);
  const best = direction === "lower" ? Math.min(...amounts) : Math.max(...amounts);
  if (amounts.every((amount) => amount === best)) return [];
  return measures.flatMap((measure, index) => (measure?.amount === best ? [index] : []));
}

interface Measure {
  amount: number;
  unit: string;
}

/** Reads `16`, `"16 GB"`, `"1,5 kg"`; a text that says more than one amount is not measured. */
function measureOf(value: Scalar | undefined): Measure | null {
  if (typeof value === "number") return Number.isFinite(value) ? { amount: value, unit: "" } : null;
  if (typeof value !== "string") return null;
  const match = /^\s*(\d+(?:[.,]\d+)?)\s*([^\d\s]*)\s*$/.exec(value);
  if (!match?.[1]) return null;
  const amount = Number(match[1].replace(",", "."));
  const unit = (match[2] ?? "").toLowerCase();
  return unit === "tb" ? { amount: amount * 1024, unit: "gb" } : { amount, unit };
}
