/** The list of conversations: the server's, with what this browser knows sooner. Pure. */
import type { ConversationSummary } from "../wire/schemas.ts";
import { dayOf, type Day } from "./days.ts";

/** One entry of the list. */
export interface Entry {
  id: string;
  title: string;
  /** Milliseconds since the epoch. */
  time: number;
}

const LONGEST_TITLE = 80;

/** A title from what the customer first said. */
export function titleFrom(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length <= LONGEST_TITLE ? line : `${line.slice(0, LONGEST_TITLE - 1).trimEnd()}…`;
}

/**
 * Entries, newest first. Postgres follows the conversation by a moment, so what the page did itself goes over what the
 * server lists; conversations in which nobody spoke are left out.
 */
export function entriesOf(listed: ConversationSummary[], local: Entry[]): Entry[] {
  const entries = new Map<string, Entry>();
  for (const summary of listed) {
    const known = local.find((entry) => entry.id === summary.conversation_id);
    const title = summary.title ? titleFrom(summary.title) : known?.title;
    if (!title) continue;
    const time = Math.max(Date.parse(summary.updated_at ?? summary.start_time ?? "") || 0, known?.time ?? 0);
    entries.set(summary.conversation_id, { id: summary.conversation_id, title, time });
  }
  for (const entry of local) if (!entries.has(entry.id)) entries.set(entry.id, entry);
  return [...entries.values()].toSorted((left, right) => right.time - left.time);
}

/** Entries by day, in the order of the days; a day without entries is left out. */
export function byDay(entries: Entry[], now: number): [Day, Entry[]][] {
  const days: Day[] = ["today", "yesterday", "week", "older"];
  return days.flatMap((day): [Day, Entry[]][] => {
    const inDay = entries.filter((entry) => dayOf(entry.time, now) === day);
    return inDay.length > 0 ? [[day, inDay]] : [];
  });
}
