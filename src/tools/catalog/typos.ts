/** Words that are one slip of the finger away from a known one. Pure. */

/** Shorter words are too close to one another to guess. */
const SHORTEST = 5;
const LONG = 8;

/** The known word that `word` most likely means, or null. Exact matches are the caller's. Both folded. */
export function closest(word: string, known: Iterable<string>): string | null {
  let best: { candidate: string; distance: number } | null = null;
  for (const candidate of known) {
    const slips = Math.min(word.length, candidate.length) >= LONG ? 2 : 1;
    if (Math.min(word.length, candidate.length) < SHORTEST || Math.abs(word.length - candidate.length) > slips) continue;
    const distance = slipsBetween(word, candidate);
    if (distance <= slips && (best === null || distance < best.distance)) best = { candidate, distance };
  }
  return best?.candidate ?? null;
}

/** Letters inserted, dropped, replaced or swapped with their neighbour (optimal string alignment). */
export function slipsBetween(one: string, other: string): number {
  const rows = [Array.from({ length: other.length + 1 }, (_none, column) => column)];
  const at = (row: number, column: number): number => rows[row]?.[column] ?? 0;
  for (let row = 1; row <= one.length; row += 1) {
    const line = [row];
    rows.push(line);
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      const swapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      line.push(
        Math.min(
          at(row - 1, column) + 1,
          at(row, column - 1) + 1,
          at(row - 1, column - 1) + (same ? 0 : 1),
          swapped ? at(row - 2, column - 2) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
  }
  return at(one.length, other.length);
}
