import { expect, test } from "vitest";
import { explainLetter } from "../../../src/history/index.ts";

const doorbell = { tenant_id: "demo", conversation_id: "c1", seq: 3 };
const letter = (reason: string | null, change: object = {}) => ({
  queue: "history",
  body: doorbell,
  reason,
  attempts: 5,
  replayedAt: null,
  ...change,
});

test.each<[string | null, string]>([
  [null, "as often as it may"],
  ["hand-over: the object was reset", "could not be asked"],
  ["acknowledge: network connection lost", "could not be told"],
  ["Postgres holds up to seq 0, the object hands over from after 2", "Postgres lacks what lies before"],
  ["54000: index row size 6000 exceeds the maximum", "Postgres was well and still refused"],
  ["erase: the object was reset", "was erased"],
])("a letter that died of %s is explained, and may be replayed", (reason, words) => {
  const { explanation, whatToDo, replayable } = explainLetter(letter(reason));
  expect(explanation).toContain(words);
  expect(whatToDo.toLowerCase()).toContain("replay");
  expect(replayable).toBe(true);
});

test("nobody is told that nothing is lost where something is", () => {
  const lost = explainLetter(letter("Postgres holds up to seq 0, the object hands over from after 2"));
  expect(lost.explanation).not.toContain("Nothing is lost");
  expect(explainLetter(letter("54000: too long")).explanation).toContain("Nothing is lost");
});

test("a letter that was replayed and is still here says so", () => {
  expect(explainLetter(letter(null, { replayedAt: 1 })).explanation).toContain("has not got through since");
});

test("what has no way back says why", () => {
  for (const [body, why] of [
    [{ ...doorbell, seq: "3" }, "seq"],
    [{ tenant_id: "demo" }, "conversation_id, seq"],
    [{ unreadable: "[object Map]" }, "tenant_id"],
    ["ring", "the body"],
  ] as const) {
    const { explanation, replayable } = explainLetter(letter("not a doorbell", { body }));
    expect(replayable).toBe(false);
    expect(explanation).toContain(why);
  }
  expect(explainLetter(letter(null, { queue: "events" })).explanation).toContain('"events"');
});
