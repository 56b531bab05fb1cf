/** Text as search and the parsers see it: no accents, no case, single spaces. The twin of `edgewise_fold` in Postgres. */

/**
 * Words that mean something else once folded, said in another way first: "cũ" (used) is not "củ" (a million),
 * "đâu" (where) is not "đầu" (first), "nhẹ" (light) is not the polite "nhé".
 */
const collisions: readonly [RegExp, string][] = [
  [/(?<!\p{L})cũ(?!\p{L})/giu, "da dung"],
  [/(?<!\p{L})đâu(?!\p{L})/giu, "cho nao"],
  [/(?<!\p{L})nhẹ(?!\p{L}|\s+(?:nhất|hơn))/giu, "nhe can"],
];

/** "  Điện  thoại ĐẸP " → "dien thoai dep". Folding twice changes nothing. */
export function fold(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").replace(/[đĐ]/g, "d").toLowerCase().replace(/\s+/gu, " ").trim();
}

/** What a parser reads of a message, in characters: whoever writes more tells a story, and patterns would take their time over it. */
export const LONGEST_READ = 2_000;

/** Folds after replacing the words whose meaning would be lost with their accents. For parsers, who read no further than `LONGEST_READ`. */
export function foldForMeaning(text: string): string {
  const read = text.slice(0, LONGEST_READ).normalize("NFC");
  return fold(collisions.reduce((said, [word, meaning]) => said.replace(word, meaning), read));
}

/** Folded words of letters and digits only: "i5-13420H, 16GB" → ["i5", "13420h", "16gb"]. The twin of `edgewise_terms`. */
export function terms(text: string): string[] {
  return fold(text)
    .split(/[ !-/:-@[-`{-~]+/)
    .filter((term) => term !== "");
}
