import fc from "fast-check";
import { expect, test } from "vitest";
import type { JsonObject } from "../../../src/platform/ports.ts";
import { firstLink, linkOf, type LinkedRow } from "../../../src/transcript/ledger.ts";
import { logRow } from "../../support/log-rows.ts";

const seed = 20261120;

test("a link is SHA-256 in hex and the same wherever it is made", async () => {
  const row: LinkedRow = { seq: 1, message: null, previousSeq: 0, events: [], turn: null };
  // printf '{"events":[],"message":null,"previousSeq":0,"seq":1,"turn":null}' | sha256sum
  const link = "d252ef6fbe79523019cb6cbbb3bda4dfaf12e6300979cfc3c4881c4f7b0b5213";
  expect(await linkOf(firstLink, row)).toBe(link);
  expect(await linkOf(link, row)).not.toBe(link);
});

test("the order of keys, the spelling of numbers and what is not covered make no difference", async () => {
  await fc.assert(
    fc.asyncProperty(logRow(), fc.string(), async (row, previous) => {
      const reordered: LinkedRow = JSON.parse(JSON.stringify(backwards(row)));
      expect(await linkOf(previous, reordered)).toBe(await linkOf(previous, row));
      expect(await linkOf(previous, { ...row, stream: "x", recording: "y", hash: "z" } as LinkedRow)).toBe(await linkOf(previous, row));
    }),
    { seed },
  );
});

test("another character, number, place, order or link before it is another link", async () => {
  const row = (text: string, metadata: JsonObject, seq = 7): LinkedRow => ({
    seq,
    previousSeq: 6,
    events: [{ seq: 5, kind: "tool.called", turnId: null, at: 1, data: { n: [1, 2] } }],
    turn: null,
    message: {
      seq,
      id: "m",
      previousMessageId: null,
      authorType: "user",
      content: text,
      parts: [{ type: "text", text }],
      metadata,
      turnId: "t",
      createdAt: 1,
      updatedAt: 2,
    },
  });
  const first = row("đẹp", { a: 1, b: [1, 2] });
  const others: LinkedRow[] = [
    row("đep", { a: 1, b: [1, 2] }),
    row("đẹp", { a: 2, b: [1, 2] }),
    row("đẹp", { a: "1", b: [1, 2] }),
    row("đẹp", { a: 1, b: [2, 1] }),
    row("đẹp", { a: 1, b: [1, 2] }, 8),
    { ...first, previousSeq: 5 },
    { ...first, events: [] },
    { ...first, message: null },
  ];
  const links = await Promise.all([linkOf("before", first), linkOf("", first), ...others.map((other) => linkOf("before", other))]);
  expect(new Set(links).size).toBe(links.length);
});

/** The same value with the keys of every object the other way round. */
function backwards(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(backwards);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, backwards(inner)]),
  );
}
