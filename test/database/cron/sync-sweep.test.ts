import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { migrate } from "../../../dev/migrate.ts";
import type { RunningPostgres } from "../../../dev/postgres/start.ts";
import type { Address } from "../../../src/conversations/port.ts";
import { handleScheduled, sweepSync } from "../../../src/cron/index.ts";
import { connectDatabase, type Database } from "../../../src/db/client.ts";
import { conversationSync, type SyncStatus } from "../../../src/db/schema/index.ts";
import { startEmptyPostgres } from "../../support/database.ts";
import { historyPorts, newAddress, noon, unreachableDatabase } from "../../support/history.ts";

const minutes = 60_000;

// A sweep looks at every tenant, so it gets a database of its own.
let postgres: RunningPostgres;
let db: Database;

beforeAll(async () => {
  postgres = await startEmptyPostgres();
  db = connectDatabase(postgres.connectionString, postgres.endpoint);
  await migrate(db);
});

afterAll(() => postgres.stop());

beforeEach(async () => {
  await db.delete(conversationSync);
});

async function follow(status: SyncStatus, age: number, address: Address = newAddress()): Promise<Address> {
  await db.insert(conversationSync).values({ ...address, syncedSeq: 3, status, lastUpdatedAt: new Date(noon - age) });
  return address;
}

test("the sweep rings exactly those that have been behind for too long", async () => {
  const ports = historyPorts(db);
  const syncing = await follow("SYNCING", 10 * minutes);
  const failed = await follow("ERROR", 4 * minutes);
  await follow("LATEST", 100 * minutes);
  await follow("SYNCING", 1 * minutes);
  await follow("ERROR", 2 * minutes);
  await handleScheduled("*/5 * * * *", ports);
  expect(ports.outboxes.rung.toSorted(byId)).toEqual([syncing, failed].toSorted(byId));
  expect(ports.logged).toContainEqual({ level: "info", event: "history.sweep", fields: { rung: 2, failed: 0 } });
});

test("a conversation that was just rung is not rung by the next sweep", async () => {
  const ports = historyPorts(db);
  await follow("ERROR", 10 * minutes);
  expect(await sweepSync(ports)).toEqual({ rung: 1, failed: 0 });
  expect(await sweepSync(ports)).toEqual({ rung: 0, failed: 0 });
  expect(await sweepSync({ ...ports, clock: { now: () => noon + 4 * minutes } })).toEqual({ rung: 1, failed: 0 });
});

test("two sweeps at once ring each conversation once", async () => {
  const ports = historyPorts(db);
  const behind = await Promise.all(Array.from({ length: 30 }, () => follow("SYNCING", 10 * minutes)));
  await Promise.all([sweepSync(ports), sweepSync(ports)]);
  expect(ports.outboxes.rung.toSorted(byId)).toEqual(behind.toSorted(byId));
});

test("one sweep is bounded, and takes those first that have waited longest", async () => {
  const ports = historyPorts(db);
  const { tenantId } = newAddress();
  const waiting = Array.from({ length: 520 }, (_, index) => ({ tenantId, conversationId: `conv_${index}`, age: (600 - index) * minutes }));
  await db
    .insert(conversationSync)
    .values(
      waiting.map(({ age, ...address }) => ({ ...address, syncedSeq: 0, status: "SYNCING" as const, lastUpdatedAt: new Date(noon - age) })),
    );
  expect(await sweepSync(ports)).toEqual({ rung: 500, failed: 0 });
  expect(new Set(ports.outboxes.rung.map(({ conversationId }) => conversationId))).toEqual(
    new Set(waiting.slice(0, 500).map(({ conversationId }) => conversationId)),
  );
});

test("an object that does not answer is counted, and the others are rung all the same", async () => {
  const ports = historyPorts(db);
  const lost = await follow("ERROR", 10 * minutes);
  await follow("ERROR", 10 * minutes);
  const { find } = ports.outboxes;
  const conversations = (address: Address) =>
    address.conversationId === lost.conversationId ? { ...find(address), ring: () => Promise.reject(new Error("reset")) } : find(address);
  expect(await sweepSync({ ...ports, conversations })).toEqual({ rung: 1, failed: 1 });
});

test("without Postgres a sweep fails aloud", async () => {
  await expect(sweepSync(historyPorts(unreachableDatabase()))).rejects.toThrow();
});

const byId = (a: Address, b: Address) => a.conversationId.localeCompare(b.conversationId);
