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
  if (after === null) return { seq: newestSeq(source), lost: null };
  const last = lastSeq(source);
  const lost = holds(after, record, last) ? null : after.seq > last ? "unknown" : "rewound";
  const seq = lost === null ? after.seq : nearestSeq(after, record, last);
  const condensed = words ? beforeCondensed(source, seq) : null;
  return condensed === null ? { seq, lost } : { seq: condensed, lost: lost ?? "condensed" };
}

export function idAt({ desk }: LogSource, seq: number): string {
  return `${seq}${suffixOf(desk.record.generation)}`;
}

/** What `ready` names: until a reader is told that its place is gone, it has no other, or a cut in between would hide it. */
export function readyAt(source: LogSource, after: Place | null, { seq, lost }: Beginning): string {
  return lost === null || after === null ? idAt(source, seq) : `${after.seq}${suffixOf(after.generation)}`;
}

/** The newest place that readers have been told of. */
export function newestSeq(source: LogSource): number {
  return Math.min(lastSeq(source), source.desk.journal.firstHeld - 1);
}

/** The newest place that an answer may have named: what waits for the disk is there already. */
function lastSeq({ desk, running }: LogSource): number {
  return Math.max(desk.record.lastSeq, running()?.log.lastSeq ?? 0);
}

/** The next page after this place. `live`: nothing is left, and what is told from this synchronous piece on follows right behind. */
export function nextPage(source: LogSource, afterSeq: number, words: boolean): { entries: Entry[]; seq: number; live: boolean } {
  const { storage, journal, record } = source.desk;
  const rows = storage.rowsToTell(afterSeq, pageRows, pageCharacters, words);
  // What waits for the disk is told from there: it is not to be told from here before.
  const entries = rows.flatMap((row) => rowEntries(row, record)).filter(({ seq }) => seq > afterSeq && seq < journal.firstHeld);
  const last = rows.at(-1)?.seq ?? Infinity;
  const more = last < journal.firstHeld && storage.rowsToTell(last, 1, 0, false).length > 0;
  if (more) return { entries, seq: last, live: false };
  const stored = entries.at(-1)?.seq ?? afterSeq;
  // Joined, not pushed: a turn may have more entries than a call takes arguments.
  const all = entries.concat(source.running()?.log.toldAfter(stored) ?? []);
  return { entries: all, seq: all.at(-1)?.seq ?? afterSeq, live: true };
}

/** The place before the answer in whose midst this place lies, where only the answer as a whole is kept; else null. */
function beforeCondensed({ desk }: LogSource, seq: number): number | null {
  if (seq === 0 || desk.storage.rowAt(seq)) return null;
  const [next] = desk.storage.rowsToTell(seq, 1, Infinity, true);
  if (!next?.turn || next.stream !== null) return null;
  return desk.storage.rowsBefore(seq, 1)[0]?.seq ?? 0;
}
