import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import type { Cache } from "../../../src/cache/index.ts";
import { loadCached } from "../../../src/context/load-cached.ts";
import type { JsonValue } from "../../../src/platform/ports.ts";

const schema = z.object({ name: z.string() });

function memory() {
  const kept = new Map<string, { value: JsonValue; ttlSeconds: number }>();
  const cache: Cache = {
    get: async (key) => kept.get(key)?.value ?? null,
    set: async (key, value, ttlSeconds) => void kept.set(key, { value, ttlSeconds }),
    delete: async (...keys) => keys.forEach((key) => kept.delete(key)),
    ping: async () => true,
  };
  return { cache, kept };
}

const asked = (read: () => Promise<{ name: string } | null>) => ({ key: "key", ttlSeconds: 1200, patienceMs: 2_000, schema, read });

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test("the first reader asks Postgres, the next one the cache", async () => {
  const { cache, kept } = memory();
  const read = vi.fn(async () => ({ name: "An" }));
  expect(await loadCached(cache, asked(read))).toEqual({ name: "An" });
  expect(await loadCached(cache, asked(read))).toEqual({ name: "An" });
  expect(read).toHaveBeenCalledTimes(1);
  expect(kept.get("key")?.ttlSeconds).toBe(1200);
});

test("an absence is believed too, but less long", async () => {
  const { cache, kept } = memory();
  const read = vi.fn(async () => null);
  expect(await loadCached(cache, asked(read))).toBeNull();
  expect(await loadCached(cache, asked(read))).toBeNull();
  expect(read).toHaveBeenCalledTimes(1);
  expect(kept.get("key")?.ttlSeconds).toBe(60);
});

test.each<[string, JsonValue]>([
  ["of another shape", { value: { title: "An" } }],
  ["without its wrapping", { name: "An" }],
  ["that is no object", "An"],
])("a cached value %s is a miss and is replaced", async (_, stale) => {
  const { cache } = memory();
  await cache.set("key", stale, 60);
  expect(
    await loadCached(
      cache,
      asked(async () => ({ name: "Bình" })),
    ),
  ).toEqual({ name: "Bình" });
  expect(await cache.get("key")).toEqual({ value: { name: "Bình" } });
});

test("a Postgres that hangs is given up after its patience, and nothing is cached", async () => {
  const { cache, kept } = memory();
  const loading = loadCached(
    cache,
    asked(() => new Promise(() => undefined)),
  );
  const refused = expect(loading).rejects.toMatchObject({ code: "unavailable" });
  await vi.advanceTimersByTimeAsync(2_000);
  await refused;
  expect(kept.size).toBe(0);
});

test("a cache that takes its time with writing delays nobody", async () => {
  const { cache } = memory();
  const slow: Cache = { ...cache, set: () => new Promise(() => undefined) };
  expect(
    await loadCached(
      slow,
      asked(async () => ({ name: "An" })),
    ),
  ).toEqual({ name: "An" });
});
