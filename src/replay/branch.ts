/** The rows of a log by their place, as the choice of a prompt's messages reads them. Pure. */
import { recentMessages, type RecentRow } from "../conversations/index.ts";
import type { LogRow, StoredMessage } from "../transcript/index.ts";

export type Rows = ReadonlyMap<number, RecentRow>;

export function withRows(rows: Rows, more: readonly LogRow[]): Rows {
  return new Map([...rows, ...more.map((row) => [row.seq, row] as const)]);
}

/** The recent messages of the branch that ends at `headSeq`, oldest first, as the object chooses them. */
export function recentOf(rows: Rows, headSeq: number): StoredMessage[] {
  return recentMessages((seq) => rows.get(seq), headSeq);
}
