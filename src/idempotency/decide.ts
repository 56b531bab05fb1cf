/** What becomes of a key: claimed, running, done, taken over. Pure; whoever calls keeps the row and has the clock. */
import type { Claim, Claimed, Ending, Run } from "./port.ts";

/** Keys are kept this long (contracts.md §0). */
export const KEPT_MS = 24 * 60 * 60 * 1000;
/** A run that is not renewed for so long has lost its Worker: the next request takes over. */
export const LEASE_MS = 15_000;
/** Three renewals may be lost before a lease is. */
export const RENEW_MS = 4000;

/** A key as it is kept. */
export interface KeyRow {
  fingerprint: string;
  seed: string;
  /** Who runs it; null where nobody does. */
  runner: string | null;
  /** Milliseconds since the epoch; 0 without a runner. */
  leaseUntil: number;
  expiresAt: number;
  done: boolean;
  answer: Uint8Array | null;
}

/** @returns what the request is told, and the row to write; null where it stays as it is. */
export function decideClaim(row: KeyRow | null, claim: Claim, now: number): { claimed: Claimed; write: KeyRow | null } {
  if (!row || isOver(row, now)) return { claimed: { kind: "run", seed: claim.seed, again: false }, write: newRow(claim, now) };
  if (row.fingerprint !== claim.fingerprint) return { claimed: { kind: "reused" }, write: null };
  const { seed, answer } = row;
  if (claim.joins) return { claimed: { kind: "run", seed, again: true }, write: null };
  if (row.done) return { claimed: { kind: "done", seed, answer }, write: null };
  if (isLeased(row, now)) return { claimed: { kind: "running" }, write: null };
  return { claimed: { kind: "run", seed, again: true }, write: { ...row, runner: claim.runner, leaseUntil: now + LEASE_MS } };
}

/** The row with a longer lease; null when the run no longer holds it. */
export function decideRenewal(row: KeyRow | null, run: Run, now: number): KeyRow | null {
  if (!row || row.done || row.seed !== run.seed || row.runner !== run.runner) return null;
  return { ...row, leaseUntil: now + LEASE_MS };
}

/** The first run that ends is the one whose answer counts, also when another one has taken over meanwhile. */
export function decideCompletion(row: KeyRow | null, run: Run, ending: Ending): { keptBefore: Uint8Array | null; write: KeyRow | null } {
  // The key has expired, and may be another claim's by now.
  if (!row || row.seed !== run.seed) return { keptBefore: null, write: null };
  if (row.done) return { keptBefore: row.answer, write: null };
  const ended = { ...row, runner: null, leaseUntil: 0 };
  if (ending.kind === "open") return { keptBefore: null, write: row.runner === run.runner ? ended : null };
  return { keptBefore: null, write: { ...ended, done: true, answer: ending.kind === "answered" ? ending.answer : null } };
}

function newRow(claim: Claim, now: number): KeyRow {
  const { fingerprint, seed, runner } = claim;
  const lease = claim.joins ? { runner: null, leaseUntil: 0 } : { runner, leaseUntil: now + LEASE_MS };
  return { fingerprint, seed, ...lease, expiresAt: now + KEPT_MS, done: false, answer: null };
}

/** A lease that ends later than any can is of a clock that went back: nobody waits for it. */
function isLeased(row: KeyRow, now: number): boolean {
  return row.leaseUntil > now && row.leaseUntil - now <= LEASE_MS;
}

/** What still runs after its day is not begun a second time beside itself. */
function isOver(row: KeyRow, now: number): boolean {
  return row.expiresAt <= now && !isLeased(row, now);
}
