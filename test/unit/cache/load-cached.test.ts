import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { loadCached, type Cache } from "../../../src/cache/index.ts";
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

describe("while Postgres is away, what has to be there", () => {
  const day = 86_400_000;

  function outage() {
    const { cache, kept } = memory();
    const clock = { at: 0, now: () => clock.at };
    const asked = vi.fn<() => Promise<{ name: string } | null>>(async () => ({ name: "An" }));
    const load = () => loadCached(cache, { key: "key", ttlSeconds: 300, spareClock: clock, patienceMs: 5_000, schema, read: asked });
    return { cache, kept, clock, asked, load };
  }

  test("serves beyond its time, and Postgres is asked again every half minute", async () => {
    const { kept, clock, asked, load } = outage();
    await load();
    expect(kept.get("key")?.ttlSeconds).toBe(day / 1000);
    asked.mockRejectedValue(new Error("away"));
    clock.at = 299_999;
    expect(await load()).toEqual({ name: "An" });
    expect(asked).toHaveBeenCalledTimes(1);
    for (clock.at = 300_000; clock.at < 3_600_000; clock.at += 15_000) expect(await load()).toEqual({ name: "An" });
    expect(asked).toHaveBeenCalledTimes(1 + (3_600_000 - 300_000) / 30_000);
    asked.mockResolvedValue({ name: "Bình" });
    expect(await load()).toEqual({ name: "Bình" });
  });

  test("is waited for a second only", async () => {
    const { clock, asked, load } = outage();
    await load();
    clock.at = 300_000;
    asked.mockReturnValue(new Promise(() => undefined));
    const loading = load();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await loading).toEqual({ name: "An" });
  });

  test("is an error all the same where nobody has read it before, or Postgres says something wrong", async () => {
    const { clock, asked, load } = outage();
    asked.mockRejectedValue(new Error("away"));
    await expect(load()).rejects.toThrow("away");
    asked.mockResolvedValue({ name: "An" });
    await load();
    clock.at = 300_000;
    asked.mockImplementation(async () => schema.parse({}));
    await expect(load()).rejects.toThrow(z.ZodError);
  });

  test("is gone once Postgres has said so", async () => {
    const { clock, asked, load } = outage();
    await load();
    clock.at = 300_000;
    asked.mockResolvedValue(null);
    expect(await load()).toBeNull();
    asked.mockRejectedValue(new Error("away"));
    expect(await load()).toBeNull();
  });
});

test("who has been answered does not take the writing of the cache along", async () => {
  const { cache } = memory();
  const left: Promise<unknown>[] = [];
  await loadCached(cache, { ...asked(async () => ({ name: "An" })), waitUntil: (work) => void left.push(work) });
  expect(left).toHaveLength(1);
});
