/** What a client gets that comes back to a turn: the rest of it, running or ended, or an honest word that its position is gone. */
import { chunksOf, holds, nearestSeq, suffixOf, type LogRow, type Place } from "../../src/transcript/index.ts";
import type { EventStream } from "../../src/conversations/index.ts";
import type { Desk } from "./desk.ts";
import { rowEntries } from "./entry.ts";
import { discontinuityFrame, frameOf, lastFrame, replayFrames } from "./frames.ts";
import type { LiveTurn } from "./live-turn.ts";
import { streamOf } from "./sse-stream.ts";

/** Null when there is nothing to attach to. */
export function attach(desk: Desk, running: LiveTurn | null, after: Place | null): EventStream | null {
  if (after === null) return running ? running.log.attach(null) : null;
  const { record, storage } = desk;
  const lastSeq = Math.max(record.lastSeq, running?.view.lastSeq ?? 0);
  if (holds(after, record, lastSeq)) {
    const ended = endedTurnAround(desk, after.seq);
    if (ended) return restOf(desk, ended, after.seq);
    return running ? running.log.attach(after.seq) : null;
  }
  const reason = after.seq > lastSeq || after.generation > record.generation ? "unknown" : "rewound";
  const ended = reason === "unknown" ? endedTurnAround(desk, after.seq) : endedTurnBehind(desk, nearestSeq(after, record, lastSeq));
  if (!ended && running) return running.log.attach(null, discontinuityFrame(running.row.answerId, reason));
  const answer = ended ?? storage.rowsBefore(Number.MAX_SAFE_INTEGER, 5).find((row) => row.turn !== null);
  return answer
    ? streamOf(desk.backlog, discontinuityFrame(answer.message?.id ?? null, reason) + wholeOf(desk, answer))
    : streamOf(desk.backlog, discontinuityFrame(null, reason) + lastFrame);
}

/** A turn's stream again, from its first chunk to its last. */
export function wholeOf(desk: Desk, row: LogRow): string {
  const whole = { ...row, stream: desk.storage.streamAt(row.seq) };
  if (whole.stream !== null) return rowEntries(whole, desk.record).map(frameOf).join("") + lastFrame;
  const id = `${row.seq}${suffixOf(desk.record.generation)}`;
  return row.message ? replayFrames(chunksOf(row.message), id) : lastFrame;
}

/** What follows this place in the stream of a turn that has ended. */
function restOf(desk: Desk, row: LogRow, afterSeq: number): EventStream {
  const whole = { ...row, stream: desk.storage.streamAt(row.seq) };
  // Its words are kept, but not where one ended and the next began.
  if (whole.stream === null) return streamOf(desk.backlog, discontinuityFrame(row.message?.id ?? null, "condensed") + wholeOf(desk, row));
  const rest = rowEntries(whole, desk.record).filter(({ seq }) => seq > afterSeq);
  return streamOf(desk.backlog, rest.map(frameOf).join("") + lastFrame);
}

/** The turn that has ended, whose words were withdrawn behind this place: what was given out anew there may be of another turn. */
function endedTurnBehind({ storage }: Desk, seq: number): LogRow | null {
  const [next] = storage.rowsAfter(seq, 1);
  return next?.turn ? next : null;
}

/** The turn that has ended, in whose midst this place lies, or whose question it is. */
function endedTurnAround({ storage }: Desk, seq: number): LogRow | null {
  const [next] = storage.rowsAfter(seq, 1);
  if (!next?.turn) return null;
  const here = storage.rowAt(seq);
  // Who has read an answer to its end has nothing left of it; a message that was kept for staff ends with itself.
  return here && (here.message?.authorType !== "user" || here.turn !== null) ? null : next;
}
