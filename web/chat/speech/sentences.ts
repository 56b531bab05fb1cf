/**
 * What a screen reader is told of a streaming answer: whole sentences as they complete, never tokens. Pure.
 */

// A sentence ends at its mark and the closing quotes behind it, once white space follows; so 19.990.000 and 3.5 GHz do not end one.
const END = /[.!?…。！？]+["'”’»)\]]*(?=\s)|\n+/g;
// "1." opens a list item, it ends nothing.
const LIST_MARK = /^\s*\d{1,3}\.$/;

/**
 * Splits off the sentences that are complete.
 * @param text all of the answer so far. @param from how much of it was taken before.
 * @param done true when no more text comes: then the rest is a sentence too.
 */
export function takeSentences(text: string, from: number, done: boolean): { sentences: string[]; next: number } {
  const sentences: string[] = [];
  let next = from;
  for (const match of text.slice(from).matchAll(END)) {
    const end = from + match.index + match[0].length;
    const sentence = text.slice(next, end);
    if (LIST_MARK.test(sentence)) continue;
    if (sentence.trim()) sentences.push(spoken(sentence));
    next = end;
  }
  if (done && text.slice(next).trim()) {
    sentences.push(spoken(text.slice(next)));
    next = text.length;
  }
  return { sentences: sentences.filter((sentence) => sentence !== ""), next };
}

/** Markdown as it is said: marks dropped, a link by its name. */
export function spoken(markdown: string): string {
  return markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/^\s*(?:#{1,6}|[-*+]|>|\d{1,3}\.)\s+/gm, "")
    .replace(/\*\*|__|~~|`+|\*(?=\S)|(?<=\S)\*/g, "")
    .replace(/^\s*\|?[\s:|-]+\|?\s*$/gm, "")
    .replace(/\s*\|\s*/g, ", ")
    .replace(/\s+/g, " ")
    .replace(/^[,\s]+|[,\s]+$/g, "")
    .trim();
}
