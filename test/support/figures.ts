/** What a proof has shown, as it is kept and printed. */
import { z } from "zod";

export const shownSchema = z.object({
  proof: z.number().int(),
  promise: z.string(),
  held: z.boolean(),
  size: z.enum(["ci", "full"]),
  seed: z.number().int(),
  seconds: z.number(),
  figures: z.record(z.string(), z.union([z.string(), z.number()])),
});

export type Shown = z.infer<typeof shownSchema>;

/** One table: a line that names the proof and its seed, and a line for each figure. */
export function figureTable(shown: readonly Shown[]): string {
  const widest = Math.max(...shown.flatMap(({ figures }) => Object.keys(figures).map((name) => name.length)), 0);
  const blocks = shown.map(({ proof, promise, held, size, seed, seconds, figures }) => {
    const title = `${held ? "✓" : "✗"} ${String(proof).padStart(2)}  ${promise} (${size}, seed ${seed}, ${seconds.toFixed(0)} s)`;
    const lines = Object.entries(figures).map(([name, value]) => `      ${name.padEnd(widest)}  ${formatted(value)}`);
    return [title, ...lines].join("\n");
  });
  return blocks.join("\n");
}

function formatted(value: string | number): string {
  return typeof value === "number" ? value.toLocaleString("en", { maximumFractionDigits: 1 }).padStart(12) : value;
}

/** The value below which this share of the numbers lies; 0 of none. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
