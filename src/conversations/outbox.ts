/**
 * When to ring for Postgres, and when to look after a turn. Pure; the object keeps the one real alarm.
 * The outbox is the log beyond `syncedSeq`: a message cannot be stored without being in it.
 */
import type { ConversationRecord } from "../transcript/index.ts";

/** How soon the alarm looks again after something was accepted or settled. */
export const firstRingMs = 15_000;
/** After an outage of Postgres, everything is there this much later at the most. */
const longestRingMs = 60_000;

export type AlarmDecision = { ring: boolean; nextAt: number | null };

/** What the alarm does when it fires. `rings` counts the alarms since Postgres last acknowledged. */
export function decideAlarm(
  record: Pick<ConversationRecord, "lastSeq" | "syncedSeq">,
  busy: boolean,
  rings: number,
  now: number,
): AlarmDecision {
  const behind = record.syncedSeq < record.lastSeq;
  if (busy) return { ring: false, nextAt: now + firstRingMs };
  if (!behind) return { ring: false, nextAt: null };
  return { ring: true, nextAt: now + Math.min(firstRingMs * 2 ** rings, longestRingMs) };
}
