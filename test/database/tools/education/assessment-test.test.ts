import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { questions } from "../../../../dev/demo/education/questions.ts";
import { loadIndustries } from "../../../../dev/demo/load-industries.ts";
import type { JsonObject } from "../../../../src/platform/ports.ts";
import type { ToolResult } from "../../../../src/tools/index.ts";
import { openShop, type Shop } from "../../../support/shop.ts";

let school: Shop;
beforeAll(async () => {
  school = await openShop((db, tenantId) => loadIndustries(db, tenantId, Date.parse("2026-11-27T08:00:00Z")));
});

const asked = z.object({
  status: z.literal("question"),
  number: z.number(),
  of: z.number(),
  question: z.object({ prompt: z.string(), choices: z.array(z.object({ key: z.string(), text: z.string() })) }),
});

/** A conversation as its object keeps it: what the tool keeps goes along to its next call. */
class Learner {
  #kept: JsonObject | null = null;

  async say(input: object, context: object = {}): Promise<ToolResult> {
    const result = await school.run("assessment_test", input, { industry: "education", kept: this.#kept, ...context });
    if (result.kept !== undefined) this.#kept = result.kept;
    return result;
  }

  get kept(): JsonObject | null {
    return this.#kept;
  }
}

function answerOf(output: JsonObject, right: boolean): string {
  const { question } = asked.parse(output);
  const known = questions.find(({ prompt }) => prompt === question.prompt);
  if (!known) throw new Error(`The demo has no question ${question.prompt}`);
  const at = right ? known.answer : (known.answer + 1) % known.choices.length;
  return question.choices[at]?.key ?? "";
}

const levels = ["A1", "A2", "B1", "B2", "C1"];
const levelOf = (output: JsonObject) => questions.find(({ prompt }) => prompt === asked.parse(output).question.prompt)?.level ?? "";

async function takeWhole(learner: Learner, first: ToolResult, knows: (level: string) => boolean): Promise<ToolResult> {
  let result = first;
  while (result.output["status"] === "question")
    result = await learner.say({ answer: answerOf(result.output, knows(levelOf(result.output))) });
  return result;
}

test.each(["A1", "B1", "C1"])("who knows all up to %s is told so at the end", async (level) => {
  const learner = new Learner();
  const first = await learner.say({ test_type: "IELTS", current_level: "mất gốc", target_score: "6.5" });
  expect(first).toMatchObject({ output: { status: "question", number: 1, of: 8, test: "IELTS" }, newState: "analyzing" });
  expect(levelOf(first.output)).toBe("A1");
  const end = await takeWhole(learner, first, (one) => levels.indexOf(one) <= levels.indexOf(level));
  expect(end).toMatchObject({
    output: { status: "done", level, asked: 8, target: { level: "B2", levels_to_go: Math.max(0, 3 - levels.indexOf(level)) } },
    newState: "analyzing",
    kept: null,
  });
  expect(end.output["review"]).toHaveLength(8);
});

test("the right choice leaves the platform only with the test's end", async () => {
  const learner = new Learner();
  const first = await learner.say({ test_type: "toeic" });
  expect(JSON.stringify([first.output, first.kept])).not.toMatch(/"answer"|"right"|correct/);
  const second = await learner.say({ answer: answerOf(first.output, true) });
  expect(second.output).toMatchObject({ number: 2 });
  expect(JSON.stringify([second.output, second.kept])).not.toMatch(/"answer"|"right"|correct/);
});

test("what is no answer is asked again, with the question, and nothing is counted", async () => {
  const learner = new Learner();
  const first = await learner.say({ test_type: "english" });
  const { question } = asked.parse(first.output);
  const unread = await learner.say({ answer: "em không biết" });
  const output = { error: expect.stringContaining("A, B, C, D"), code: "needs_more", argument: "answer", question };
  expect(unread).toEqual({ output, asks: ["answer"] });
  const english = await learner.say({ answer: "dunno" }, { language: "en" });
  expect(english.output).toMatchObject({ error: "I am not sure which answer you mean. Please answer with a letter: A, B, C, D." });
  expect((await learner.say({ answer: "câu b ạ" })).output).toMatchObject({ number: 2 });
});

test("a call without an answer asks the waiting question once more", async () => {
  const learner = new Learner();
  const first = await learner.say({ test_type: "ielts" });
  expect((await learner.say({})).output).toEqual(first.output);
  expect((await learner.say({ test_type: "IELTS" })).output).toEqual(first.output);
});

test("another test, or a restart, begins anew", async () => {
  const learner = new Learner();
  const first = await learner.say({ test_type: "ielts" });
  await learner.say({ answer: answerOf(first.output, true) });
  expect((await learner.say({ test_type: "toeic" })).output).toMatchObject({ test: "TOEIC", number: 1 });
  await learner.say({ answer: "A" });
  expect((await learner.say({ restart: true, test_type: "toeic" })).output).toMatchObject({ number: 1 });
});

test("without a test that there is, which one is asked", async () => {
  const learner = new Learner();
  for (const input of [{}, { test_type: "HSK" }, { answer: "B" }])
    expect((await learner.say(input)).output).toMatchObject({
      code: "needs_more",
      argument: "test_type",
      error: expect.stringContaining("TOEIC"),
    });
  expect(learner.kept).toBeNull();
});

test("what is kept that is none of ours is no test", async () => {
  const result = await school.run("assessment_test", { answer: "B" }, { industry: "education", kept: { test: 7 } });
  expect(result.output).toMatchObject({ code: "needs_more", argument: "test_type" });
});

test("a school without questions says so", async () => {
  const empty = await openShop(async () => undefined);
  expect((await empty.run("assessment_test", { test_type: "ielts" })).output).toMatchObject({
    code: "not_found",
    error: expect.stringContaining("IELTS"),
  });
});
