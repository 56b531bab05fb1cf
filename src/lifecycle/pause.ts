/**
 * States in which a journey stands still until the customer's next message, and the way back from them (docs/decisions/pauses.md). Pure.
 * The caller keeps the state from which it paused.
 */
import type { Flow } from "./flow.ts";
import { propose, type Position } from "./machine.ts";
import type { StateName } from "./states.ts";

/** The bot has asked for something that it needs. */
export const WAITING = "waiting_input";
/** A turn could not go on, or nobody knows whether what was asked for has happened. */
export const ERROR = "error";

const pauses: ReadonlySet<StateName> = new Set([WAITING, ERROR]);

/** Nobody is asked anything here: what is over is over. */
const asksNothing: ReadonlySet<StateName> = new Set([...pauses, "closed", "handover"]);

/** From where a journey is paused after this step; null where it is not. */
export function pausedAfter(
  pausedFrom: StateName | null,
  { from, to, reason }: { from: StateName; to: StateName; reason: string },
): StateName | null {
  // Staff give back what they took; a retry begins with what was known when its question was asked.
  if (to === "handover" || reason === "retry") return pausedFrom;
  if (!pauses.has(to)) return null;
  return pauses.has(from) || from === "handover" ? pausedFrom : from;
}

/** Whether the flow lets a journey wait for an answer here: there, and straight back. A restart on the way would forget what was visited. */
export function mayWait(flow: Flow, position: Position): boolean {
  if (asksNothing.has(position.state)) return false;
  const there = propose(flow, position, WAITING, "asked");
  if (!there.accepted || there.transitions.length !== 1) return false;
  return mayGoBack(flow, there.position, position.state);
}

/** Whether the flow leads straight back. */
export function mayGoBack(flow: Flow, position: Position, to: StateName): boolean {
  const back = propose(flow, position, to, "answered");
  return back.accepted && back.transitions.length === 1;
}
