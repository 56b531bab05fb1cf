import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { noCache } from "../../../src/cache/index.ts";
import { loadBot, loadContext, type BotPorts, type ContextPorts } from "../../../src/context/index.ts";
import { connectDatabase, type Database } from "../../../src/db/client.ts";
import { pingDatabase } from "../../../src/db/ping.ts";
import { messageAt, unreachableDatabase } from "../../support/history.ts";

beforeEach(() => {
  // Only what a deadline is made of: sockets go on as they are.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});

afterEach(() => {
  vi.useRealTimers();
});

function portsOf(db: Database) {
  const warned: unknown[] = [];
  const log = {
    info() {},
    error() {},
    warn: (event: string, fields?: Record<string, unknown>) => void warned.push([event, fields?.["what"]]),
  };
  const ports: ContextPorts & BotPorts = {
    modelPrice: null,
    clock: { now: () => 0 },
    db,
    cache: noCache,
    log,
    settings: { USER_CACHE_SECONDS: 1200, SKILL_CACHE_SECONDS: 300 },
  };
  return { ports, warned };
}

/** A Postgres that takes requests and never answers. */
async function hangingDatabase(): Promise<Database> {
  const server = createServer(() => undefined);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  // A server that listens on TCP has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return connectDatabase(`postgresql://nobody:nothing@127.0.0.1:${port}/none`, `http://127.0.0.1:${port}/sql`);
}

const question = { tenantId: "demo", userId: "an", skillId: "shop" };

test("with Postgres away the conversation goes on without user and skill, and the log says so", async () => {
  const { ports, warned } = portsOf(unreachableDatabase());
  expect(await loadContext({ ...question, history: async () => [messageAt(1)] }, ports)).toEqual({
    user: null,
    skill: null,
    history: [messageAt(1)],
  });
  expect(warned.toSorted()).toEqual([
    ["context.not_loaded", "skill"],
    ["context.not_loaded", "user"],
  ]);
});

test("with Postgres or the history hanging it waits two seconds, for all at once", async () => {
  const { ports, warned } = portsOf(await hangingDatabase());
  const loading = loadContext({ ...question, history: () => new Promise(() => undefined) }, ports);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await loading).toEqual({ user: null, skill: null, history: [] });
  expect(warned).toHaveLength(3);
});

test("without a skill none is asked for, and a new conversation has no history", async () => {
  const { ports, warned } = portsOf(unreachableDatabase());
  expect(await loadContext({ tenantId: "demo", userId: "an", skillId: null }, ports)).toEqual({ user: null, skill: null, history: [] });
  expect(warned).toEqual([["context.not_loaded", "user"]]);
});

test("a bot that cannot be read is no bot that does not exist: no conversation begins without it", async () => {
  const hanging = loadBot("demo", null, portsOf(await hangingDatabase()).ports);
  const refused = expect(hanging).rejects.toMatchObject({ code: "unavailable" });
  await vi.advanceTimersByTimeAsync(5_000);
  await refused;
  await expect(loadBot("demo", "bot_1", portsOf(unreachableDatabase()).ports)).rejects.toThrow();
});

test("a Postgres that hangs or refuses does not answer its ping", async () => {
  const pinged = pingDatabase(await hangingDatabase());
  await vi.advanceTimersByTimeAsync(1_000);
  expect(await pinged).toBe(false);
  expect(await pingDatabase(unreachableDatabase())).toBe(false);
});
