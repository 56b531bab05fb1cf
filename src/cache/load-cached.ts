import { z } from "zod";
import { within } from "../platform/deadline.ts";
import type { Clock, JsonValue } from "../platform/ports.ts";
import type { Cache } from "./port.ts";

/** That something is not there is believed for less long: it may be about to be made. */
const ABSENT_SECONDS = 60;
/** How long what has grown old serves where Postgres does not answer: an outage lasts for minutes or hours. */
export const SPARE_SECONDS = 86_400;
/** Milliseconds that Postgres has where something old could serve: somebody waits. */
const SPARE_PATIENCE = 1_000;
/** Milliseconds for which Postgres is not asked again once it has not answered: not everybody waits for it. */
const REST = 30_000;

export interface Cached<Value extends JsonValue> {
  key: string;
  ttlSeconds: number;
  /** Set where the value has to be there while Postgres is away: it then serves for a day beyond its time. */
  spareClock?: Clock;
  /** Lets the cache be written when the caller has been answered already; not needed in an object, where such work goes on by itself. */
  waitUntil?: (work: Promise<unknown>) => void;
  /** Milliseconds that Postgres has. */
  patienceMs: number;
  schema: z.ZodType<Value>;
  /** Asks Postgres; null where there is none. */
  read(): Promise<Value | null>;
}

/**
 * From the cache, or else from Postgres and then into the cache, absence included.
 * Errors: `unavailable` when Postgres does not answer in time, else what `read` throws; where an old value serves, only a ZodError.
 */
export async function loadCached<Value extends JsonValue>(cache: Cache, wanted: Cached<Value>): Promise<Value | null> {
  const { key, ttlSeconds, spareClock, waitUntil = () => undefined, patienceMs, schema, read } = wanted;
  // In an object, so that a cached absence is no miss. What does not parse was written by another version: a miss.
  const kept = z.object({ value: schema.nullable(), fresh_until: z.number().optional() }).safeParse(await cache.get(key)).data;
  if (kept && (kept.fresh_until === undefined || kept.fresh_until > (spareClock?.now() ?? 0))) return kept.value;
  const keep = (value: Value, milliseconds: number) =>
    spareClock
      ? cache.set(key, { value, fresh_until: spareClock.now() + milliseconds }, SPARE_SECONDS)
      : cache.set(key, { value }, ttlSeconds);
  try {
    const value = await within(kept ? Math.min(patienceMs, SPARE_PATIENCE) : patienceMs, read());
    // Not waited for: the next one gains by it, not this one. A cache never throws.
    waitUntil(value === null ? cache.set(key, { value }, Math.min(ttlSeconds, ABSENT_SECONDS)) : keep(value, ttlSeconds * 1000));
    return value;
  } catch (error) {
    // Postgres has answered, with something that is wrong.
    if (!kept || kept.value === null || error instanceof z.ZodError) throw error;
    waitUntil(keep(kept.value, REST));
    return kept.value;
  }
}
