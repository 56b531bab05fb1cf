/** The tests that a school gives, and what levels and scores are called: data, a tenant's own or these. Pure. */
import { z } from "zod";
import { terms } from "../../language/index.ts";

const localized = z.object({ vi: z.string(), en: z.string() });

/** What a score is worth, from the lowest: the least of it that shows a level. */
const scale = z.array(z.object({ from: z.number(), level: z.string() }));

export const testSettingsSchema = z.object({
  /** From the easiest; the questions name them. */
  levels: z.array(z.string()).min(1).default(["A1", "A2", "B1", "B2", "C1"]),
  start: z.string().default("B1"),
  length: z.number().int().positive().default(8),
  tests: z
    .array(z.object({ name: z.string(), label: localized, aliases: z.array(z.string()), scale: scale.default([]) }))
    .min(1)
    .default([
      {
        name: "english",
        label: { vi: "Tiếng Anh tổng quát", en: "General English" },
        aliases: ["general", "giao tiếp", "tổng quát", "tiếng anh", "communication", "cefr"],
        scale: [],
      },
      {
        name: "ielts",
        label: { vi: "IELTS", en: "IELTS" },
        aliases: [],
        scale: [
          { from: 0, level: "A1" },
          { from: 3, level: "A2" },
          { from: 4, level: "B1" },
          { from: 5.5, level: "B2" },
          { from: 7, level: "C1" },
        ],
      },
      {
        name: "toeic",
        label: { vi: "TOEIC", en: "TOEIC" },
        aliases: [],
        scale: [
          { from: 0, level: "A1" },
          { from: 225, level: "A2" },
          { from: 550, level: "B1" },
          { from: 785, level: "B2" },
          { from: 945, level: "C1" },
        ],
      },
    ]),
  /** How people tell their level. */
  level_words: z.record(z.string(), z.array(z.string())).default({
    A1: ["mất gốc", "mới bắt đầu", "chưa biết gì", "bắt đầu", "beginner", "zero"],
    A2: ["cơ bản", "sơ cấp", "elementary", "basic"],
    B1: ["trung cấp", "trung bình", "intermediate"],
    B2: ["khá", "trung cao cấp", "upper intermediate"],
    C1: ["giỏi", "cao cấp", "thành thạo", "advanced", "fluent"],
  }),
  descriptions: z.record(z.string(), localized).default({
    A1: { vi: "Bắt đầu: hiểu và dùng được câu rất ngắn, quen thuộc.", en: "Beginner: very short, familiar phrases." },
    A2: { vi: "Sơ cấp: giao tiếp được trong tình huống hằng ngày đơn giản.", en: "Elementary: simple everyday situations." },
    B1: {
      vi: "Trung cấp: xoay xở được khi đi lại, học tập, làm việc thông thường.",
      en: "Intermediate: gets by in travel, study and work.",
    },
    B2: {
      vi: "Trung cao cấp: trao đổi khá trôi chảy, hiểu ý chính của văn bản khó.",
      en: "Upper intermediate: fluent enough, follows complex texts.",
    },
    C1: { vi: "Cao cấp: dùng tiếng Anh linh hoạt trong học thuật và công việc.", en: "Advanced: flexible English for study and work." },
  }),
});

export type TestSettings = z.infer<typeof testSettingsSchema>;
export type TestKind = TestSettings["tests"][number];

/** The test that the words name: by its longest name in them. Null for none. */
export function testNamed(words: string, { tests }: TestSettings): TestKind | null {
  const fits = tests.map((test) => ({ test, length: longestIn(words, [test.name, test.label.vi, test.label.en, ...test.aliases]) }));
  const [best] = fits.toSorted((one, other) => other.length - one.length);
  return best && best.length > 0 ? best.test : null;
}

/** "A2", "mất gốc", "intermediate", or a score of the test: "5.5". Null where no level can be told. */
export function levelNamed(given: number | string, test: TestKind, { levels, level_words: words }: TestSettings): string | null {
  if (typeof given === "string") {
    const fits = levels.map((level) => ({ level, length: longestIn(given, [level, ...(words[level] ?? [])]) }));
    const [best] = fits.toSorted((one, other) => other.length - one.length);
    if (best && best.length > 0) return best.level;
  }
  const score = typeof given === "number" ? given : Number(/\d+(?:[.,]\d+)?/.exec(given)?.[0].replace(",", ".") ?? Number.NaN);
  return test.scale.findLast(({ from }) => score >= from)?.level ?? null;
}

function longestIn(words: string, phrases: readonly string[]): number {
  const said = ` ${terms(words).join(" ")} `;
  return Math.max(
    0,
    ...phrases.map((phrase) => terms(phrase).join(" ")).map((phrase) => (said.includes(` ${phrase} `) ? phrase.length : 0)),
  );
}
