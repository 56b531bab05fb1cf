import { expect, test } from "vitest";
import { readChoice } from "../../../../src/tools/education/read-choice.ts";
import { levelNamed, testNamed, testSettingsSchema } from "../../../../src/tools/education/test-settings.ts";

const choices = ["is going to", "will to", "goes to", "rains"];

test.each<[string, number | null]>([
  ["A", 0],
  ["b", 1],
  ["B.", 1],
  ["(c)", 2],
  ["câu b ạ", 1],
  ["cau b", 1],
  ["đáp án D", 3],
  ["em chọn C nhé", 2],
  ["I think it's A", 0],
  ["answer b please", 1],
  ["2", 1],
  ["câu số 3", 2],
  ["is going to", 0],
  ["I'd say it rains", 3],
  ["cái thứ 2", 1],
  ["the last one", 3],
  ["E", null],
  ["5", null],
  ["không biết", null],
  ["goes to hoặc rains", null],
  ["", null],
])("%j", (answer, choice) => {
  expect(readChoice(answer, choices)).toBe(choice);
});

const settings = testSettingsSchema.parse({});

test.each<[string, string | null]>([
  ["IELTS", "ielts"],
  ["em muốn thi toeic", "toeic"],
  ["tiếng Anh giao tiếp", "english"],
  ["HSK", null],
  ["", null],
])("the test %j", (words, name) => {
  expect(testNamed(words, settings)?.name ?? null).toBe(name);
});

test.each<[string, number | string, string | null]>([
  ["ielts", "A2", "A2"],
  ["ielts", "mất gốc", "A1"],
  ["ielts", "mat goc", "A1"],
  ["ielts", "trung cấp", "B1"],
  ["ielts", "upper intermediate", "B2"],
  ["ielts", 6.5, "B2"],
  ["ielts", "6,5", "B2"],
  ["ielts", "7.0", "C1"],
  ["toeic", 700, "B1"],
  ["toeic", "khoảng 800 điểm", "B2"],
  ["english", 7, null],
  ["english", "chưa rõ", null],
])("of %s, %j is the level %s", (name, given, level) => {
  const kind = settings.tests.find((one) => one.name === name);
  expect(kind && levelNamed(given, kind, settings)).toBe(level);
});
