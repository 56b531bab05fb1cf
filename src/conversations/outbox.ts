/**
 * When to ring for Postgres, when to look after a turn, and when to let go. Pure; the object keeps the one real alarm.
 * The outbox is the log beyond `syncedSeq`: a message cannot be stored without being in it.
 */
import type { ConversationRecord } from "../transcript/index.ts";

/** How soon the alarm looks again after something was accepted or settled. */
export const firstRingMs = 15_000;
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
  /** Alarms since Postgres last acknowledged. */
  rings: number;
  now: number;
  /** How long a conversation has to be silent before it is released. */
  releaseAfterMs: number;
}

type Followed = Pick<ConversationRecord, "lastSeq" | "syncedSeq" | "updatedAt">;

/** What the alarm does when it fires. */
export function decideAlarm(record: Followed, { busy, watched, rings, now, releaseAfterMs }: Situation): AlarmDecision {
  const behind = record.syncedSeq < record.lastSeq;
  // What is about to change is not rung for.
  if (busy) return { ring: false, release: false, nextAt: now + firstRingMs };
  if (behind) return { ring: true, release: false, nextAt: now + Math.min(firstRingMs * 2 ** rings, longestRingMs) };
  const releaseAt = (watched ? now : record.updatedAt) + releaseAfterMs;
  return releaseAt <= now ? { ring: false, release: true, nextAt: null } : { ring: false, release: false, nextAt: releaseAt };
}
