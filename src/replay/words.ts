/** What has become of a text, word by word. Pure. */

export type WordChange = { same: string } | { removed: string } | { added: string };

/** Words of each text up to which the shortest difference is looked for; longer ones are told as replaced. */
const mostWords = 1500;

/** The texts as runs of words that stayed, went and came, in reading order; the white space goes with the word before it. */
export function wordChanges(before: string, after: string): WordChange[] {
  if (before === after) return before === "" ? [] : [{ same: before }];
  const from = before.match(/\S+\s*/gu) ?? [];
  const to = after.match(/\S+\s*/gu) ?? [];
  const replaced: WordChange[] = [{ removed: before }, { added: after }];
  if (from.length > mostWords || to.length > mostWords)
    return replaced.filter((change) => !("removed" in change && before === "") && !("added" in change && after === ""));
  return joined(steps(from, to));
}

function steps(from: readonly string[], to: readonly string[]): WordChange[] {
  const width = to.length + 1;
  /** The longest common run of words from each pair of places to the ends. */
  const longest = new Uint16Array((from.length + 1) * width);
  const at = (row: number, column: number) => longest[row * width + column] ?? 0;
  for (let row = from.length - 1; row >= 0; row--) {
    for (let column = to.length - 1; column >= 0; column--) {
      const found = sameWord(from[row], to[column]) ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
      longest[row * width + column] = found;
    }
  }
  const changes: WordChange[] = [];
  let row = 0;
  let column = 0;
  while (row < from.length || column < to.length) {
    const gone = from[row];
    const come = to[column];
    if (gone !== undefined && come !== undefined && sameWord(gone, come)) {
      changes.push({ same: come });
      row++;
      column++;
    } else if (gone !== undefined && (come === undefined || at(row + 1, column) >= at(row, column + 1))) {
      changes.push({ removed: gone });
      row++;
    } else {
      changes.push({ added: come ?? "" });
      column++;
    }
  }
  return changes;
}

const sameWord = (one: string | undefined, other: string | undefined) => one?.trimEnd() === other?.trimEnd();

/** Neighbours of one kind as one. */
function joined(changes: readonly WordChange[]): WordChange[] {
  const runs: WordChange[] = [];
  for (const change of changes) {
    const last = runs.at(-1);
    if (last && "same" in last && "same" in change) last.same += change.same;
    else if (last && "removed" in last && "removed" in change) last.removed += change.removed;
    else if (last && "added" in last && "added" in change) last.added += change.added;
    else runs.push({ ...change });
  }
  return runs;
}
