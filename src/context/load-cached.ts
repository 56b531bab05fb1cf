import { z } from "zod";
import type { Cache } from "../cache/index.ts";
import { within } from "../platform/deadline.ts";
import type { JsonValue } from "../platform/ports.ts";

/** That something is not there is believed for less long: it may be about to be made. */
const ABSENT_SECONDS = 60;

export interface Cached<Value extends JsonValue> {
  key: string;
  ttlSeconds: number;
  /** Milliseconds that Postgres has. */
  patienceMs: number;
  schema: z.ZodType<Value>;
  /** Asks Postgres along with the cache, where a miss is likely and somebody waits: whoever has it first is taken. */
  eager?: boolean;
  /** Asks Postgres; null where there is none. */
  read(): Promise<Value | null>;
}

/**
 * From the cache, or else from Postgres and then into the cache, absence included.
 * Errors: `unavailable` when Postgres does not answer in time, else what `read` throws.
 */
export async function loadCached<Value extends JsonValue>(
  cache: Cache,
  { key, ttlSeconds, patienceMs, schema, eager = false, read }: Cached<Value>,
): Promise<Value | null> {
  const asked = eager ? within(patienceMs, read()) : null;
  // Where the cache has it, nobody hears what became of this.
  asked?.catch(() => undefined);
  // In an object, so that a cached absence is no miss. What does not parse was written by another version: a miss.
  const entry = z.object({ value: schema.nullable() }).safeParse(await cache.get(key));
  if (entry.success) return entry.data.value;
  const value = await (asked ?? within(patienceMs, read()));
  // Not waited for: the next one gains by it, not this one. A cache never throws.
  void cache.set(key, { value }, value === null ? Math.min(ttlSeconds, ABSENT_SECONDS) : ttlSeconds);
  return value;
}
