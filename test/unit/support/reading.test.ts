/** What a reader notices in the stream of one answer. */
import { expect, it } from "vitest";
import { AnotherTurn, Reading } from "../../support/reading.ts";

const event = (id: string | null, chunk: object) => ({ id, data: JSON.stringify(chunk) });
const word = (id: string, delta: string) => event(id, { type: "text-delta", id: "0", delta });
const start = event("7", { type: "start", messageId: "answer" });
const finish = event("10", { type: "finish", messageMetadata: { status: "complete" } });
const done = { id: null, data: "[DONE]" };

function read(...events: { id: string | null; data: string }[]): Reading {
  const reading = new Reading();
  for (const one of events) reading.take(one);
  return reading;
}

it("reads the words, the end and the last id", () => {
  const reading = read(start, word("8", "Mã a:"), word("9", " 1"), finish, done);
  expect(reading).toMatchObject({ answerId: "answer", text: "Mã a: 1", status: "complete", lastId: "10", closed: true, complaints: [] });
});

it("drops what it has at a discontinuity and takes what follows", () => {
  const reading = read(start, word("8", "withdrawn"), event(null, { type: "data-discontinuity", data: { action: "replace" } }));
  expect(reading).toMatchObject({ text: "", lastId: null, discontinuities: 1 });
  for (const one of [start, word("8.1", "said anew"), finish, done]) reading.take(one);
  expect(reading).toMatchObject({ text: "said anew", complaints: [] });
});

it.each([
  ["an event that comes twice", [start, word("8", "a"), word("8", "a"), finish]],
  ["a word after the terminal event", [start, finish, word("11", "late")]],
  ["a stream that closes without a terminal event", [start, done]],
])("complains about %s", (_, events) => {
  expect(read(...events).complaints).toHaveLength(1);
});

it("leaves the stream of another turn", () => {
  const reading = read(start);
  expect(() => reading.take(event("20", { type: "start", messageId: "another" }))).toThrow(AnotherTurn);
});
