/**
 * What becomes of a turn whose process died. It is taken up after its last completed step; the words of the broken step are withdrawn,
 * and the model says that step anew. How often that has happened counts for nothing: only that the turn gets on. Pure.
 */
import type { LoggedItem, TurnRow } from "../transcript/index.ts";

/** A turn that has not got on for this long, however often it was taken up, is ended with what it has said. */
const patienceMs = 180_000;

export type Recovery =
  /** Take it up after the first `kept` items. */
  | { kind: "resume"; kept: number; stalled: NonNullable<TurnRow["stalled"]> }
  /** End it as `interrupted`; everything that was kept stays. */
  | { kind: "interrupt" };

export function decideRecovery(row: TurnRow, items: readonly LoggedItem[], now: number): Recovery {
  const { stalled } = row;
  const gotOn = stalled === null || items.length > stalled.items;
  const since = gotOn ? now : stalled.since;
  if (now - since > patienceMs) return { kind: "interrupt" };
  const kept = completedItems(items);
  // What is withdrawn now has to be said again and more, to count as getting on.
  return { kind: "resume", kept, stalled: { since, items: gotOn ? kept : Math.max(kept, stalled.items) } };
}

/**
 * How many of the items stay: up to the end of the last completed step, or, in a step whose model call had ended (its usage tells), up
 * to the last thing that is known of its tools. Before any step, the turn's opening stays.
 */
function completedItems(items: readonly LoggedItem[]): number {
  let kept = 0;
  let inStep = false;
  let modelHasEnded = false;
  for (const [index, { chunk, usage }] of items.entries()) {
    if (chunk.type === "start-step") [inStep, modelHasEnded] = [true, false];
    if (chunk.type === "finish-step") inStep = false;
    modelHasEnded ||= usage !== undefined;
    if (!inStep || modelHasEnded) kept = index + 1;
  }
  return kept;
}
