/** Numbers written as words, folded. Only before a money unit or an ordinal marker are they read as numbers. */

const vietnameseDigits: Readonly<Record<string, number>> = {
  mot: 1,
  hai: 2,
  ba: 3,
  bon: 4,
  tu: 4,
  nam: 5,
  lam: 5,
  sau: 6,
  bay: 7,
  tam: 8,
  chin: 9,
};

const english: Readonly<Record<string, number>> = {
  one: 1,
  two: 2,
  three: 3,
  four: 4,
  five: 5,
  six: 6,
  seven: 7,
  eight: 8,
  nine: 9,
  ten: 10,
  eleven: 11,
  twelve: 12,
  fifteen: 15,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
};

/** Ordinals by which a customer points into a list, folded: "cái thứ nhất", "the second one". */
export const ordinalWords: Readonly<Record<string, number>> = {
  nhat: 1,
  nhi: 2,
  ...vietnameseDigits,
  muoi: 10,
  first: 1,
  second: 2,
  third: 3,
  fourth: 4,
  fifth: 5,
  sixth: 6,
  seventh: 7,
  eighth: 8,
  ninth: 9,
  tenth: 10,
  ...english,
};

const ten = /^(?:muoi|chuc)$/;
const moneyUnit = "ty|ti|trieu|tr|cu|billion|million";
const numberWord = [...Object.keys(vietnameseDigits), "muoi", "chuc", ...Object.keys(english)].join("|");
const spelled = new RegExp(`(?<![a-z0-9])((?:${numberWord})(?: (?:${numberWord}))*)(?= (?:${moneyUnit})(?![a-z]))`, "g");

/** "hai muoi lam trieu" → "25 trieu"; "twenty million" → "20 million". Takes and gives folded text. */
export function digitsForWords(folded: string): string {
  return folded.replace(spelled, (words) => {
    const value = valueOfWords(words.split(" "));
    return value === null ? words : String(value);
  });
}

/** The value of up to 99 in words, or null when the words do not make one number. */
function valueOfWords(words: readonly string[]): number | null {
  const at = words.findIndex((word) => ten.test(word));
  if (at === -1) {
    const [word, more] = words;
    if (word === undefined) return null;
    const value = vietnameseDigits[word] ?? english[word] ?? null;
    const unit = more === undefined ? 0 : (english[more] ?? null);
    // "twenty five": tens and a digit; anything else side by side is not one number.
    if (words.length > 2 || unit === null || value === null) return null;
    return unit === 0 || (value >= 20 && unit < 10) ? value + unit : null;
  }
  const tens = at === 0 ? 1 : at === 1 ? vietnameseDigits[words[0] ?? ""] : undefined;
  const unit = words.length === at + 1 ? 0 : words.length === at + 2 ? vietnameseDigits[words[at + 1] ?? ""] : undefined;
  return tens === undefined || unit === undefined ? null : tens * 10 + unit;
}
