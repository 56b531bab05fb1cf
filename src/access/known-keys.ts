import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { SPARE_SECONDS } from "../cache/index.ts";
import { apiKeys } from "../db/schema/index.ts";
import { within } from "../platform/deadline.ts";
import { hashKey, isWellFormedKey } from "./api-key.ts";
import type { AccessPorts } from "./ports.ts";

/** Milliseconds for which a revoked key may still be believed: the sum over every cache, not each. */
const BELIEVED = 60_000;
/** Milliseconds before that end at which one request asks anew, while the others go on: a busy key's callers never all wait at once. */
const RENEWED_BEFORE = 20_000;
/** Milliseconds that such a request has. */
const RENEWAL = 5_000;
const MOST_REMEMBERED = 1000;
/** Milliseconds that Postgres has where the cache still knows a key. */
const PATIENCE = 2_000;

const knownKey = z.object({ tenant_id: z.string(), believed_until: z.number() });
type KnownKey = z.infer<typeof knownKey>;
/** Tells other isolates, while Postgres cannot. */
const revoked = { revoked: true } as const;
const cachedKey = z.union([knownKey, z.object({ revoked: z.literal(true) })]);

/** Milliseconds for which a key that nobody has is not asked about again. */
const DISBELIEVED = 30_000;

/** What one isolate remembers of keys, by their hash. Apart, so that a flood of made-up keys pushes out no real one. */
export interface KnownKeys {
  known: Map<string, KnownKey>;
  /** Until when, in milliseconds since the epoch, a key is taken for unknown. */
  unknown: Map<string, number>;
  /** The hash of each key that was found, by the key itself: hashing is most of what a known caller would wait for. */
  hashes: Map<string, string>;
  /** Keys that somebody asks about just now, and since when: a request that has gone tells nobody that it has. */
  renewing: Map<string, number>;
}

export const newKnownKeys = (): KnownKeys => ({ known: new Map(), unknown: new Map(), hashes: new Map(), renewing: new Map() });

const cacheKey = (hash: string) => `edgewise:api-key:${hash}`;

/**
 * The tenant of an API key, or null when the key is unknown or revoked.
 * Asked in turn: this isolate, the cache, Postgres. Each keeps the answer until the same moment, 60 s after Postgres gave it.
 * Where Postgres does not answer, an old answer of the cache's, or else of this isolate's, holds for a minute at a time, up to a day:
 * people go on talking. Nobody can revoke a key without Postgres, and who does says so in the cache.
 * That there is no such key only this isolate keeps, for 30 s: whoever sends it again and again reaches nothing behind it.
 */
export async function findTenantOfKey(ports: AccessPorts, remembered: KnownKeys, key: string): Promise<string | null> {
  const hash = remembered.hashes.get(key) ?? ((await isWellFormedKey(key)) ? await hashKey(key) : null);
  if (hash === null) return null;
  const now = ports.clock.now();
  if ((remembered.unknown.get(hash) ?? 0) > now) return null;
  const own = remembered.known.get(hash);
  const believed = own && own.believed_until > now;
  if (believed && (own.believed_until > now + RENEWED_BEFORE || now - (remembered.renewing.get(hash) ?? 0) < RENEWAL)) {
    remember(remembered.hashes, key, hash);
    return own.tenant_id;
  }
  remembered.renewing.set(hash, now);
  try {
    const known = await findKey(ports, hash, own);
    if (known) remember(remembered.known, hash, known);
    else {
      remembered.known.delete(hash);
      remembered.hashes.delete(key);
      remember(remembered.unknown, hash, now + DISBELIEVED);
    }
    return known?.tenant_id ?? null;
  } finally {
    remembered.renewing.delete(hash);
  }
}

/** @param own what this isolate has believed before. */
async function findKey(ports: AccessPorts, hash: string, own: KnownKey | undefined): Promise<KnownKey | null> {
  const now = ports.clock.now();
  const cached = cachedKey.safeParse(await ports.cache.get(cacheKey(hash))).data;
  if (cached && "revoked" in cached) return null;
  // Who still believes wants to know for longer.
  const until = own && own.believed_until > now ? now + RENEWED_BEFORE : now;
  if (cached && cached.believed_until > until) return cached;
  const spare = [cached, own].find((known) => known && known.believed_until + SPARE_SECONDS * 1000 > now);
  return askPostgres(ports, hash, spare);
}

/** What Postgres says of a key, told to the cache; where it does not answer, what has been said before. */
async function askPostgres(ports: AccessPorts, hash: string, spare: KnownKey | undefined): Promise<KnownKey | null> {
  const believedUntil = ports.clock.now() + BELIEVED;
  const read = readStored(ports, hash);
  const tenantId = await (spare ? within(PATIENCE, read).catch(() => undefined) : read);
  // Only this isolate takes it for known: the cache keeps what Postgres has said last.
  if (tenantId === undefined) return spare ? { ...spare, believed_until: believedUntil } : null;
  if (tenantId === null) {
    if (spare) await ports.cache.delete(cacheKey(hash));
    return null;
  }
  const fresh = { tenant_id: tenantId, believed_until: believedUntil };
  await ports.cache.set(cacheKey(hash), fresh, SPARE_SECONDS);
  return fresh;
}

/** Makes every cache that can be reached forget a revoked key; other isolates do so within 60 s. */
export async function forgetKey(ports: AccessPorts, remembered: KnownKeys, hash: string): Promise<void> {
  remembered.known.delete(hash);
  // A cache that rests takes no new value, and still forgets.
  await ports.cache.delete(cacheKey(hash));
  await ports.cache.set(cacheKey(hash), revoked, SPARE_SECONDS);
}

async function readStored({ db }: AccessPorts, hash: string): Promise<string | null> {
  const found = await db
    .select({ tenantId: apiKeys.tenantId })
    .from(apiKeys)
    .where(and(eq(apiKeys.keyHash, hash), isNull(apiKeys.revokedAt)));
  return found[0]?.tenantId ?? null;
}

function remember<T>(remembered: Map<string, T>, hash: string, fact: T): void {
  // A Map keeps the order of insertion: the first is the oldest.
  const oldest = remembered.keys().next();
  if (!remembered.has(hash) && remembered.size >= MOST_REMEMBERED && !oldest.done) remembered.delete(oldest.value);
  remembered.set(hash, fact);
}
