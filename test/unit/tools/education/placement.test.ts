import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { questions as demo } from "../../../../dev/demo/education/questions.ts";
import { nextQuestion, place, type Answered, type Ladder, type Question } from "../../../../src/tools/education/placement.ts";

const seed = 20261127;
const levels = ["A1", "A2", "B1", "B2", "C1"];
const ladder: Ladder = { levels, start: "B1", length: 8 };
const bank: Question[] = levels.flatMap((level) =>
  [0, 1, 2, 3].map((at) => ({ id: `${level}-${at}`, level, prompt: "…", choices: ["a", "b", "c", "d"], answer: at })),
);

/** Takes the test, answering by `choose`; what was answered in order. */
function take(questions: readonly Question[], rules: Ladder, choose: (question: Question) => number): Answered[] {
  const answered: Answered[] = [];
  for (let question = nextQuestion(questions, answered, rules); question; question = nextQuestion(questions, answered, rules))
    answered.push({ id: question.id, choice: choose(question) });
  return answered;
}

const right = ({ answer }: Question) => answer;
const wrong = ({ answer }: Question) => (answer + 1) % 4;

describe("a learner", () => {
  test.each(levels.flatMap((level) => levels.map((start) => [level, start] as const)))(
    "who knows all up to %s is placed there, wherever the test starts (%s)",
    (level, start) => {
      const knows = (question: Question) => levels.indexOf(question.level) <= levels.indexOf(level);
      const rules = { ...ladder, start };
      const answered = take(bank, rules, (question) => (knows(question) ? right(question) : wrong(question)));
      expect(place(bank, answered, rules).level).toBe(level);
    },
  );

  test("who knows nothing is placed at the lowest level, and told so without an error", () => {
    expect(place(bank, take(bank, ladder, wrong), ladder)).toMatchObject({ level: "A1", right: 0, asked: 8 });
  });
});

describe("laws", () => {
  const rules = fc
    .record({ start: fc.constantFrom(...levels), length: fc.integer({ min: 1, max: 30 }) })
    .map((some) => ({ ...ladder, ...some }));
  test("no question is asked twice, and the test ends after its length or when all is asked", () => {
    fc.assert(
      fc.property(rules, fc.infiniteStream(fc.nat(3)), (ladderOf, choices) => {
        const answered = take(bank, ladderOf, () => choices.next().value ?? 0);
        expect(new Set(answered.map(({ id }) => id)).size).toBe(answered.length);
        expect(answered).toHaveLength(Math.min(ladderOf.length, bank.length));
      }),
      { seed },
    );
  });

  test("the counts by level add up", () => {
    fc.assert(
      fc.property(rules, fc.infiniteStream(fc.nat(3)), (ladderOf, choices) => {
        const placed = place(
          bank,
          take(bank, ladderOf, () => choices.next().value ?? 0),
          ladderOf,
        );
        expect(placed.byLevel.reduce((sum, { asked }) => sum + asked, 0)).toBe(placed.asked);
        expect(placed.byLevel.reduce((sum, level) => sum + level.right, 0)).toBe(placed.right);
        expect(levels).toContain(placed.level);
      }),
      { seed },
    );
  });

  test("without questions there is no test", () => {
    expect(nextQuestion([], [], ladder)).toBeNull();
  });
});

test("the demo has enough questions of each level for each of its tests, each with one right choice", () => {
  for (const kind of ["english", "ielts", "toeic"])
    for (const level of levels)
      expect(
        demo.filter((question) => question.level === level && (question.tests ?? [kind]).includes(kind)).length,
      ).toBeGreaterThanOrEqual(4);
  for (const { choices, answer } of demo) {
    expect(new Set(choices).size).toBe(choices.length);
    expect(choices[answer]).toBeDefined();
  }
  expect(new Set(demo.map(({ id }) => id)).size).toBe(demo.length);
});
