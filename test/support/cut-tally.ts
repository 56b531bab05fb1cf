/** What proof 4 counts, and what it compares: streams as text, the pieces of who was cut against what nobody has cut. */
import type { Listener } from "./cut-feed.ts";
import { done, type Followed } from "./cut-turns.ts";

/** What was counted, over all that was cut. */
export class Tally {
  readonly cuts = { turns: 0, beforeAnything: 0, feed: 0, socket: 0, kills: 0 };
  discontinuitiesThroughKills = 0;
  stale = 0;
  turns = 0;
  readonly statuses = new Map<string, number>();
  /** What differs. */
  readonly differences: string[] = [];

  get total(): number {
    return this.cuts.turns + this.cuts.feed + this.cuts.socket + this.cuts.kills;
  }

  compare(what: string, got: string, whole: string): void {
    if (got === whole) return;
    let at = 0;
    while (got[at] === whole[at]) at++;
    this.differences.push(`${what}: …${got.slice(at - 60, at + 200)} instead of …${whole.slice(at - 60, at + 200)}`);
  }
}

export function countCuts({ cuts, cutsBeforeAnything }: Followed, kind: "turns" | "kills", tally: Tally): void {
  tally.cuts[kind] += cuts;
  tally.cuts.beforeAnything += cutsBeforeAnything;
}

/** Who was cut between the last event and the end of the stream is told that nothing is left, and lacks only the latter. */
export function compareToEnd(what: string, { events }: Followed, whole: string, tally: Tally): void {
  tally.compare(what, events.endsWith(done) ? events : events + done, whole);
}

export function compareListeners(id: string, { feed, socket, whole }: Record<"feed" | "socket" | "whole", Listener>, tally: Tally): void {
  const told = (listener: Listener) => listener.entries.map(({ json }) => json).join("\n");
  tally.compare(`${id}, feed`, told(feed), told(whole));
  tally.compare(`${id}, socket`, told(socket), told(whole));
  tally.differences.push(...[feed, socket, whole].flatMap(({ complaints }) => complaints.map((one) => `${id}: ${one}`)));
  const unfounded = feed.discontinuities + socket.discontinuities;
  if (unfounded > 0) tally.differences.push(`${id}: ${unfounded} discontinuities without a reason, in the feed or the socket.`);
}

export function compareWithFresh(id: string, listener: Listener, fresh: Listener, tally: Tally): void {
  const told = ({ entries }: Listener) => entries.map(({ json }) => json.replace(/"id":"\d+(\.\d+)?"/, "")).join("\n");
  tally.compare(`${id}, a listener through a kill`, told(listener), told(fresh));
  tally.differences.push(...listener.complaints.map((one) => `${id}: ${one}`));
}

/** Ids of what was told before a kill lack the generation that came after it. */
export const withoutGenerations = (events: string): string => events.replaceAll(/^id: (\d+)\.\d+$/gm, "id: $1");

export const wordsOf = (events: string): string =>
  [...events.matchAll(/"type":"text-delta","id":"[^"]*","delta":("(?:[^"\\]|\\.)*")/g)]
    .map(([, json]) => JSON.parse(json ?? '""'))
    .join("");
