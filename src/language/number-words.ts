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
  thirteen: 13,
  fourteen: 14,
  fifteen: 15,
  sixteen: 16,
  seventeen: 17,
  eighteen: 18,
  nineteen: 19,
  twenty: 20,
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
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
const hundred = /^(?:tram|hundred)$/;
/** Stands between hundreds and what follows: "hai trăm linh năm", "two hundred and five". */
const link = /^(?:linh|le|and)$/;
const moneyUnit = "ty|ti|trieu|tr|cu|billion|million|nghin|ngan|thousand";
const digitWord = Object.keys(vietnameseDigits).join("|");
const numberWord = [...Object.keys(vietnameseDigits), "muoi", "chuc", "tram", ...Object.keys(english), "hundred"].join("|");
const spelled = (units: string): RegExp =>
  new RegExp(`(?<![a-z0-9])((?:${numberWord})(?: (?:${numberWord}|linh|le|and))*)(?= (?:${units})(?![a-z]))`, "g");
const spelledMoney = spelled(moneyUnit);
const hundredsOf = new RegExp(`(?<![a-z0-9.,])([1-9]) tram(?= (?:${moneyUnit})(?![a-z]))`, "g");
/** "1 ty hai": the tenths of the unit, as a word. "20 trieu nam" is a sum in a year. */
const tenths = new RegExp(`(?<=\\d ?(?:ty|ti)) (${digitWord})$|(?<=\\d ?(?:trieu|tr)) (${digitWord.replace("|nam", "")})$`, "g");

/** "hai muoi lam trieu" → "25 trieu"; "mot ty hai" → "1 ty 2"; "twenty million" → "20 million". Takes and gives folded text. */
export function digitsForWords(folded: string): string {
  return spellOut(folded, spelledMoney)
    .replace(hundredsOf, (_match, digit: string) => `${digit}00`)
    .replace(tenths, (words, ofBillions?: string, ofMillions?: string) => {
      const digit = vietnameseDigits[ofBillions ?? ofMillions ?? ""];
      return digit === undefined ? words : ` ${digit}`;
    });
}

/** As `digitsForWords`, before units of another kind: "muoi hai thang" → "12 thang". `units` are alternatives of a pattern. */
export function digitsForWordsBefore(units: string, folded: string): string {
  return spellOut(folded, spelled(units));
}

function spellOut(folded: string, pattern: RegExp): string {
  return folded.replace(pattern, (words) => {
    const value = valueOfWords(words.split(" "));
    return value === null ? words : String(value);
  });
}

/** The value of up to 999 in words, or null when the words do not make one number. */
export function valueOfWords(words: readonly string[]): number | null {
  const at = words.findIndex((word) => hundred.test(word));
  if (at === -1) return valueBelowHundred(words);
  const hundreds = valueBelowHundred(words.slice(0, at));
  if (hundreds === null || hundreds > 9) return null;
  const rest = words.slice(at + 1);
  if (rest.length === 0) return hundreds * 100;
  const linked = link.test(rest[0] ?? "");
  const below = valueBelowHundred(linked ? rest.slice(1) : rest);
  // "hai trăm năm" is 205 to some and 250 to others.
  if (below === null || (!linked && below < 10)) return null;
  return hundreds * 100 + below;
}

function valueBelowHundred(words: readonly string[]): number | null {
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
