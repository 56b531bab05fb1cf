import { and, asc, eq } from "drizzle-orm";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Address } from "../../../src/conversations/port.ts";
import { conversationLog, conversations, conversationSync, messages } from "../../../src/db/schema/index.ts";
import { writeHandOvers } from "../../../src/history/index.ts";
import { eventAt, eventsRow, handOverOf, messageAt, newAddress, noon, recordOf, rowAt, testDatabase } from "../../support/history.ts";

const db = testDatabase();

/** All that Postgres holds of a conversation. */
async function heldOf({ tenantId, conversationId }: Address) {
  const [conversation, said, log, sync] = await db.batch([
    db
      .select()
      .from(conversations)
      .where(and(eq(conversations.tenantId, tenantId), eq(conversations.id, conversationId))),
    db
      .select()
      .from(messages)
      .where(and(eq(messages.tenantId, tenantId), eq(messages.conversationId, conversationId)))
      .orderBy(asc(messages.seq)),
    db
      .select()
      .from(conversationLog)
      .where(and(eq(conversationLog.tenantId, tenantId), eq(conversationLog.conversationId, conversationId)))
      .orderBy(asc(conversationLog.seq)),
    db
      .select()
      .from(conversationSync)
      .where(and(eq(conversationSync.tenantId, tenantId), eq(conversationSync.conversationId, conversationId))),
  ]);
  return { conversation: conversation[0], messages: said, log, sync: sync[0] };
}

test("a hand-over arrives whole: conversation, messages, events and how far Postgres follows", async () => {
  const address = newAddress();
  const handOver = await handOverOf(address, 0, 3, {
    rows: [rowAt(messageAt(1)), rowAt(messageAt(2)), eventsRow([eventAt(3)], { previousSeq: 2 })],
    conversation: recordOf(address, { lastSeq: 3, metadata: { plan: "vàng" } }),
  });
  expect(await writeHandOvers(db, [handOver], noon)).toEqual([{ ...address, syncedSeq: 3, hash: handOver.rows[2]?.hash }]);
  const held = await heldOf(address);
  expect(held.conversation).toMatchObject({ userId: "user_an", botId: "bot_1", lastSeq: 3, metadata: { plan: "vàng" } });
  expect(held.messages.map(({ seq, content, authorType, turnId }) => ({ seq, content, authorType, turnId }))).toEqual([
    { seq: 1, content: "Câu thứ 1", authorType: "user", turnId: "turn_1" },
    { seq: 2, content: "Câu thứ 2", authorType: "assistant", turnId: "turn_1" },
  ]);
  expect(held.log).toMatchObject([{ seq: 3, kind: "state.changed", data: { from: "idle", to: "browsing" } }]);
  expect(held.sync).toMatchObject({ syncedSeq: 3, status: "LATEST", metadata: {}, lastUpdatedAt: new Date(noon) });
});

test("the same hand-over three times is the same as once", async () => {
  const address = newAddress();
  const rows = [...[1, 2, 3, 4].map((seq) => rowAt(messageAt(seq))), eventsRow([eventAt(5)])];
  const handOver = await handOverOf(address, 0, 5, { rows });
  await writeHandOvers(db, [handOver], noon);
  const once = await heldOf(address);
  await writeHandOvers(db, [handOver], noon);
  await writeHandOvers(db, [handOver], noon);
  expect(await heldOf(address)).toEqual(once);
});

test("an older hand-over that comes late changes nothing", async () => {
  const address = newAddress();
  const older = await handOverOf(address, 0, 2);
  const newer = await handOverOf(address, 0, 4, {
    conversation: recordOf(address, { lastSeq: 4, state: "viewing", visited: ["idle", "viewing"] }),
  });
  await writeHandOvers(db, [newer], noon);
  const before = await heldOf(address);
  await writeHandOvers(db, [older], noon);
  expect(await heldOf(address)).toEqual(before);
});

test("a message that was edited later wins, whichever of the two arrives first", async () => {
  const edited = messageAt(1, { content: "Sửa lại", updatedAt: noon + 60_000 });
  for (const order of [
    [messageAt(1), edited],
    [edited, messageAt(1)],
  ]) {
    const address = newAddress();
    for (const message of order) await writeHandOvers(db, [await handOverOf(address, 0, 1, { rows: [rowAt(message)] })], noon);
    expect((await heldOf(address)).messages.map(({ content }) => content)).toEqual(["Sửa lại"]);
  }
});

test("deliveries in any order, each up to three times, end in the same rows, and synced_seq never promises what is missing", async () => {
  const pages = [0, 3, 6, 9];
  const lastSeq = 12;
  const deliveries = fc.shuffledSubarray([...pages, ...pages, ...pages], { minLength: 6 });
  await fc.assert(
    fc.asyncProperty(deliveries, async (order) => {
      const address = newAddress();
      const pageAfter = (afterSeq: number) =>
        handOverOf(address, afterSeq, afterSeq + 3, { conversation: recordOf(address, { lastSeq, state: "viewing" }) });
      for (const afterSeq of order) {
        const [reached] = await writeHandOvers(db, [await pageAfter(afterSeq)], noon);
        const present = (await heldOf(address)).messages.map(({ seq }) => seq);
        expect(present.slice(0, reached?.syncedSeq)).toEqual(Array.from({ length: reached?.syncedSeq ?? 0 }, (_, index) => index + 1));
      }
      // What an object does whose hand-over was not acknowledged: it hands over again, in order.
      for (const afterSeq of pages) await writeHandOvers(db, [await pageAfter(afterSeq)], noon);
      const held = await heldOf(address);
      expect(held.messages.map(({ seq }) => seq)).toEqual(Array.from({ length: lastSeq }, (_, index) => index + 1));
      expect(held.conversation).toMatchObject({ lastSeq, state: "viewing" });
      expect(held.sync).toMatchObject({ syncedSeq: lastSeq, status: "LATEST" });
    }),
    { seed: 20261120, numRuns: 25 },
  );
});

test("a conversation of which the object has told more than Postgres holds reads SYNCING, and LATEST once it is there", async () => {
  const address = newAddress();
  const conversation = recordOf(address, { lastSeq: 6 });
  await writeHandOvers(db, [await handOverOf(address, 0, 3, { conversation })], noon);
  expect((await heldOf(address)).sync).toMatchObject({ syncedSeq: 3, status: "SYNCING" });
  await writeHandOvers(db, [await handOverOf(address, 3, 6, { conversation })], noon);
  expect((await heldOf(address)).sync).toMatchObject({ syncedSeq: 6, status: "LATEST" });
});

test("a hand-over that begins beyond what Postgres holds is kept, and does not count as synced", async () => {
  const address = newAddress();
  expect(await writeHandOvers(db, [await handOverOf(address, 3, 5)], noon)).toEqual([{ ...address, syncedSeq: 0, hash: "" }]);
  const held = await heldOf(address);
  expect(held.messages.map(({ seq }) => seq)).toEqual([4, 5]);
  expect(held.sync).toMatchObject({ syncedSeq: 0, status: "SYNCING" });
});

test("two deliveries of one conversation at the same moment end at the further one", async () => {
  const address = newAddress();
  await Promise.all([1, 2, 3, 4, 5, 6].map(async (upToSeq) => writeHandOvers(db, [await handOverOf(address, 0, upToSeq)], noon)));
  const held = await heldOf(address);
  expect(held.conversation?.lastSeq).toBe(6);
  expect(held.sync).toMatchObject({ syncedSeq: 6, status: "LATEST" });
});

test("characters that Postgres refuses are replaced, in texts, parts and metadata", async () => {
  const address = newAddress();
  const broken = "a\u0000b\ud83dc";
  const said = messageAt(1, { content: broken, parts: [{ type: "text", text: broken }], metadata: { deep: { [broken]: broken } } });
  const handOver = await handOverOf(address, 0, 1, {
    conversation: recordOf(address, { lastSeq: 1, metadata: { [broken]: [broken] } }),
    rows: [rowAt(said)],
  });
  await writeHandOvers(db, [handOver], noon);
  const whole = "a\ufffdb\ufffdc";
  const held = await heldOf(address);
  expect(held.conversation?.metadata).toEqual({ [whole]: [whole] });
  expect(held.messages).toMatchObject([{ content: whole, parts: [{ type: "text", text: whole }], metadata: { deep: { [whole]: whole } } }]);
});

test("a page longer than one statement takes is written in one transaction", async () => {
  const address = newAddress();
  const whole = await handOverOf(address, 0, 600);
  const poisoned = { ...whole, rows: [...whole.rows, { ...rowAt(messageAt(2 ** 63)), hash: "" }] };
  await expect(writeHandOvers(db, [poisoned], noon)).rejects.toThrow();
  expect((await heldOf(address)).messages).toEqual([]);
  await writeHandOvers(db, [whole], noon);
  expect((await heldOf(address)).messages).toHaveLength(600);
});

test("the same ids in another tenant are another conversation", async () => {
  const address = newAddress();
  const theirs = { ...newAddress(), conversationId: address.conversationId };
  await writeHandOvers(db, [await handOverOf(address, 0, 4), await handOverOf(theirs, 0, 2)], noon);
  expect((await heldOf(address)).messages).toHaveLength(4);
  expect((await heldOf(theirs)).messages).toHaveLength(2);
});
