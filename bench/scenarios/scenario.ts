import type { Contender } from "../contenders/contender.ts";

/** What one figure is, and what the project reaches for. */
export interface Figure {
  label: string;
  unit: string;
  /** Whether the figure itself or its ratio to the floor of the same run is judged; null target: told, not judged. */
  judged: "figure" | "ratio";
  target: { atMost: number } | { atLeast: number } | null;
}

/** One run of one contender gives one value for each figure; null where it cannot be told. */
export interface Scenario {
  name: string;
  figures: Readonly<Record<string, Figure>>;
  /**
   * Into how many parts a run is cut; contenders take turns at each, and a run's value is the median of its parts. Latencies of
   * milliseconds need many, or a burst of somebody else's work falls on one contender alone. One, where left out.
   */
  parts?: number;
  /** Once before all runs. */
  prepare?(contender: Contender): Promise<void>;
  /** @param run names what is new in this part of this run. */
  measure(contender: Contender, run: string): Promise<Record<string, number | null>>;
}

export const warmId = "warm";

/** Turns one after the other; gives what `of` reads of each. */
export async function repeat<T>(times: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let index = 0; index < times; index++) results.push(await work(index));
  return results;
}

/** Longer than a queue waits for its batch: by then what was said is in Postgres, and nobody works on it any more. */
export const deliveryMs = 2000;
/** Longer than an alarm waits behind what was said: by then nobody does anything of himself. */
export const settledMs = 12_000;

export const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** The time to the first token; every answer of the benchmark has one. */
export function firstTokenOf({ firstTokenMs }: { firstTokenMs: number | null }): number {
  if (firstTokenMs === null) throw new Error("A turn said nothing.");
  return firstTokenMs;
}
