import { expect, test } from "vitest";
import { inParallel } from "../../../src/platform/in-parallel.ts";

test("results keep the order of the items, and never more than the limit run at once", async () => {
  const gates = Array.from({ length: 10 }, () => Promise.withResolvers<void>());
  let running = 0;
  let most = 0;
  const work = inParallel([...gates.keys()], 3, async (index) => {
    running += 1;
    most = Math.max(most, running);
    await gates[index]?.promise;
    running -= 1;
    return index * 10;
  });
  for (const gate of gates.toReversed()) gate.resolve();
  expect(await work).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90]);
  expect(most).toBe(3);
});

test("nothing to do is done at once", async () => {
  expect(await inParallel([], 3, async () => 1)).toEqual([]);
});

test("an error ends it", async () => {
  const work = inParallel([1, 2, 3], 2, async (item) => {
    if (item === 2) throw new Error("two");
    return item;
  });
  await expect(work).rejects.toThrow("two");
});
