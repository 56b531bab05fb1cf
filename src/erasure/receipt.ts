/** What was erased where, as it is kept and shown. Pure. */
import { z } from "zod";

export type Subject = "conversation" | "user";

/** Kept in `erasures.receipt`. Rows by place; several attempts at one erasure add up. */
const keptSchema = z.object({ complete: z.boolean(), rows: z.record(z.string(), z.number()) });

export type KeptReceipt = z.infer<typeof keptSchema>;

export interface Receipt {
  kind: Subject;
  id: string;
  /** In milliseconds. Whatever began later was not erased. */
  erasedAt: number;
  erased: { where: string; rows: number }[];
  /** Copies that end by themselves, and the seconds after which none is left. */
  expiring: { where: string; withinSeconds: number }[];
  /** A user's conversations that this call did not come to: erase again. */
  remaining: number;
}

/** Answers that are kept for `Idempotency-Key` (contracts.md §0), and what the cache would keep if it could not be told. */
const expiring: Record<Subject, Receipt["expiring"]> = {
  conversation: [{ where: "idempotency_keys", withinSeconds: 24 * 3600 }],
  user: [
    { where: "idempotency_keys", withinSeconds: 24 * 3600 },
    { where: "cache", withinSeconds: 20 * 60 },
  ],
};

export const parseReceipt = (kept: unknown): KeptReceipt => keptSchema.parse(kept);

export function addRows(one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>): Record<string, number> {
  const places = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries([...places].map((where) => [where, (one[where] ?? 0) + (other[where] ?? 0)]));
}

export function receiptOf(kind: Subject, id: string, erasedAt: number, { rows }: KeptReceipt, remaining = 0): Receipt {
  const erased = Object.entries(rows).map(([where, count]) => ({ where, rows: count }));
  return { kind, id, erasedAt, erased: erased.toSorted((a, b) => (a.where < b.where ? -1 : 1)), expiring: expiring[kind], remaining };
}
