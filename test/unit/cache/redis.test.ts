import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { startRedis, type RunningRedis } from "../../../dev/redis/start.ts";
import { connectCache, noCache, type Cache } from "../../../src/cache/index.ts";

let redis: RunningRedis;

beforeAll(async () => {
  redis = await startRedis();
});

afterAll(() => redis.stop());

interface Connected {
  cache: Cache;
  logged: string[];
  pass(milliseconds: number): void;
}

function connect(place: { url: string; token: string }): Connected {
  let now = 0;
  const logged: string[] = [];
  const record = (event: string, fields?: Record<string, unknown>) => void logged.push(JSON.stringify({ event, ...fields }));
  const cache = connectCache(place, { clock: { now: () => now }, log: { info: record, warn: record, error: record } });
  return { cache, logged, pass: (milliseconds) => void (now += milliseconds) };
}

/** A Redis that misbehaves as told; `requests` counts what reached it. */
async function misbehaving(answer: RequestListener) {
  const seen = { requests: 0 };
  const server = createServer((request, response) => {
    seen.requests += 1;
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  // A server that listens on TCP has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return { seen, url: `http://127.0.0.1:${port}`, token: "token" };
}

test.each([
  ["an object", { name: "Nguyễn Thị Ánh 🇻🇳", tags: ["a", null, 1.5, true], empty: {} }],
  ["a text that looks like a number", "0123"],
  ["a text that looks like base64", "aGVsbG8="],
  ["a large number", 9007199254740991],
  ["an empty text", ""],
])("%s comes back as it went in", async (name, value) => {
  const { cache } = connect(redis);
  await cache.set(`value:${name}`, value, 60);
  expect(await cache.get(`value:${name}`)).toEqual(value);
});

test("a key that was never set or was deleted is a miss", async () => {
  const { cache } = connect(redis);
  await cache.set("gone:1", 1, 60);
  await cache.set("gone:2", 2, 60);
  await cache.delete("gone:1", "gone:2");
  await cache.delete();
  expect(await Promise.all([cache.get("gone:1"), cache.get("gone:2"), cache.get("never")])).toEqual([null, null, null]);
});

test("reads of one moment travel in one request", async () => {
  const { seen, ...place } = await misbehaving((_, response) => response.end('[{"result":"1"},{"result":"2"}]'));
  const { cache } = connect(place);
  expect(await Promise.all([cache.get("a"), cache.get("b")])).toEqual([1, 2]);
  expect(seen.requests).toBe(1);
});

test("it knows whether Redis answers", async () => {
  expect(await connect(redis).cache.ping()).toBe(true);
  expect(await connect({ url: "http://127.0.0.1:9", token: "token" }).cache.ping()).toBe(false);
  expect(await connect({ ...redis, token: "wrong" }).cache.ping()).toBe(false);
  expect(await noCache.ping()).toBe(false);
});

test("without an address there is no cache, and everything is a miss", async () => {
  const log = { info() {}, warn() {}, error() {} };
  expect(connectCache({ url: undefined, token: undefined }, { clock: { now: () => 0 }, log })).toBe(noCache);
  await noCache.set("key", 1, 60);
  await noCache.delete("key");
  expect(await noCache.get("key")).toBeNull();
});

test.each<[string, RequestListener]>([
  ["hangs", () => undefined],
  ["answers with rubbish", (_, response) => response.end("<html>")],
  ["breaks off", (request) => request.socket.destroy()],
  ["is full", (_, response) => response.writeHead(429).end('{"error":"ERR max requests limit exceeded"}')],
])("a Redis that %s is a miss, and after three failures is left alone until it has rested", async (_, answer) => {
  const { seen, ...place } = await misbehaving(answer);
  const { cache, logged, pass } = connect(place);
  for (const _ of [1, 2, 3]) expect(await cache.get("key")).toBeNull();
  expect(seen.requests).toBe(3);
  await cache.set("key", "a customer's words", 60);
  expect(await cache.get("key")).toBeNull();
  expect(seen.requests).toBe(3);
  pass(5_000);
  expect(await cache.get("key")).toBeNull();
  expect(seen.requests).toBe(4);
  expect(logged).toHaveLength(1);
});

test("an edit reaches Redis even while it rests", async () => {
  const { seen, ...place } = await misbehaving((_, response) => response.writeHead(500).end("{}"));
  const { cache } = connect(place);
  for (const _ of [1, 2, 3]) await cache.get("key");
  await cache.delete("key");
  expect(seen.requests).toBe(4);
});

test("a log line never holds what was to be cached", async () => {
  const { cache, logged } = connect({ url: "http://127.0.0.1:9", token: "a-secret-token" });
  for (const _ of [1, 2, 3]) await cache.set("edgewise:demo:user:1", "số điện thoại 0909", 60);
  expect(logged).toHaveLength(1);
  expect(logged.join()).not.toMatch(/0909|secret|user:1/);
});
