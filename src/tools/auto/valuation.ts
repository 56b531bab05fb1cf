/** What a used car is worth in a trade-in (contracts.md §2 †). The constants are data: a tenant's own, or these. Pure. */
import { z } from "zod";
import { terms } from "../../language/index.ts";
import type { Localized } from "../../platform/ports.ts";

/** In đồng, by a word or phrase; what none of them says changes nothing. */
const adjustments = z.record(z.string(), z.number());

export const valuationSchema = z.object({
  base: z.number().default(300_000_000),
  /** By a brand or a model in the car's name; the longest that fits counts. */
  models: adjustments.default({ mazda: 100_000_000, kia: -50_000_000 }),
  per_year: z.number().default(-20_000_000),
  /** For each whole distance driven. */
  per_distance: z.object({ km: z.number().positive(), amount: z.number() }).default({ km: 10_000, amount: -10_000_000 }),
  /** By what is said of its condition. */
  conditions: adjustments.default({}),
  least: z.number().default(100_000_000),
});

export type Valuation = z.infer<typeof valuationSchema>;

export interface UsedCar {
  model: string;
  year: number;
  /** Kilometres driven. */
  odo: number;
  condition: string;
}

export interface CarValue {
  /** In đồng. */
  value: number;
  /** What the value is made of; they add up to it. */
  reasons: { reason: Localized; amount: number }[];
}

/** `year` is the one in which it is valued. */
export function valueCar({ model, year: built, odo, condition }: UsedCar, year: number, constants: Valuation): CarValue {
  const { base, models, per_year: perYear, per_distance: perDistance, conditions, least } = constants;
  const age = Math.max(0, year - built);
  const distances = Math.floor(odo / perDistance.km);
  const reasons = [
    { reason: { vi: "Giá cơ sở", en: "Base price" }, amount: base },
    { reason: { vi: "Dòng xe", en: "Model" }, amount: longestIn(model, models) },
    { reason: { vi: `${age} năm tuổi`, en: `${age} years of age` }, amount: age * perYear },
    { reason: { vi: "Số km đã đi", en: "Distance driven" }, amount: distances * perDistance.amount },
    { reason: { vi: "Tình trạng", en: "Condition" }, amount: longestIn(condition, conditions) },
  ].filter(({ amount }) => amount !== 0);
  const sum = reasons.reduce((total, { amount }) => total + amount, 0);
  if (sum >= least) return { value: sum, reasons };
  return {
    value: least,
    reasons: [...reasons, { reason: { vi: "Mức thu mua tối thiểu", en: "The least that is paid" }, amount: least - sum }],
  };
}

function longestIn(text: string, amounts: Readonly<Record<string, number>>): number {
  const said = ` ${terms(text).join(" ")} `;
  const [meant] = Object.entries(amounts)
    .map(([phrase, amount]) => ({ phrase: terms(phrase).join(" "), amount }))
    .filter(({ phrase }) => phrase !== "" && said.includes(` ${phrase} `))
    .toSorted((one, other) => other.phrase.length - one.phrase.length);
  return meant?.amount ?? 0;
}
