import fc from "fast-check";
import { expect, test } from "vitest";
import type { Actor } from "../../../src/conversations/port.ts";
import type { StoredMessage } from "../../../src/transcript/records.ts";
import { readConversation, readMessages, writeHandOvers } from "../../../src/history/index.ts";
import { handOverOf, messageAt, newAddress, noon, recordOf, rowAt, testDatabase } from "../../support/history.ts";

const db = testDatabase();
const owner: Actor = { role: "owner" };
const an: Actor = { role: "visitor", userId: "user_an" };
const stranger: Actor = { role: "visitor", userId: "user_binh" };

async function released() {
  const address = newAddress();
  const record = recordOf(address, {
    lastSeq: 5,
    state: "viewing",
    visited: ["idle", "browsing", "viewing"],
    shown: ["LT-01", "LT-02"],
    focus: "LT-02",
    skillId: "skill_1",
    metadata: { plan: "vàng" },
    endedAt: noon + 60_000,
  });
  await writeHandOvers(db, [await handOverOf(address, 0, 5, { conversation: record })], noon);
  return { address, record };
}

test("a released conversation is read back as its object knew it", async () => {
  const { address, record } = await released();
  expect(await readConversation(db, address, owner)).toEqual({ ...record, syncedSeq: 5 });
  expect(await readConversation(db, address, an)).toEqual({ ...record, syncedSeq: 5 });
});

test("messages come back as the object stored them, newest first, page by page", async () => {
  const { address } = await released();
  const newestFirst = [5, 4, 3, 2, 1].map((seq) => messageAt(seq));
  expect(await readMessages(db, address, an, { beforeSeq: null, limit: 2 })).toEqual({
    messages: newestFirst.slice(0, 2),
    branches: {},
    ratings: {},
    nextBeforeSeq: 4,
  });
  expect(await readMessages(db, address, an, { beforeSeq: 4, limit: 2 })).toEqual({
    messages: newestFirst.slice(2, 4),
    branches: {},
    ratings: {},
    nextBeforeSeq: 2,
  });
  expect(await readMessages(db, address, an, { beforeSeq: 2, limit: 2 })).toEqual({
    messages: newestFirst.slice(4),
    branches: {},
    ratings: {},
    nextBeforeSeq: null,
  });
});

/** Pages of a conversation in which `from` tells what each message follows; its head is the last one unless named. */
async function branched(from: Record<number, number>, headSeq: number, change: Partial<StoredMessage> = {}) {
  const address = newAddress();
  const rows = Object.entries(from).map(([seq, previousSeq]) => rowAt(messageAt(Number(seq), change), { previousSeq }));
  const lastSeq = rows.at(-1)?.seq ?? 0;
  await writeHandOvers(db, [await handOverOf(address, 0, lastSeq, { conversation: recordOf(address, { lastSeq, headSeq }), rows })], noon);
  return async (beforeSeq: number | null, limit: number) => {
    const page = await readMessages(db, address, owner, { beforeSeq, limit });
    return { seqs: page?.messages.map(({ seq }) => seq), nextBeforeSeq: page?.nextBeforeSeq };
  };
}

test("a message names those that stand beside it, by the places that the conversation names", async () => {
  const address = newAddress();
  // Two answers to 1, of which 3 was talked on; 4 was edited as 6. What is said after 5 stands alone.
  const from: Record<number, number> = { 1: 0, 2: 1, 3: 1, 4: 3, 5: 4, 6: 3, 7: 6 };
  const rows = Object.entries(from).map(([seq, previousSeq]) => rowAt(messageAt(Number(seq)), { previousSeq }));
  const conversation = recordOf(address, { lastSeq: 7, headSeq: 7, branches: { 1: [2, 3], 3: [4, 6] } });
  await writeHandOvers(db, [await handOverOf(address, 0, 7, { conversation, rows })], noon);
  const page = await readMessages(db, address, owner, { beforeSeq: null, limit: 10 });
  expect(page?.messages.map(({ id }) => id)).toEqual(["msg_7", "msg_6", "msg_3", "msg_1"]);
  expect(page?.branches).toEqual({ msg_6: ["msg_4", "msg_6"], msg_3: ["msg_2", "msg_3"] });
});

test("a message comes with what was last thought of it", async () => {
  const address = newAddress();
  const conversation = recordOf(address, { lastSeq: 3, ratings: { 1: "up", 3: "down" } });
  await writeHandOvers(db, [await handOverOf(address, 0, 3, { conversation })], noon);
  const page = await readMessages(db, address, owner, { beforeSeq: null, limit: 2 });
  expect(page?.ratings).toEqual({ msg_3: "down" });
});

test("only the branch that is talked on is read, and pages stay full", async () => {
  // Three answers to 1, of which 4 was talked on; 5 was edited as 7.
  const read = await branched({ 1: 0, 2: 1, 3: 1, 4: 1, 5: 4, 6: 5, 7: 4, 8: 7 }, 8);
  expect(await read(null, 10)).toEqual({ seqs: [8, 7, 4, 1], nextBeforeSeq: null });
  expect(await read(null, 2)).toEqual({ seqs: [8, 7], nextBeforeSeq: 7 });
  expect(await read(7, 1)).toEqual({ seqs: [4], nextBeforeSeq: 4 });
  expect(await read(4, 1)).toEqual({ seqs: [1], nextBeforeSeq: null });
  expect(await read(1, 1)).toEqual({ seqs: [], nextBeforeSeq: null });
});

test("an older branch that was selected again is read as it was", async () => {
  const read = await branched({ 1: 0, 2: 1, 3: 2, 4: 3, 5: 2, 6: 5 }, 4);
  expect(await read(null, 10)).toEqual({ seqs: [4, 3, 2, 1], nextBeforeSeq: null });
  // A page of the other branch, begun before it was selected, goes on where it was.
  expect(await read(6, 10)).toEqual({ seqs: [5, 2, 1], nextBeforeSeq: null });
});

test("a place between messages leads to what was said before it", async () => {
  const read = await branched({ 10: 0, 20: 10, 30: 20 }, 30);
  expect(await read(25, 10)).toEqual({ seqs: [20, 10], nextBeforeSeq: null });
  expect(await read(5, 10)).toEqual({ seqs: [], nextBeforeSeq: null });
});

test("what a user writes into his metadata hides nothing", async () => {
  const read = await branched({ 1: 0, 2: 1, 3: 2 }, 3, { metadata: { supersedes: "msg_1" } });
  expect(await read(null, 10)).toEqual({ seqs: [3, 2, 1], nextBeforeSeq: null });
});

test("any branching and any head: the pages together are the path to the head", async () => {
  const parents = fc.array(fc.nat(), { minLength: 1, maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(parents, fc.nat(), fc.integer({ min: 1, max: 7 }), async (choices, choice, limit) => {
      const from = Object.fromEntries(choices.map((parent, index) => [index + 1, parent % (index + 1)]));
      const headSeq = 1 + (choice % choices.length);
      const read = await branched(from, headSeq);
      const path: number[] = [];
      for (let seq = headSeq; seq !== 0; seq = from[seq] ?? 0) path.push(seq);
      const pages: number[] = [];
      let beforeSeq: number | null | undefined = null;
      do {
        const page: Awaited<ReturnType<typeof read>> = await read(beforeSeq, limit);
        pages.push(...(page.seqs ?? []));
        beforeSeq = page.nextBeforeSeq;
      } while (typeof beforeSeq === "number");
      expect(pages).toEqual(path);
    }),
    { seed: 20261120, numRuns: 25 },
  );
});

test("who only shows the words gets no parts", async () => {
  const { address } = await released();
  const page = await readMessages(db, address, an, { beforeSeq: null, limit: 2, textOnly: true });
  expect(page?.messages).toEqual([5, 4].map((seq) => ({ ...messageAt(seq), parts: [] })));
});

test("a stranger's conversation, another tenant's and one that never was read alike: there is none", async () => {
  const { address } = await released();
  const elsewhere = { ...newAddress(), conversationId: address.conversationId };
  for (const [place, actor] of [
    [address, stranger],
    [elsewhere, owner],
    [newAddress(), owner],
  ] as const) {
    expect(await readConversation(db, place, actor)).toBeNull();
    expect(await readMessages(db, place, actor, { beforeSeq: null, limit: 10 })).toBeNull();
  }
});
