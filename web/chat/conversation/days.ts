/** Times of the conversation list. Pure: the caller says what time it is. */

export type Day = "today" | "yesterday" | "week" | "older";

const DAY_MS = 86_400_000;

/** In which group a conversation of `time` belongs, by the reader's calendar. */
export function dayOf(time: number, now: number): Day {
  const today = new Date(now);
  today.setHours(0, 0, 0, 0);
  const days = (today.getTime() - time) / DAY_MS;
  if (days <= 0) return "today";
  if (days <= 1) return "yesterday";
  return days <= 7 ? "week" : "older";
}

const steps: [unit: Intl.RelativeTimeFormatUnit, ms: number][] = [
  ["day", DAY_MS],
  ["hour", 3_600_000],
  ["minute", 60_000],
];

/** "5 phút trước"; older than a week, the date. */
export function relativeTime(time: number, now: number, locale: string): string {
  const ago = Math.max(0, now - time);
  if (ago > 7 * DAY_MS) return new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" }).format(time);
  const [unit, ms] = steps.find(([, size]) => ago >= size) ?? ["second", 1000];
  const format = new Intl.RelativeTimeFormat(locale, { numeric: "auto", style: "narrow" });
  return unit === "second" ? format.format(0, "second") : format.format(-Math.floor(ago / ms), unit);
}
