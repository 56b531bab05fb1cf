import { Redis } from "@upstash/redis";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startRedis, type RunningRedis } from "../../../../dev/redis/start.ts";

let running: RunningRedis;
let redis: Redis;

beforeAll(async () => {
  running = await startRedis();
  redis = new Redis({ url: running.url, token: running.token });
});

afterAll(() => running.stop());

test("the real client keeps and reads JSON and Vietnamese text", async () => {
  expect(await redis.set("skill", { name: "Tư vấn", list: [1, null, "đ"] }, { ex: 60 })).toBe("OK");
  expect(await redis.get("skill")).toEqual({ name: "Tư vấn", list: [1, null, "đ"] });
  expect(await redis.mget("skill", "missing")).toEqual([{ name: "Tư vấn", list: [1, null, "đ"] }, null]);
  expect(await redis.ttl("skill")).toBeGreaterThan(0);
  expect(await redis.ping()).toBe("PONG");
  expect(await redis.get("missing")).toBeNull();
});

test("a pipeline and a transaction answer in order", async () => {
  const pipeline = redis.pipeline().set("a", "OK").get("a").incr("n");
  expect(await pipeline.exec()).toEqual(["OK", "OK", 1]);
  expect(await redis.multi().set("b", "x", { nx: true }).set("b", "y", { nx: true }).del("b").exec()).toEqual(["OK", null, 1]);
});

test("another token is turned away", async () => {
  const stranger = new Redis({ url: running.url, token: "guess", retry: false });
  await expect(stranger.get("a")).rejects.toThrow(/Unauthorized/);
});

test("a refused command is told in Redis' words", async () => {
  await redis.set("word", "text");
  await expect(redis.incr("word")).rejects.toThrow(/not an integer/);
});
