/** Finding and taking phrases of whole words in folded text. Pure. */

export interface Taken {
  found: boolean;
  /** The text without the phrases. */
  rest: string;
}

/** Takes every occurrence of the phrases, longest first, so that "re nhat" leaves no "nhat" behind. Phrases may be patterns. */
export function takePhrases(folded: string, phrases: readonly string[]): Taken {
  const pattern = wholeWords(phrases);
  const rest = folded.replace(pattern, " ").replace(/\s+/g, " ").trim();
  return { found: rest !== folded, rest };
}

/** A pattern of whole words, longest first. */
export function wholeWords(phrases: readonly string[]): RegExp {
  const longestFirst = phrases.toSorted((one, other) => other.length - one.length);
  return new RegExp(`(?<![a-z0-9])(?:${longestFirst.join("|")})(?![a-z0-9])`, "g");
}
