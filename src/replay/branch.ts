/** The messages of a prompt, as the object chooses them. Pure. */
import type { LogRow, StoredMessage } from "../transcript/index.ts";

/** Messages that a prompt is made of, and the characters of JSON that they may have together. */
const recentMessages = 40;
const promptCharacters = 300_000;

/** Rows by their place. */
export type Rows = ReadonlyMap<number, Pick<LogRow, "message" | "previousSeq">>;

export function withRows(rows: Rows, more: readonly LogRow[]): Rows {
  return new Map([...rows, ...more.map((row) => [row.seq, row] as const)]);
}

/** The recent messages of the branch that ends at `headSeq`, oldest first. */
export function recentOf(rows: Rows, headSeq: number): StoredMessage[] {
  const messages: StoredMessage[] = [];
  for (let seq = headSeq; seq > 0 && messages.length < recentMessages;) {
    const row = rows.get(seq);
    if (!row) break;
    if (row.message) messages.push(row.message);
    seq = row.previousSeq;
  }
  return withinBudget(messages.reverse());
}

function withinBudget(messages: readonly StoredMessage[]): StoredMessage[] {
  let left = promptCharacters;
  const tooMuch = messages.findLastIndex((message) => (left -= JSON.stringify(message.parts).length) < 0);
  // The last message is the question: it always fits.
  return messages.slice(Math.min(tooMuch + 1, Math.max(0, messages.length - 1)));
}
