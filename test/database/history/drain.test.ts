import { and, count, eq } from "drizzle-orm";
import { expect, test, vi } from "vitest";
import type { Address } from "../../../src/conversations/port.ts";
import { conversationSync, messages } from "../../../src/db/schema/index.ts";
import { drain, readConversation, writeHandOvers, type Outbox } from "../../../src/history/index.ts";
import { historyPorts, messageAt, newAddress, testDatabase } from "../../support/history.ts";

const db = testDatabase();
const said = (upToSeq: number) => Array.from({ length: upToSeq }, (_, index) => messageAt(index + 1));
/** Some 3 MB of JSON. */
const heavy = Array.from({ length: 4 }, (_, index) => messageAt(index + 1, { parts: [{ type: "text", text: "ha ".repeat(250_000) }] }));

async function storedOf({ tenantId, conversationId }: Address) {
  const own = and(eq(messages.tenantId, tenantId), eq(messages.conversationId, conversationId));
  const [rows] = await db.select({ stored: count() }).from(messages).where(own);
  return rows?.stored;
}

async function syncOf({ tenantId, conversationId }: Address) {
  const [row] = await db
    .select()
    .from(conversationSync)
    .where(and(eq(conversationSync.tenantId, tenantId), eq(conversationSync.conversationId, conversationId)));
  return row;
}

test("a long conversation is handed over page by page in one delivery", async () => {
  const ports = historyPorts(db, 50);
  const address = newAddress();
  ports.outboxes.fill(address, said(620));
  await drain([address], ports);
  expect(await storedOf(address)).toBe(620);
  expect(await syncOf(address)).toMatchObject({ syncedSeq: 620, status: "LATEST" });
});

test("a delivery with a lot to write is several requests to Postgres, none beyond 10 MB", async () => {
  const ports = historyPorts(db);
  const addresses = Array.from({ length: 8 }, () => newAddress());
  for (const address of addresses) ports.outboxes.fill(address, heavy);
  const sizes: number[] = [];
  const send = globalThis.fetch;
  const requests = vi.spyOn(globalThis, "fetch").mockImplementation((url, init) => {
    sizes.push(String(init?.body).length);
    return send(url, init);
  });
  await drain(addresses, ports);
  requests.mockRestore();
  expect(Math.max(...sizes)).toBeLessThan(10_000_000);
  expect(sizes.length).toBe(4);
  for (const address of addresses) expect(await storedOf(address)).toBe(4);
});

test("what Postgres lost when it was restored is handed over again, and is nobody's failure", async () => {
  const ports = historyPorts(db, 2);
  const address = newAddress();
  ports.outboxes.fill(address, said(6), { syncedSeq: 4 });
  const [drained] = await drain([address], ports);
  expect(ports.outboxes.acknowledged[0]).toEqual({ address, seq: 0, hash: "", restored: true });
  expect(ports.outboxes.acknowledged.slice(1).map(({ restored }) => restored)).not.toContain(true);
  expect(drained?.outcome).toEqual({ kind: "followed" });
  expect(await storedOf(address)).toBe(6);
  expect(await syncOf(address)).toMatchObject({ status: "LATEST", syncedSeq: 6, metadata: {} });
  expect(ports.logged).toContainEqual(expect.objectContaining({ level: "warn", event: "history.went_back" }));
});

test("what Postgres has lost and the object cannot give again is reported", async () => {
  const ports = historyPorts(db);
  const address = newAddress();
  ports.outboxes.fill(address, said(4), { syncedSeq: 2 });
  const conversations = (of: Address) => ({ ...ports.outboxes.find(of), acknowledge: async () => {} });
  const [drained] = await drain([address], { ...ports, conversations });
  const reason = "Postgres holds up to seq 0, the object hands over from after 2";
  expect(drained?.outcome).toEqual({ kind: "failed", reason, afterSeq: 2, upToSeq: 4 });
  expect(await syncOf(address)).toMatchObject({ status: "SYNCING", syncedSeq: 0 });
});

test("two deliveries of one conversation that overlap are no failure, wherever the one overtakes the other", async () => {
  const ports = historyPorts(db, 2);
  for (const overtakesAfter of [1, 2, 3]) {
    const address = newAddress();
    ports.outboxes.fill(address, said(12));
    let acknowledgements = 0;
    const overtaken = (of: Address): Outbox => ({
      ...ports.outboxes.find(of),
      async acknowledge(...given) {
        await ports.outboxes.find(of).acknowledge(...given);
        if (++acknowledgements !== overtakesAfter) return;
        // Another delivery takes two pages between this acknowledgement and the next pull.
        for (let page = 0; page < 2; page++) {
          const handOver = await ports.outboxes.find(of).handOver(of);
          if (!handOver) throw new Error("Nothing is left to overtake with.");
          await writeHandOvers(db, [handOver], ports.clock.now());
          await ports.outboxes.find(of).acknowledge(of, { seq: handOver.upToSeq, hash: handOver.rows.at(-1)?.hash ?? "" });
        }
      },
    });
    const [drained] = await drain([address], { ...ports, conversations: overtaken });
    expect(drained?.outcome).toEqual({ kind: "followed" });
    expect(await syncOf(address)).toMatchObject({ syncedSeq: 12, status: "LATEST", metadata: {} });
  }
  expect(ports.outboxes.acknowledged.some(({ restored }) => restored)).toBe(false);
  expect(ports.logged.filter(({ level }) => level !== "info")).toEqual([]);
});

test("a conversation in which nobody has spoken reaches Postgres once", async () => {
  const ports = historyPorts(db);
  const address = newAddress();
  ports.outboxes.fill(address, [], { metadata: { plan: "vàng" } });
  const [drained] = await drain([address], ports);
  expect(drained?.outcome).toEqual({ kind: "followed" });
  expect(ports.outboxes.acknowledged).toEqual([{ address, seq: 0, hash: "" }]);
  expect(await syncOf(address)).toMatchObject({ syncedSeq: 0, status: "LATEST" });
  expect(await readConversation(db, address, { role: "owner" })).toMatchObject({ lastSeq: 0, metadata: { plan: "vàng" } });
  ports.outboxes.fill(address, said(2));
  await drain([address], ports);
  expect(await syncOf(address)).toMatchObject({ syncedSeq: 2, status: "LATEST" });
});
