import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { createApiKey } from "../../../src/access/index.ts";
import { tenants } from "../../../src/db/schema/index.ts";
import { storeDeadLetters, writeHandOvers, type DeadLetter } from "../../../src/history/index.ts";
import { handleQueue } from "../../../src/queues/index.ts";
import { callApp, testPorts } from "../../support/app-ports.ts";
import { handOverOf, historyPorts, messageAt, newAddress, noon, testDatabase } from "../../support/history.ts";
import { batchOf, doorbellOf, queueMessage } from "../../support/queue-batch.ts";

const db = testDatabase();

async function owner(tenantId = `tenant_${randomUUID()}`) {
  const ports = testPorts({ db });
  await db.insert(tenants).values({ id: tenantId, name: tenantId });
  const { key } = await createApiKey(ports, tenantId, "k");
  const call = callApp(ports);
  const ask = async (path: string, method = "GET") => {
    const response = await call(path, { as: key, method });
    return { status: response.status, body: await response.json() };
  };
  const letter = (change: Partial<DeadLetter> = {}): DeadLetter => {
    const address = newAddress(tenantId);
    const id = JSON.stringify(["history", tenantId, address.conversationId, 0]);
    return {
      id,
      ...address,
      queue: "history",
      body: doorbellOf(address, 2),
      attempts: 5,
      reason: "54000: refused",
      diedAt: noon,
      ...change,
    };
  };
  const replay = (id: string) => ask(`/v1/dead-letters/${encodeURIComponent(id)}/replay`, "POST");
  return { tenantId, ports, ask, letter, replay };
}

test("dead letters are shown to their tenant's owner, newest first, with what they mean, and to no other", async () => {
  const [mine, theirs] = [await owner(), await owner()];
  const [older, newer] = [mine.letter(), mine.letter({ diedAt: noon + 1000 })];
  await storeDeadLetters(db, [older, newer]);
  const shown = [newer, older].map(({ id, body, diedAt }) => ({
    id,
    queue: "history",
    body,
    attempts: 5,
    reason: "54000: refused",
    explanation: expect.stringContaining("Postgres was well and still refused"),
    what_to_do: expect.stringContaining("replay"),
    replayable: true,
    replayed_at: null,
    died_at: new Date(diedAt).toISOString(),
  }));
  expect((await mine.ask("/v1/dead-letters")).body).toEqual({ data: shown, total: 2, page: 1, per_page: 30 });
  expect((await mine.ask("/v1/dead-letters?per_page=1&page=2")).body).toMatchObject({ data: [{ id: older.id }], total: 2, page: 2 });
  expect((await theirs.ask("/v1/dead-letters")).body).toMatchObject({ data: [], total: 0 });
});

test("a letter that is replayed rings again, and leaves the list when its conversation has been written", async () => {
  const { ports, ask, letter, replay } = await owner();
  const dead = letter();
  const address = { tenantId: dead.tenantId ?? "", conversationId: dead.conversationId ?? "" };
  await storeDeadLetters(db, [dead]);
  for (const _ of ["once", "twice"]) {
    expect(await replay(dead.id)).toMatchObject({ status: 200, body: { id: dead.id, outcome: "queued" } });
  }
  expect(ports.rung).toEqual([1, 2].map(() => ({ address, seq: 2 })));
  const replayedAt = new Date(ports.clock.now()).toISOString();
  expect((await ask("/v1/dead-letters")).body).toMatchObject({ total: 1, data: [{ id: dead.id, replayed_at: replayedAt }] });
  const consumer = historyPorts(db);
  consumer.outboxes.fill(address, [messageAt(1), messageAt(2)]);
  await handleQueue(
    batchOf(
      "history",
      ports.rung.map(({ seq }) => queueMessage(doorbellOf(address, seq))),
    ),
    consumer,
  );
  expect((await ask("/v1/dead-letters")).body).toMatchObject({ total: 0 });
  expect((await replay(dead.id)).status).toBe(404);
});

test("a letter of what was written meanwhile is gone without a doorbell", async () => {
  const { ports, ask, letter, replay } = await owner();
  const dead = letter();
  const address = { tenantId: dead.tenantId ?? "", conversationId: dead.conversationId ?? "" };
  await writeHandOvers(db, [await handOverOf(address, 0, 2)], noon);
  await storeDeadLetters(db, [dead]);
  expect(await replay(dead.id)).toMatchObject({ status: 200, body: { outcome: "written" } });
  expect(ports.rung).toEqual([]);
  expect((await ask("/v1/dead-letters")).body).toMatchObject({ total: 0 });
});

test("writing less than a letter rang for leaves it", async () => {
  const { ask, letter } = await owner();
  const dead = letter();
  const address = { tenantId: dead.tenantId ?? "", conversationId: dead.conversationId ?? "" };
  await storeDeadLetters(db, [dead]);
  await writeHandOvers(db, [await handOverOf(address, 0, 1)], noon);
  expect((await ask("/v1/dead-letters")).body).toMatchObject({ total: 1 });
});

test("a letter that has no way back is 422 with why; another tenant's, and none, are 404", async () => {
  const [mine, theirs] = [await owner(), await owner()];
  const [broken, dead] = [mine.letter({ id: randomUUID(), body: { tenant_id: mine.tenantId, seq: "x" } }), mine.letter()];
  await storeDeadLetters(db, [broken, dead]);
  expect(await mine.replay(broken.id)).toMatchObject({
    status: 422,
    body: { code: "unprocessable", detail: expect.stringContaining("conversation_id, seq") },
  });
  expect(await theirs.replay(dead.id)).toMatchObject({ status: 404, body: { code: "not_found" } });
  expect((await mine.replay("none")).status).toBe(404);
  expect(theirs.ports.rung).toEqual([]);
});

test("all of a tenant's letters are replayed at once, and counted", async () => {
  const [mine, theirs] = [await owner(), await owner()];
  const letters = [mine.letter(), mine.letter(), mine.letter({ id: randomUUID(), body: "ring" }), theirs.letter(), mine.letter()];
  const [, , , , written] = letters;
  await storeDeadLetters(db, letters);
  const held = { tenantId: mine.tenantId, conversationId: written?.conversationId ?? "" };
  await writeHandOvers(db, [await handOverOf(held, 0, 5, {})], noon);
  await storeDeadLetters(db, letters);
  expect((await mine.ask("/v1/dead-letters/replay", "POST")).body).toEqual({ queued: 2, written: 1, unreplayable: 1, remaining: 0 });
  expect(mine.ports.rung).toHaveLength(2);
  expect((await mine.ask("/v1/dead-letters")).body).toMatchObject({ total: 3 });
});
