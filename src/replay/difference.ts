/** Where two JSON values differ, told by path. Pure. */

export interface Difference {
  /** `message.parts.2.text` */
  path: string;
  recorded: string;
  replayed: string;
}

/** Differences that are told of one pair of values, and characters of each value. */
const mostDifferences = 20;
const mostCharacters = 200;

export function differencesBetween(recorded: unknown, replayed: unknown): Difference[] {
  const found: Difference[] = [];
  compare("", recorded, replayed, found);
  return found;
}

function compare(path: string, recorded: unknown, replayed: unknown, found: Difference[]): void {
  if (found.length >= mostDifferences || recorded === replayed) return;
  if (!isNested(recorded) || !isNested(replayed) || Array.isArray(recorded) !== Array.isArray(replayed)) {
    found.push({ path, recorded: shown(recorded), replayed: shown(replayed) });
    return;
  }
  const before = fieldsOf(recorded);
  const after = fieldsOf(replayed);
  for (const key of new Set([...before.keys(), ...after.keys()])) {
    compare(path === "" ? key : `${path}.${key}`, before.get(key), after.get(key), found);
  }
}

const isNested = (value: unknown): value is object => typeof value === "object" && value !== null;

/** What JSON would leave out is not there. */
function fieldsOf(value: object): Map<string, unknown> {
  return new Map(Object.entries(value).filter(([, entry]) => entry !== undefined));
}

function shown(value: unknown): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length <= mostCharacters ? text : `${text.slice(0, mostCharacters)}…`;
}
