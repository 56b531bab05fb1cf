/**
 * When to ring for Postgres, when to look after a turn, and when to let go. Pure; the object keeps the one real alarm.
 * The outbox is the log beyond `syncedSeq`: a message cannot be stored without being in it.
 */
import type { ConversationRecord } from "../transcript/index.ts";

/**
 * How soon the alarm looks again after something was accepted or settled. An idle object may be put to sleep after ten seconds: before
 * that, the alarm puts on disk what Postgres has acknowledged meanwhile.
 */
export const firstRingMs = 8_000;
/** After an outage of Postgres each conversation rings within this time; a quarter of a minute is left for its way through the queue. */
const longestRingMs = 45_000;

export interface AlarmDecision {
  ring: boolean;
  /** Postgres holds everything and nobody is here: the object is emptied. */
  release: boolean;
  nextAt: number | null;
}

export interface Situation {
  /** A turn runs. */
  busy: boolean;
  /** Somebody listens. */
  watched: boolean;
  now: number;
  /** How long a conversation has to be silent before it is released. */
  releaseAfterMs: number;
}

type Followed = Pick<ConversationRecord, "lastSeq" | "syncedSeq" | "updatedAt">;

/** What the alarm does when it fires. */
export function decideAlarm(record: Followed, { busy, watched, now, releaseAfterMs }: Situation): AlarmDecision {
  const behind = record.syncedSeq < record.lastSeq;
  // What is about to change is not rung for.
  if (busy) return { ring: false, release: false, nextAt: now + firstRingMs };
  if (behind) return { ring: true, release: false, nextAt: now + untilNextRing(now - record.updatedAt) };
  const releaseAt = (watched ? now : record.updatedAt) + releaseAfterMs;
  return releaseAt <= now ? { ring: false, release: true, nextAt: null } : { ring: false, release: false, nextAt: releaseAt };
}

/** Twice as long each time, by how long it has been waiting: an object that slept in between remembers no count. */
const untilNextRing = (waitedMs: number) => Math.min(Math.max(waitedMs, firstRingMs), longestRingMs);
