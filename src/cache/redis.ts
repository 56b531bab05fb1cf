import { Redis } from "@upstash/redis/cloudflare";
import type { Clock, JsonValue, Log } from "../platform/ports.ts";
import { createBreaker } from "./breaker.ts";
import { noCache } from "./none.ts";
import type { Cache } from "./port.ts";

/** A cache that answers later than this is slower than Postgres would be. */
const TIMEOUT_MS = 250;
const BREAKER = { failuresToOpen: 3, restMs: 5_000 };

interface RedisPlace {
  /** Absent where the deployment has no Redis: then every read is a miss. */
  url: string | undefined;
  token: string | undefined;
}

/**
 * The cache over Upstash Redis. No call throws or lasts longer than 250 ms; after three failures in a row Redis is left alone for 5 s.
 * Commands of one moment travel in one request.
 */
export function connectCache({ url, token }: RedisPlace, { clock, log }: { clock: Clock; log: Log }): Cache {
  if (!url || !token) return noCache;
  const redis = connect(url, token);
  const breaker = createBreaker(BREAKER, clock);

  async function attempt<T>(otherwise: T, command: () => Promise<T>): Promise<T> {
    try {
      const value = await command();
      breaker.succeeded();
      return value;
    } catch (error) {
      // Only the error's name: Upstash quotes the command, and with it the value, in the message.
      if (breaker.failed()) log.warn("cache.unavailable", { error: error instanceof Error ? error.name : "unknown" });
      return otherwise;
    }
  }
  const unlessResting = async <T>(otherwise: T, command: () => Promise<T>) => (breaker.tries() ? attempt(otherwise, command) : otherwise);

  return {
    get: async (key) => readJson(await unlessResting(null, () => redis.get<string>(key))),
    set: (key, value, ttlSeconds) =>
      unlessResting(undefined, async () => void (await redis.set(key, JSON.stringify(value), { ex: ttlSeconds }))),
    delete: async (...keys) => {
      // An edit must reach the cache even while reads rest: a key that stays behind is a stale answer.
      if (keys.length > 0) await attempt(undefined, async () => void (await redis.del(...keys)));
    },
    ping: () => attempt(false, async () => (await redis.ping()) === "PONG"),
  };
}

function connect(url: string, token: string): Redis {
  return new Redis({
    url,
    token,
    // `retry: false` still tries twice; none at all is what a cache needs.
    retry: { retries: 0 },
    // A function, not a signal: a fixed one would turn an abort into an answer, and would end for good.
    signal: () => AbortSignal.timeout(TIMEOUT_MS),
    automaticDeserialization: false,
    responseEncoding: false,
    enableTelemetry: false,
    readYourWrites: false,
    keepAlive: false,
  });
}

function readJson(text: string | null): JsonValue | null {
  if (text === null) return null;
  try {
    const value: JsonValue = JSON.parse(text);
    return value;
  } catch {
    return null;
  }
}
