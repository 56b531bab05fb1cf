import { expect, test } from "vitest";
import { Journal } from "../../../../durable-objects/conversation/journal.ts";
import { itemEntry } from "../../../../durable-objects/conversation/entry.ts";

const word = (seq: number) => itemEntry({ seq, at: 0, chunk: { type: "text-delta", id: "1", delta: `${seq}` } }, "turn_1", "");

/** A journal whose disk answers when it is told to, and what its reader was told. */
function journalOnSlowDisk() {
  const syncs: PromiseWithResolvers<void>[] = [];
  const journal = new Journal(() => {
    const sync = Promise.withResolvers<void>();
    syncs.push(sync);
    return sync.promise;
  });
  const told: number[] = [];
  journal.add({ tell: ({ seq }) => void told.push(seq) });
  const answer = async (sync: number) => {
    syncs[sync]?.resolve();
    await Promise.resolve();
    await Promise.resolve();
  };
  return { journal, told, answer };
}

test("what waits for the disk is told in its order, and what follows waits along", async () => {
  const { journal, told, answer } = journalOnSlowDisk();
  journal.append(word(1));
  void journal.barrier();
  journal.append(word(2));
  void journal.barrier();
  journal.append(word(3));
  expect(told).toEqual([1]);
  await answer(0);
  expect(told).toEqual([1, 2]);
  await answer(1);
  journal.append(word(4));
  expect(told).toEqual([1, 2, 3, 4]);
});

test("a disk whose answers overtake each other silences nobody", async () => {
  const { journal, told, answer } = journalOnSlowDisk();
  void journal.barrier();
  journal.append(word(1));
  void journal.barrier();
  journal.append(word(2));
  await answer(1);
  await answer(0);
  journal.append(word(3));
  expect(told).toEqual([1, 2, 3]);
  await journal.passed();
});

test("who hears it by an answer that waits for the disk itself is told at once, and once; what is written later it waits for as all do", async () => {
  const { journal, told, answer } = journalOnSlowDisk();
  const ahead: number[] = [];
  void journal.barrier();
  journal.append(word(1));
  journal.addAhead({ tell: ({ seq }) => void ahead.push(seq) });
  journal.append(word(2));
  expect([ahead, told]).toEqual([[1, 2], []]);
  void journal.barrier();
  journal.append(word(3));
  expect(ahead).toEqual([1, 2]);
  await answer(0);
  expect([ahead, told]).toEqual([
    [1, 2],
    [1, 2],
  ]);
  await answer(1);
  journal.append(word(4));
  expect([ahead, told]).toEqual([
    [1, 2, 3, 4],
    [1, 2, 3, 4],
  ]);
});

test("who comes ahead while several wait is told all of them in their order, whichever the disk answers first", async () => {
  const { journal, answer } = journalOnSlowDisk();
  const ahead: number[] = [];
  void journal.barrier();
  journal.append(word(1));
  void journal.barrier();
  journal.append(word(2));
  journal.addAhead({ tell: ({ seq }) => void ahead.push(seq) });
  journal.append(word(3));
  await answer(0);
  await answer(1);
  journal.append(word(4));
  expect(ahead).toEqual([1, 2, 3, 4]);
});

test("where nothing waits, who comes ahead is a reader like the others", async () => {
  const { journal, answer } = journalOnSlowDisk();
  const ahead: number[] = [];
  journal.addAhead({ tell: ({ seq }) => void ahead.push(seq) });
  journal.append(word(1));
  void journal.barrier();
  journal.append(word(2));
  expect(ahead).toEqual([1]);
  await answer(0);
  expect(ahead).toEqual([1, 2]);
});
