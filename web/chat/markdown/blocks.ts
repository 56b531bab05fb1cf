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

/** Text with the entities that markdown allows; React escapes what it shows. */
export function decoded(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|nbsp|#39);/g, (entity) => entities[entity] ?? entity);
}
