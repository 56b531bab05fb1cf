/** The log from a place on: what is stored, page by page, then what the running turn has told; whoever has read that is live. */
import { holds, nearestSeq, suffixOf, type Place } from "../../src/transcript/index.ts";
import type { Desk } from "./desk.ts";
import { rowEntries, type Entry } from "./entry.ts";
import type { Discontinuity } from "./feed-wire.ts";
import type { LiveTurn } from "./live-turn.ts";

/** Rows of a page, and characters beyond which it ends early. */
const pageRows = 100;
const pageCharacters = 400_000;

export interface LogSource {
  desk: Desk;
  running(): LiveTurn | null;
}

/** Where a reader begins, and whether what it asked for is not there. */
export interface Beginning {
  seq: number;
  lost: Discontinuity["reason"] | null;
}

/** @param words whether the reader wants every chunk. Null: from now on. */
export function beginAt(source: LogSource, after: Place | null, words: boolean): Beginning {
  const { record } = source.desk;
  const newest = newestSeq(source);
  if (after === null) return { seq: newest, lost: null };
  const held = holds(after, record, newest);
  const seq = held ? after.seq : nearestSeq(after, record, newest);
  const condensed = words ? beforeCondensed(source, seq) : null;
  if (condensed !== null) return { seq: condensed, lost: held ? "condensed" : lossOf(after, newest) };
  return { seq, lost: held ? null : lossOf(after, newest) };
}

export function idAt({ desk }: LogSource, seq: number): string {
  return `${seq}${suffixOf(desk.record.generation)}`;
}

/** The newest place that anybody has been told of. */
export function newestSeq({ desk, running }: LogSource): number {
  const { lastSeq } = desk.record;
  return Math.min(Math.max(lastSeq, running()?.log.lastSeq ?? lastSeq), desk.journal.firstHeld - 1);
}

/** The next page after this place. `live`: nothing is left, and what is told from this synchronous piece on follows right behind. */
export function nextPage(source: LogSource, afterSeq: number, words: boolean): { entries: Entry[]; seq: number; live: boolean } {
  const { storage, journal, record } = source.desk;
  const rows = storage.rowsToTell(afterSeq, pageRows, pageCharacters, words);
  // What waits for the disk is told from there: it is not to be told from here before.
  const entries = rows.flatMap((row) => rowEntries(row, record)).filter(({ seq }) => seq > afterSeq && seq < journal.firstHeld);
  const last = rows.at(-1)?.seq ?? null;
  if (last !== null && last < journal.firstHeld) return { entries, seq: last, live: false };
  const stored = entries.at(-1)?.seq ?? afterSeq;
  entries.push(...(source.running()?.log.toldAfter(stored) ?? []));
  return { entries, seq: entries.at(-1)?.seq ?? afterSeq, live: true };
}

const lossOf = ({ seq }: Place, newest: number) => (seq > newest ? "unknown" : "rewound");

/** The place before the answer in whose midst this place lies, where only the answer as a whole is kept; else null. */
function beforeCondensed({ desk }: LogSource, seq: number): number | null {
  if (seq === 0 || desk.storage.rowAt(seq)) return null;
  const [next] = desk.storage.rowsToTell(seq, 1, Infinity, true);
  if (!next?.turn || next.stream !== null) return null;
  return desk.storage.rowsBefore(seq, 1)[0]?.seq ?? 0;
}
