import { and, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import type { Address } from "../../../src/conversations/port.ts";
import { conversationSync } from "../../../src/db/schema/index.ts";
import { recordFailures, writeHandOvers } from "../../../src/history/index.ts";
import { handOverOf, newAddress, noon, testDatabase } from "../../support/history.ts";

const db = testDatabase();
const failure = (address: Address, seq: number) => ({ ...address, seq, reason: "refused", attempts: 2 });

async function syncOf({ tenantId, conversationId }: Address) {
  const own = and(eq(conversationSync.tenantId, tenantId), eq(conversationSync.conversationId, conversationId));
  const [row] = await db.select().from(conversationSync).where(own);
  return row;
}

test("a failure is written down where nothing was, and over what went well before, and takes nothing back", async () => {
  const [unknown, known] = [newAddress(), newAddress()];
  await writeHandOvers(db, [await handOverOf(known, 0, 3)], noon);
  await recordFailures(db, [failure(unknown, 2), failure(known, 5)], noon + 1000);
  const written = { status: "ERROR", metadata: { reason: "refused", attempts: 2 }, lastUpdatedAt: new Date(noon + 1000) };
  expect(await syncOf(unknown)).toMatchObject({ ...written, syncedSeq: 0 });
  expect(await syncOf(known)).toMatchObject({ ...written, syncedSeq: 3 });
});

test("a failure that another delivery has made good meanwhile is not written down", async () => {
  const address = newAddress();
  await writeHandOvers(db, [await handOverOf(address, 0, 5)], noon);
  await recordFailures(db, [failure(address, 5), failure(newAddress(), 1)], noon + 1000);
  expect(await syncOf(address)).toMatchObject({ status: "LATEST", syncedSeq: 5, metadata: {}, lastUpdatedAt: new Date(noon) });
});

test("every failed attempt at a conversation without a word is counted", async () => {
  const address = newAddress();
  await recordFailures(db, [failure(address, 0)], noon);
  await recordFailures(db, [{ ...failure(address, 0), attempts: 3 }], noon + 1000);
  expect(await syncOf(address)).toMatchObject({ status: "ERROR", syncedSeq: 0, metadata: { attempts: 3 } });
  await writeHandOvers(db, [await handOverOf(address, 0, 0)], noon + 2000);
  await recordFailures(db, [failure(address, 0)], noon + 3000);
  expect(await syncOf(address)).toMatchObject({ status: "LATEST", metadata: {} });
});
