export interface DemoQuestion {
  id: string;
  level: "A1" | "A2" | "B1" | "B2" | "C1";
  /** Left out: every test asks it. */
  tests?: readonly string[];
  prompt: string;
  choices: readonly [string, string, string, string];
  /** The right choice, from 0. */
  answer: number;
}

const academic = ["ielts"];
const business = ["toeic"];

/** The demo school's placement questions, those of a level in the order in which they are asked. */
export const questions: readonly DemoQuestion[] = [
  { id: "a1-be", level: "A1", prompt: "My sister ___ a teacher.", choices: ["are", "is", "am", "be"], answer: 1 },
  { id: "a1-this", level: "A1", prompt: "___ are my friends, Lan and Minh.", choices: ["This", "That", "These", "It"], answer: 2 },
  { id: "a1-at", level: "A1", prompt: "The class starts ___ eight o'clock.", choices: ["at", "in", "on", "to"], answer: 0 },
  { id: "a1-many", level: "A1", prompt: "How ___ apples do you want?", choices: ["much", "old", "long", "many"], answer: 3 },
  { id: "a1-can", level: "A1", prompt: "He can ___ very well.", choices: ["swims", "swimming", "swim", "to swim"], answer: 2 },
  { id: "a2-past", level: "A2", prompt: "We ___ to Da Nang last summer.", choices: ["go", "went", "have gone", "are going"], answer: 1 },
  {
    id: "a2-than",
    level: "A2",
    prompt: "This bag is ___ than that one.",
    choices: ["cheap", "cheapest", "more cheap", "cheaper"],
    answer: 3,
  },
  {
    id: "a2-going",
    level: "A2",
    prompt: "Look at those clouds! It ___ rain.",
    choices: ["is going to", "will to", "goes to", "rains"],
    answer: 0,
  },
  { id: "a2-since", level: "A2", prompt: "She has lived here ___ 2019.", choices: ["for", "from", "since", "during"], answer: 2 },
  {
    id: "a2-order",
    level: "A2",
    prompt: "I'd like ___ a table for two, please.",
    choices: ["book", "to book", "booking", "booked"],
    answer: 1,
  },
  {
    id: "b1-cond",
    level: "B1",
    prompt: "If it rains tomorrow, we ___ at home.",
    choices: ["stayed", "would stay", "will stay", "stay will"],
    answer: 2,
  },
  {
    id: "b1-passive",
    level: "B1",
    prompt: "The new bridge ___ next year.",
    choices: ["will be opened", "will open it", "is opened", "opens by"],
    answer: 0,
  },
  {
    id: "b1-used",
    level: "B1",
    prompt: "I ___ smoke, but I gave it up years ago.",
    choices: ["use to", "am used to", "was used to", "used to"],
    answer: 3,
  },
  { id: "b1-ing", level: "B1", prompt: "Would you mind ___ the window?", choices: ["to open", "opening", "open", "opened"], answer: 1 },
  {
    id: "b1-business",
    level: "B1",
    tests: business,
    prompt: "Please submit the report ___ Friday at the latest.",
    choices: ["until", "since", "by", "during"],
    answer: 2,
  },
  {
    id: "b1-academic",
    level: "B1",
    tests: academic,
    prompt: "The number of students ___ steadily between 2010 and 2020.",
    choices: ["increased", "was increase", "has increase", "increasing"],
    answer: 0,
  },
  {
    id: "b2-perfect",
    level: "B2",
    prompt: "By the time we arrived, the film ___.",
    choices: ["already started", "has already started", "had already started", "was already start"],
    answer: 2,
  },
  {
    id: "b2-wish",
    level: "B2",
    prompt: "I wish I ___ more time to travel.",
    choices: ["have", "had", "will have", "would have had"],
    answer: 1,
  },
  {
    id: "b2-despite",
    level: "B2",
    prompt: "___ the heavy traffic, she arrived on time.",
    choices: ["Although", "Even", "However", "Despite"],
    answer: 3,
  },
  {
    id: "b2-reported",
    level: "B2",
    prompt: "He asked me where ___.",
    choices: ["I worked", "did I work", "do I work", "I work did"],
    answer: 0,
  },
  {
    id: "b2-business",
    level: "B2",
    tests: business,
    prompt: "The merger is subject ___ approval by the board.",
    choices: ["with", "to", "of", "for"],
    answer: 1,
  },
  {
    id: "b2-academic",
    level: "B2",
    tests: academic,
    prompt: "The experiment failed, ___ suggests that the method needs revision.",
    choices: ["that", "what", "who", "which"],
    answer: 3,
  },
  {
    id: "c1-inversion",
    level: "C1",
    prompt: "Not only ___ late, but he also forgot the documents.",
    choices: ["he was", "was he", "he did be", "did he"],
    answer: 1,
  },
  {
    id: "c1-mixed",
    level: "C1",
    prompt: "Had I known about the delay, I ___ a later train.",
    choices: ["took", "would take", "had taken", "would have taken"],
    answer: 3,
  },
  {
    id: "c1-subjunctive",
    level: "C1",
    prompt: "The committee insisted that the chairman ___.",
    choices: ["resign", "resigns", "resigned to", "to resign"],
    answer: 0,
  },
  {
    id: "c1-colloc",
    level: "C1",
    prompt: "The minister ___ a thinly veiled warning to investors.",
    choices: ["made out", "did", "issued", "raised"],
    answer: 2,
  },
];
