import { lexer, type MarkedToken, type Token } from "marked";
import remend from "remend";

/**
 * A markdown text as top-level tokens. While the text still streams, what is open (`**bold`, a link, a code fence) is
 * closed first, so that no raw mark flashes by.
 */
export function blocksOf(text: string, streaming: boolean): MarkedToken[] {
  return own(lexer(streaming ? remend(text) : text, { gfm: true, breaks: true }));
}

/** Tokens that show something. */
export function own(tokens: Token[] | undefined): MarkedToken[] {
  // No extension is registered, so the lexer makes its own tokens only.
  const known = (tokens ?? []) as MarkedToken[];
  return known.filter(({ type }) => type !== "space" && type !== "def" && type !== "checkbox");
}

const entities: Record<string, string> = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&nbsp;": "\u00a0" };

/** Text as it is shown: common entities decoded (React escapes again), and an amount kept on one line with its đồng. */
export function shownText(text: string): string {
  return text
    .replace(/&(?:amp|lt|gt|quot|nbsp|#39);/g, (entity) => entities[entity] ?? entity)
    .replace(/(?<=\d) (?=[₫đ](?![\p{L}\d]))/gu, "\u00a0");
}
