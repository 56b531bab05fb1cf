/** The customer's own words for what a query understood of them. Pure. */
import { terms } from "../../language/index.ts";
import type { TextTerm } from "./query.ts";

/** Each term as the customer wrote it, accents and all, once; as understood where it stands in no such form. */
export function asWritten(text: readonly TextTerm[], written: string): string[] {
  const words = (written.normalize("NFC").match(/[\p{L}\p{M}\p{N}]+/gu) ?? []).flatMap((word) => {
    const [folded] = terms(word);
    return folded === undefined ? [] : [{ word, folded }];
  });
  const said = text.map((term) => term.map((phrase) => spanOf(phrase.split(" "), words)).find((span) => span !== null) ?? term[0] ?? "");
  return [...new Set(said)];
}

function spanOf(phrase: readonly string[], words: readonly { word: string; folded: string }[]): string | null {
  const at = words.findIndex((_word, start) => phrase.every((part, offset) => words[start + offset]?.folded === part));
  return at === -1
    ? null
    : words
        .slice(at, at + phrase.length)
        .map(({ word }) => word)
        .join(" ");
}
