/**
 * Makes a tool's result fit where it has to: longest lists and texts are cut first, and it is said how much was left out. Pure, and the
 * same for the same result: prompts are made anew from the history at each turn, and replays have to make them to the letter.
 * Sizes are characters of JSON.
 */
import type { JsonObject, JsonValue } from "../platform/ports.ts";

/** How much was left out: entries of lists, fields of objects, characters of texts. */
interface LeftOut {
  items: number;
  fields: number;
  characters: number;
}

const counts = ["items", "fields", "characters"] as const;

/** The note's name in a shortened result, and the room that it may take. */
const NOTE = "left_out";
const noteSize = 120;

/** What says that a result is a refusal: it keeps this much room whatever else goes. */
const refusal = new Map([
  ["error", 2000],
  ["code", 200],
]);

/** A cap below this has no room for what is always kept. */
export const smallestCap = 2500;

/** The output as it is where its JSON has at most `cap` characters, else a shorter one that has. */
export function shorten(output: JsonObject, cap: number): JsonObject {
  if (sizeOf(output) <= cap) return output;
  const { [NOTE]: before, ...whole } = output;
  const leftOut = leftOutBefore(before);
  const entries = Object.entries(whole).toSorted(([one], [other]) => Number(refusal.has(other)) - Number(refusal.has(one)));
  return { ...fitObject(entries, cap - noteSize, leftOut, refusal), [NOTE]: { ...leftOut } };
}

const sizeOf = (value: JsonValue): number => JSON.stringify(value).length;

/** The value within its room, which it exceeds; undefined where nothing of it fits. */
function fit(value: JsonValue, room: number, leftOut: LeftOut): JsonValue | undefined {
  if (typeof value === "string") return fitText(value, room, leftOut);
  if (value === null || typeof value !== "object" || room < 2) return undefined;
  return Array.isArray(value) ? fitList(value, room, leftOut) : fitObject(Object.entries(value), room, leftOut);
}

/** What fits is kept from the beginning on; of a first entry that is too much by itself, a part. */
function fitList(list: readonly JsonValue[], room: number, leftOut: LeftOut): JsonValue[] {
  const taken: JsonValue[] = [];
  let rest = room - 2;
  for (const one of list) {
    const size = sizeOf(one) + (taken.length === 0 ? 0 : 1);
    if (size > rest) break;
    rest -= size;
    taken.push(one);
  }
  const part = taken.length === 0 && list[0] !== undefined ? fit(list[0], rest, leftOut) : undefined;
  const kept = part === undefined ? taken : [part];
  leftOut.items += list.length - kept.length;
  return kept;
}

/**
 * Its fields share the room: none has more than the longest may, and what is shorter than that is not touched. Where the names alone are
 * too much, the last ones go. `reserved` is room that fields of these names have before the others.
 */
function fitObject(
  entries: readonly (readonly [string, JsonValue])[],
  room: number,
  leftOut: LeftOut,
  reserved: ReadonlyMap<string, number> = new Map(),
): JsonObject {
  const fields = entries.map(([name, value]) => {
    const size = sizeOf(value);
    return { name, value, size, first: Math.min(size, Math.max(smallest, reserved.get(name) ?? 0)), overhead: sizeOf(name) + 2 };
  });
  const named: typeof fields = [];
  let rest = room - 2;
  for (const field of fields) {
    const least = field.overhead + field.first;
    if (least > rest) break;
    rest -= least;
    named.push(field);
  }
  const most = level(
    named.map(({ size, first }) => size - first),
    rest,
  );
  const kept = named.flatMap(({ name, value, size, first }) => {
    const own = first + Math.min(size - first, most);
    const short = size <= own ? value : fit(value, own, leftOut);
    return short === undefined ? [] : [[name, short] as const];
  });
  leftOut.fields += entries.length - kept.length;
  return Object.fromEntries(kept);
}

/** The least that is left of a value: `"…"`. */
const smallest = 3;

/** The greatest size that all may have, where the sum of what they then take is at most `room`. */
function level(sizes: readonly number[], room: number): number {
  let rest = room;
  const ascending = sizes.toSorted((one, other) => one - other);
  for (const [index, size] of ascending.entries()) {
    const share = Math.floor(rest / (ascending.length - index));
    if (size > share) return share;
    rest -= size;
  }
  return Infinity;
}

function fitText(text: string, room: number, leftOut: LeftOut): string | undefined {
  if (room < smallest) return undefined;
  let fits = 0;
  let over = Math.min(text.length, room);
  while (over - fits > 1) {
    const length = Math.floor((fits + over) / 2);
    if (sizeOf(text.slice(0, length)) + 1 <= room) fits = length;
    else over = length;
  }
  // Half of a surrogate pair is no character.
  const whole = /[\uD800-\uDBFF]$/.test(text.slice(0, fits)) ? fits - 1 : fits;
  leftOut.characters += text.length - whole;
  return `${text.slice(0, whole)}…`;
}

/** What an earlier cut has left out goes on being said. */
function leftOutBefore(note: JsonValue | undefined): LeftOut {
  const before: LeftOut = { items: 0, fields: 0, characters: 0 };
  if (note === null || typeof note !== "object" || Array.isArray(note)) return before;
  for (const kind of counts) {
    const count = note[kind];
    if (typeof count === "number" && Number.isSafeInteger(count) && count > 0 && count < 1e12) before[kind] = count;
  }
  return before;
}
