import type { HandOver } from "../transcript/index.ts";

/** What became of a conversation that Postgres was to follow. */
export type Outcome =
  /** Postgres holds all that the object had to give. */
  | { kind: "followed" }
  /** Nothing is wrong with this conversation: Postgres does not answer. */
  | { kind: "postgres-down" }
  /** This conversation does not go in, while Postgres is well. `afterSeq` is where it got stuck, as far as that is known. */
  | { kind: "failed"; reason: string; afterSeq: number | null; upToSeq: number | null };

export const postgresDown: Outcome = { kind: "postgres-down" };

/** @param handOver where it failed, if it came so far. */
export function failedFor(reason: string, handOver?: HandOver): Outcome {
  return { kind: "failed", reason, afterSeq: handOver?.afterSeq ?? null, upToSeq: handOver?.upToSeq ?? null };
}
