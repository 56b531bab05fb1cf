import { expect, test } from "vitest";
import type { Actor } from "../../../src/conversations/port.ts";
import { readConversation, readMessages, writeHandOvers } from "../../../src/history/index.ts";
import { handOverOf, messageAt, newAddress, noon, recordOf, testDatabase } from "../../support/history.ts";

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
  await writeHandOvers(db, [handOverOf(address, 0, 5, { conversation: record })], noon);
  return { address, record };
}

test("a released conversation is read back as its object knew it", async () => {
  const { address, record } = await released();
  expect(await readConversation(db, address, owner)).toEqual({ ...record, syncedSeq: 5 });
  expect(await readConversation(db, address, an)).toEqual({ ...record, syncedSeq: 5 });
});

test("messages come back as the object stored them, newest first, page by page", async () => {
  const { address } = await released();
  const { messages } = handOverOf(address, 0, 5);
  const newestFirst = messages.toReversed();
  expect(await readMessages(db, address, an, { beforeSeq: null, limit: 2 })).toEqual({
    messages: newestFirst.slice(0, 2),
    nextBeforeSeq: 4,
  });
  expect(await readMessages(db, address, an, { beforeSeq: 4, limit: 2 })).toEqual({ messages: newestFirst.slice(2, 4), nextBeforeSeq: 2 });
  expect(await readMessages(db, address, an, { beforeSeq: 2, limit: 2 })).toEqual({ messages: newestFirst.slice(4), nextBeforeSeq: null });
});

test("an answer that a later one replaced is left out, and pages stay full", async () => {
  const address = newAddress();
  const messages = [
    messageAt(1),
    messageAt(2),
    messageAt(3, { authorType: "assistant", metadata: { supersedes: "msg_2" } }),
    messageAt(4, { authorType: "assistant", metadata: { supersedes: "msg_3" } }),
    messageAt(5),
  ];
  await writeHandOvers(db, [handOverOf(address, 0, 5, { messages })], noon);
  const read = async (beforeSeq: number | null, limit: number) => {
    const page = await readMessages(db, address, owner, { beforeSeq, limit });
    return { seqs: page?.messages.map(({ seq }) => seq), nextBeforeSeq: page?.nextBeforeSeq };
  };
  expect(await read(null, 10)).toEqual({ seqs: [5, 4, 1], nextBeforeSeq: null });
  expect(await read(null, 2)).toEqual({ seqs: [5, 4], nextBeforeSeq: 4 });
  expect(await read(4, 2)).toEqual({ seqs: [1], nextBeforeSeq: null });
});

test("what a user writes into his metadata hides nothing, and no user's message is ever replaced", async () => {
  const address = newAddress();
  const messages = [
    messageAt(1, { metadata: { supersedes: "msg_1" } }),
    messageAt(2, { metadata: { supersedes: "msg_1" } }),
    messageAt(3, { metadata: { supersedes: "msg_2" } }),
    messageAt(4, { metadata: { supersedes: null } }),
  ];
  await writeHandOvers(db, [handOverOf(address, 0, 4, { messages })], noon);
  const page = await readMessages(db, address, an, { beforeSeq: null, limit: 10 });
  expect(page?.messages.map(({ seq }) => seq)).toEqual([4, 3, 2, 1]);
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
