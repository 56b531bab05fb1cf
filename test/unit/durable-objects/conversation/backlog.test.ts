import fc from "fast-check";
import { expect, test } from "vitest";
import { Backlog } from "../../../../durable-objects/conversation/backlog.ts";
import { SseStream, streamOf } from "../../../../durable-objects/conversation/sse-stream.ts";

/** A client of a shared allowance, and whether it was dropped. */
function client(backlog: Backlog) {
  const seen = { dropped: false };
  const stream = new SseStream(backlog, () => (seen.dropped = true));
  const reader = stream.readable.getReader();
  const read = async () => new TextDecoder().decode((await reader.read()).value);
  return { stream, seen, reader, read };
}

const clients = (count: number, most: number) => {
  const backlog = new Backlog(most);
  return Array.from({ length: count }, () => client(backlog));
};

const droppedOf = (all: readonly ReturnType<typeof client>[]) => all.map(({ seen }) => seen.dropped);

test("64 clients of whom each lags less than one may are bounded together", () => {
  const all = clients(64, 8_000_000);
  for (let round = 0; round < 9; round++) for (const { stream } of all) stream.write("x".repeat(100_000));
  expect(all.filter(({ seen }) => !seen.dropped).length * 900_000).toBeLessThanOrEqual(8_000_000);
  expect(droppedOf(all).lastIndexOf(false), "some are still served").toBeGreaterThan(-1);
});

test("who has taken nothing for the longest is dropped first, and may know why", async () => {
  const all = clients(3, 250);
  for (const { stream } of all) stream.write("x".repeat(80));
  const [first, second] = all;
  expect(await first?.read()).toBe("x".repeat(80));
  first?.stream.write("y".repeat(100));
  expect(droppedOf(all)).toEqual([false, true, false]);
  await expect(second?.reader.read()).rejects.toThrow("attach again");
  expect(await first?.read(), "the others get everything").toBe("y".repeat(100));
});

test("a client that lags alone is held to its own bound only", () => {
  const [one, other] = clients(2, 100);
  one?.stream.open(["x".repeat(2_000_000)]);
  one?.stream.write("x".repeat(900_000));
  expect(one?.seen.dropped).toBe(false);
  other?.stream.write("x");
  expect([one?.seen.dropped, other?.seen.dropped], "until somebody else needs room").toEqual([true, false]);
});

test("what was there before a client came does not count against it while it reads it", async () => {
  const [one] = clients(1, 8_000_000);
  const opening = Array.from({ length: 40 }, (_, index) => String(index % 10).repeat(50_000));
  one?.stream.open(opening);
  expect((await one?.read())?.length, "nor is it handed over all at once").toBe(50_000);
  one?.stream.write("!".repeat(900_000));
  expect(one?.seen.dropped).toBe(false);
  one?.stream.write("!".repeat(100_001));
  expect(one?.seen.dropped).toBe(true);
});

test("a stream that has ended is read to its end, and gives its room back", async () => {
  const backlog = new Backlog(100);
  const text = "ế".repeat(200_000);
  expect(await new Response(streamOf(backlog, text)).text()).toBe(text);
  const left = client(backlog);
  left.stream.write("x".repeat(60));
  await left.reader.cancel();
  const [one, other] = [client(backlog), client(backlog)];
  one.stream.write("x".repeat(50));
  other.stream.write("x".repeat(50));
  expect(droppedOf([one, other])).toEqual([false, false]);
});

test("whatever is written and read, no more lies unread than may, but for one client alone", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(5), fc.nat(60), fc.boolean()), { maxLength: 200 }), (steps) => {
      const backlog = new Backlog(100);
      const unread = new Map<number, number>();
      const dropped = (index: number) => () => {
        backlog.shrink(members[index] ?? never, unread.get(index) ?? 0, 0);
        unread.delete(index);
      };
      const never = { drop: () => undefined };
      const members = Array.from({ length: 6 }, (_, index) => ({ drop: dropped(index) }));
      for (const [index, characters, takes] of steps) {
        const member = members[index] ?? never;
        if (takes) {
          backlog.shrink(member, unread.get(index) ?? 0, 0);
          unread.delete(index);
          continue;
        }
        unread.set(index, (unread.get(index) ?? 0) + characters);
        backlog.grow(member, characters);
        const behind = [...unread.values()].filter((held) => held > 0);
        const sum = behind.reduce((held, one) => held + one, 0);
        expect(sum <= 100 || behind.length === 1).toBe(true);
      }
    }),
  );
});
