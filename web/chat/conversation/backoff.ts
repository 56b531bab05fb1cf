const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/** Milliseconds to wait before re-attaching for the `attempt`-th time (from 0), spread so that a crowd does not return at once. */
export function backoffMs(attempt: number, random: () => number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** attempt);
  return Math.round(ceiling * (0.5 + random() / 2));
}
