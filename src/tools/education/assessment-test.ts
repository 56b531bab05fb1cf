import { asc, and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { placementQuestions } from "../../db/schema/index.ts";
import type { JsonObject } from "../../platform/ports.ts";
import { readConstants } from "../constants.ts";
import { defineTool, type ToolContext, type ToolResult } from "../contract.ts";
import { argument, oneOf, refusal } from "../output.ts";
import { ask } from "../say.ts";
import { text } from "../text.ts";
import { nextQuestion, place, type Answered, type Ladder, type Question } from "./placement.ts";
import { choiceKeys, readChoice } from "./read-choice.ts";
import { levelNamed, testNamed, testSettingsSchema, type TestKind, type TestSettings } from "./test-settings.ts";
import { word } from "./wording.ts";

const NAME = "assessment_test";

const inputSchema = z.object({
  test_type: text(100).optional().describe("The test to begin: “IELTS”, “TOEIC”, “giao tiếp”"),
  current_level: z
    .union([z.number(), text(100)])
    .optional()
    .describe("The level that the customer believes to have: “A2”, “mất gốc”, 4.5"),
  target_score: z
    .union([z.number(), text(100)])
    .optional()
    .describe("The score or level that they want to reach"),
  answer: text(300).optional().describe("The customer's answer to the question last asked, in their own words: “B”, “câu b ạ”"),
  restart: z.boolean().optional().describe("True where the customer wants to begin anew"),
});

type Input = z.infer<typeof inputSchema>;

const questionSchema = z.strictObject({
  prompt: z.string(),
  choices: z.array(z.strictObject({ key: z.string(), text: z.string() })),
});
const counted = { right: z.number().int(), asked: z.number().int() };
const outputSchema = oneOf(
  z.strictObject({
    status: z.literal("question"),
    test: z.string(),
    number: z.number().int(),
    of: z.number().int(),
    question: questionSchema,
  }),
  z.strictObject({
    status: z.literal("done"),
    test: z.string(),
    level: z.string(),
    description: z.string(),
    ...counted,
    by_level: z.array(z.strictObject({ level: z.string(), ...counted })),
    target: z.strictObject({ level: z.string(), levels_to_go: z.number().int() }).optional(),
    review: z.array(z.strictObject({ prompt: z.string(), answered: z.string(), right: z.string() })),
  }),
  refusal(["needs_more", "not_found"], {
    argument: argument.optional(),
    tests: z.array(z.string()).optional(),
    question: questionSchema.optional(),
  }),
);

export const assessmentTestTool = defineTool({
  name: NAME,
  label: { vi: "Kiểm tra trình độ", en: "Test your level" },
  description: {
    vi: "Bài kiểm tra xếp lớp ngắn, mỗi lượt một câu hỏi. Hỏi nguyên văn câu hỏi cùng các lựa chọn, chờ khách trả lời; kết thúc thì báo trình độ.",
    en:
      "A short placement test, one question a call. Begin it with test_type; ask the customer each question with its choices as they are, wait, and " +
      "pass their answer on. Never answer for them and never hint. At the end the tool gives their level.",
  },
  industries: ["education"],
  input: inputSchema,
  output: outputSchema,
  effect: "read",
  timeoutMs: 10_000,
  proposes: ["analyzing"],
  run: test,
});

/** What is kept between turns: the test and what was answered; the question that waits follows from them. */
const keptSchema = z.object({
  test: z.string(),
  start: z.string(),
  target: z.string().nullable(),
  answered: z.array(z.object({ id: z.string(), choice: z.number() })),
});

type Running = z.infer<typeof keptSchema>;

async function test(input: Input, context: ToolContext): Promise<ToolResult> {
  const settings = await readConstants(NAME, testSettingsSchema, context);
  const running = input.restart ? null : runningTest(input, context.kept, settings);
  if (running) return goOn(running, input, settings, context);
  const kind = input.test_type ? testNamed(input.test_type, settings) : onlyTest(settings);
  const names = settings.tests.map(({ label }) => label[context.language]).join(", ");
  const offered = { argument: "test_type", tests: settings.tests.map(({ name }) => name) };
  if (!kind) {
    const { test_type: given } = input;
    const question = given ? word("unknown_test", context.language, { given, names }) : word("which_test", context.language, { names });
    return ask("needs_more", question, offered);
  }
  return goOn(begin(kind, input, settings), { ...input, answer: undefined }, settings, context);
}

/** The test that was begun, while it is not another one that is asked for now. */
function runningTest({ test_type: asked }: Input, kept: JsonObject | null, settings: TestSettings): Running | null {
  const { data } = keptSchema.safeParse(kept);
  if (!data) return null;
  const named = asked ? testNamed(asked, settings) : null;
  return named === null || named.name === data.test ? data : null;
}

const onlyTest = ({ tests: [only, ...others] }: TestSettings): TestKind | null => (only && others.length === 0 ? only : null);

function begin(kind: TestKind, { current_level: current, target_score: target }: Input, settings: TestSettings): Running {
  const read = (given: number | string | undefined) => (given === undefined ? null : levelNamed(given, kind, settings));
  return { test: kind.name, start: read(current) ?? settings.start, target: read(target), answered: [] };
}

async function goOn(running: Running, { answer }: Input, settings: TestSettings, context: ToolContext): Promise<ToolResult> {
  const { language } = context;
  const kind = settings.tests.find(({ name }) => name === running.test);
  const questions = await readQuestions(running.test, context);
  const ladder: Ladder = { levels: settings.levels, start: running.start, length: settings.length };
  const waiting = nextQuestion(questions, running.answered, ladder);
  if (!kind || !waiting) {
    const names = settings.tests.map(({ label }) => label[language]).join(", ");
    return { ...ask("not_found", word("no_questions", language, { name: kind?.label[language] ?? running.test, names })), kept: null };
  }
  if (!answer) return asking(waiting, running, kind, settings, context);
  const choice = readChoice(answer, waiting.choices);
  if (choice === null) {
    const keys = choiceKeys.slice(0, waiting.choices.length).join(", ");
    return ask("needs_more", word("unread_answer", language, { keys }), { argument: "answer", question: shown(waiting) });
  }
  const after: Running = { ...running, answered: [...running.answered, { id: waiting.id, choice }] };
  const next = nextQuestion(questions, after.answered, ladder);
  return next ? asking(next, after, kind, settings, context) : ended(after, questions, kind, ladder, settings, context);
}

function asking(question: Question, running: Running, kind: TestKind, { length }: TestSettings, { language }: ToolContext): ToolResult {
  const output = {
    status: "question",
    test: kind.label[language],
    number: running.answered.length + 1,
    of: length,
    question: shown(question),
  };
  return { output, newState: "analyzing", kept: running, asks: ["answer"] };
}

/** A question as it may be seen: without the choice that is right. */
const shown = ({ prompt, choices }: Question): JsonObject => ({
  prompt,
  choices: choices.map((choice, at) => ({ key: choiceKeys[at] ?? String(at + 1), text: choice })),
});

function ended(
  { answered, target }: Running,
  questions: readonly Question[],
  kind: TestKind,
  ladder: Ladder,
  { descriptions }: TestSettings,
  { language }: ToolContext,
): ToolResult {
  const { level, right, asked, byLevel } = place(questions, answered, ladder);
  const away = target === null ? null : ladder.levels.indexOf(target) - ladder.levels.indexOf(level);
  return {
    output: {
      status: "done",
      test: kind.label[language],
      level,
      description: descriptions[level]?.[language] ?? level,
      right,
      asked,
      by_level: byLevel.map((one) => ({ ...one })),
      ...(away === null ? {} : { target: { level: target, levels_to_go: Math.max(0, away) } }),
      review: review(questions, answered),
    },
    newState: "analyzing",
    kept: null,
  };
}

function review(questions: readonly Question[], answered: readonly Answered[]): JsonObject[] {
  return answered.flatMap(({ id, choice }) => {
    const question = questions.find((one) => one.id === id);
    if (!question) return [];
    const { prompt, choices, answer } = question;
    return [{ prompt, answered: choices[choice] ?? "", right: choices[answer] ?? "" }];
  });
}

function readQuestions(name: string, { db, tenantId }: ToolContext): Promise<Question[]> {
  const { id, level, prompt, choices, answer, position, tests } = placementQuestions;
  return db
    .select({ id, level, prompt, choices, answer })
    .from(placementQuestions)
    .where(and(eq(placementQuestions.tenantId, tenantId), sql`${tests} @> ${JSON.stringify([name])}::jsonb`))
    .orderBy(asc(position), asc(id));
}
