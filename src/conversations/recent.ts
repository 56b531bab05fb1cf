/** The messages that a prompt is made of: the newest of the branch that is talked on, as many as there is room for. Pure. */
import type { LogRow, StoredMessage } from "../transcript/index.ts";

/** Messages that a prompt is made of; older ones stay in storage. */
export const recentLimit = 40;
/** Characters of JSON that the messages of a prompt may have together, some 75,000 tokens. */
const promptCharacters = 300_000;

/** What is known of a row of the log. */
export type RecentRow = Pick<LogRow, "message" | "previousSeq">;

/** Messages never change: each is measured once. */
const sizes = new WeakMap<StoredMessage, number>();

/** Recent messages of the branch that ends at `headSeq`, oldest first. */
export function recentMessages(rowAt: (seq: number) => RecentRow | undefined, headSeq: number): StoredMessage[] {
  const messages: StoredMessage[] = [];
  for (let seq = headSeq; seq > 0 && messages.length < recentLimit;) {
    const row = rowAt(seq);
    if (!row) break;
    if (row.message) messages.push(row.message);
    seq = row.previousSeq;
  }
  return withinBudget(messages.reverse());
}

function withinBudget(messages: readonly StoredMessage[]): StoredMessage[] {
  let left = promptCharacters;
  const tooMuch = messages.findLastIndex((message) => (left -= sizeOf(message)) < 0);
  // The last message is the question: it always fits.
  return messages.slice(Math.min(tooMuch + 1, Math.max(0, messages.length - 1)));
}

function sizeOf(message: StoredMessage): number {
  const known = sizes.get(message);
  if (known !== undefined) return known;
  const size = JSON.stringify(message.parts).length;
  sizes.set(message, size);
  return size;
}
