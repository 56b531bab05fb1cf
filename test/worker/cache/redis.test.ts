import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { connectCache } from "../../../src/cache/index.ts";
import { connectDatabase } from "../../../src/db/client.ts";
import { pingDatabase } from "../../../src/db/ping.ts";
import { parseSettings } from "../../../src/platform/settings.ts";

const settings = parseSettings({ ...env });
const ports = { clock: { now: () => Date.now() }, log: { info() {}, warn() {}, error() {} } };

test("in the Workers runtime, too, what is cached comes back, and is gone when it is deleted", async () => {
  const cache = connectCache({ url: settings.UPSTASH_REDIS_REST_URL, token: settings.UPSTASH_REDIS_REST_TOKEN }, ports);
  const value = { name: "Nguyễn Thị Ánh 🇻🇳", list: [1, null, "0123"] };
  await cache.set("worker:cache", value, 60);
  expect(await Promise.all([cache.get("worker:cache"), cache.get("worker:never")])).toEqual([value, null]);
  await cache.delete("worker:cache");
  expect(await cache.get("worker:cache")).toBeNull();
  expect(await cache.ping()).toBe(true);
});

test("in the Workers runtime, too, a Redis that is away is a miss", async () => {
  const cache = connectCache({ url: "http://127.0.0.1:9", token: "token" }, ports);
  await cache.set("worker:away", 1, 60);
  expect([await cache.get("worker:away"), await cache.ping()]).toEqual([null, false]);
});

test("in the Workers runtime, too, Postgres answers its ping where it is, and not where it is not", async () => {
  expect(await pingDatabase(connectDatabase(settings.DATABASE_URL, settings.DATABASE_FETCH_ENDPOINT))).toBe(true);
  expect(await pingDatabase(connectDatabase("postgresql://nobody:nothing@127.0.0.1:9/none", "http://127.0.0.1:9/sql"))).toBe(false);
});
