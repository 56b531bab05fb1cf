/** What the outside world offers to features. Features take these as arguments, so a recorded conversation replays byte for byte. */

/** Wall-clock time in milliseconds since the Unix epoch. */
export interface Clock {
  now(): number;
}

/** Mints opaque ids: `<prefix>_<uuid v7>` (contracts.md §0). */
export interface Ids {
  next(prefix: string): string;
}

/** A number in [0, 1). */
export type Randomness = () => number;

/** Structured log lines. Never pass a secret or a customer's words. */
export interface Log {
  info(event: string, fields?: Record<string, unknown>): void;
  warn(event: string, fields?: Record<string, unknown>): void;
  error(event: string, fields?: Record<string, unknown>): void;
}

/** The two languages in which Edgewise speaks by itself. */
export type Language = "vi" | "en";

/** A text that a user sees, in both languages. */
export type Localized = Record<Language, string>;

export type JsonValue = string | number | boolean | null | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = { [key: string]: JsonValue };
