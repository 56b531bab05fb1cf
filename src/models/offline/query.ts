/** The customer's own words for what they look for. Pure. */
import { fold } from "../../language/index.ts";
import { fillers, kept } from "./lexicon/fillers.ts";

/** "Cho tôi xem laptop dưới 20 triệu với ạ!" → "laptop dưới 20 triệu". Empty when nothing but fillers was said. */
export function queryOf(text: string): string {
  const words = wordsOf(text);
  const left: string[] = [];
  for (let at = 0; at < words.length;) {
    const keep = lengthAt(words, at, kept);
    const drop = keep > 0 ? 0 : lengthAt(words, at, fillers);
    if (drop === 0) left.push(...words.slice(at, at + Math.max(keep, 1)));
    at += Math.max(keep, drop, 1);
  }
  return left.join(" ");
}

/** As written, without the punctuation around each word. */
function wordsOf(text: string): string[] {
  return text
    .normalize("NFC")
    .split(/\s+/)
    .map((piece) => piece.replace(/^[^\p{L}\p{N}<>≤≥~#]+|[^\p{L}\p{N}"+%]+$/gu, ""))
    .filter((word) => word !== "");
}

/** How many words from `at` on make up one of the phrases; 0 for none. */
function lengthAt(words: readonly string[], at: number, phrases: readonly (readonly string[])[]): number {
  return phrases.find((phrase) => phrase.every((word, offset) => isWord(words[at + offset], word)))?.length ?? 0;
}

function isWord(said: string | undefined, word: string): boolean {
  const lower = said?.toLowerCase();
  return lower !== undefined && (lower === word || (lower === fold(lower) && lower === fold(word)));
}
