/**
 * A reader's place in the log: the `id` of its last event, which it gives back to go on from there. It reads `57`, or `57.2` once a
 * process has died with words that it had sent but not kept: their places were given out anew, in generation 2. Pure.
 */
import type { ConversationRecord } from "./records.ts";

export interface Place {
  seq: number;
  generation: number;
}

type Course = Pick<ConversationRecord, "generation" | "rewinds">;

export const placePattern = /^(\d{1,15})(?:\.(\d{1,9}))?$/;

/** Null for what was never an event's id. */
export function parsePlace(id: string): Place | null {
  const match = placePattern.exec(id);
  return match ? { seq: Number(match[1]), generation: Number(match[2] ?? 0) } : null;
}

/** What follows the `seq` in the ids of a generation. */
export const suffixOf = (generation: number): string => (generation === 0 ? "" : `.${generation}`);

/**
 * Whether what was read at this place is still what the log says there: no later generation has given out the place anew, and the log
 * has come that far.
 */
export function holds({ seq, generation }: Place, { rewinds, ...course }: Course, lastSeq: number): boolean {
  if (seq > lastSeq || generation > course.generation) return false;
  return rewinds.every((rewind) => rewind.generation <= generation || seq < rewind.firstSeq);
}

/** Of a place that does not hold, the nearest one before it that every reader shares. */
export function nearestSeq({ seq, generation }: Place, { rewinds, ...course }: Course, lastSeq: number): number {
  // From a course that this log has never taken: no place but the beginning is known to be common.
  if (generation > course.generation) return 0;
  const givenOutAnew = rewinds.filter((rewind) => rewind.generation > generation).map(({ firstSeq }) => firstSeq - 1);
  return Math.max(0, Math.min(seq, lastSeq, ...givenOutAnew));
}

/** Rewinds that are remembered. Of those forgotten, the oldest one remembered speaks: a place that old is no longer trusted. */
const mostRewinds = 20;

/** The course of the log after a process has died: places from `firstSeq` on are given out anew. */
export function rewind({ generation, rewinds }: Course, firstSeq: number): Course {
  const next = generation + 1;
  // What lies behind a later and lower rewind says nothing more than that one.
  const telling = rewinds.filter((one) => one.firstSeq < firstSeq);
  const kept = [...telling, { generation: next, firstSeq }];
  if (kept.length <= mostRewinds) return { generation: next, rewinds: kept };
  const [oldest, second, ...rest] = kept;
  const merged = { generation: second?.generation ?? next, firstSeq: oldest?.firstSeq ?? firstSeq };
  return { generation: next, rewinds: [merged, ...rest] };
}
