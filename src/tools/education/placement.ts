/**
 * A placement test as a ladder: who answers right is asked a harder question next, who answers wrong an easier one, and who
 * climbs and falls between two levels has found theirs. Pure; the caller keeps what was answered.
 */
export interface Question {
  id: string;
  level: string;
  prompt: string;
  choices: readonly string[];
  /** The right choice, from 0. */
  answer: number;
}

export interface Answered {
  id: string;
  /** The choice that was taken, from 0. */
  choice: number;
}

export interface Ladder {
  /** From the easiest. */
  levels: readonly string[];
  start: string;
  /** How many questions are asked at most. */
  length: number;
}

export interface Placed {
  level: string;
  right: number;
  asked: number;
  byLevel: { level: string; right: number; asked: number }[];
}

/** The question that comes next, or null where the test has ended. `questions` are in the order in which each level asks them. */
export function nextQuestion(questions: readonly Question[], answered: readonly Answered[], ladder: Ladder): Question | null {
  if (answered.length >= ladder.length) return null;
  const asked = new Set(answered.map(({ id }) => id));
  const open = questions.filter(({ id }) => !asked.has(id));
  const rung = rungAfter(questions, answered, ladder);
  // A level that has been asked through is stood for by the nearest one, the easier of two.
  const away = ({ level }: Question) => Math.abs(ladder.levels.indexOf(level) - rung);
  const nearest = Math.min(...open.map(away));
  const candidates = open.filter((question) => away(question) === nearest);
  return candidates.toSorted((one, other) => ladder.levels.indexOf(one.level) - ladder.levels.indexOf(other.level))[0] ?? null;
}

function rungAfter(questions: readonly Question[], answered: readonly Answered[], { levels, start }: Ladder): number {
  const top = levels.length - 1;
  return answered.reduce(
    (rung, one) => Math.min(top, Math.max(0, rung + (isRight(questions, one) ? 1 : -1))),
    Math.max(0, levels.indexOf(start)),
  );
}

/** The highest level of which at least half was answered right; the lowest where there is none. */
export function place(questions: readonly Question[], answered: readonly Answered[], { levels }: Ladder): Placed {
  const byLevel = levels.flatMap((level) => {
    const ids = new Set(questions.flatMap((question) => (question.level === level ? [question.id] : [])));
    const here = answered.filter(({ id }) => ids.has(id));
    return here.length === 0 ? [] : [{ level, right: here.filter((one) => isRight(questions, one)).length, asked: here.length }];
  });
  const passed = byLevel.findLast(({ right, asked }) => right > 0 && right * 2 >= asked);
  const right = byLevel.reduce((sum, level) => sum + level.right, 0);
  return { level: passed?.level ?? levels[0] ?? "", right, asked: answered.length, byLevel };
}

const isRight = (questions: readonly Question[], { id, choice }: Answered): boolean =>
  questions.some((question) => question.id === id && question.answer === choice);
