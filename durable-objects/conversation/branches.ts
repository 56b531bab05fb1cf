/** The tree of messages: branches are told apart by what each message follows. */
import { betweenTurns, recordAt, type BranchPage, type BranchQuery, type EditedMessage } from "../../src/conversations/index.ts";
import { EdgewiseError } from "../../src/platform/errors.ts";
import type { ConversationRecord, LogRow, Standing, TurnRow } from "../../src/transcript/index.ts";
import type { Desk } from "./desk.ts";
import { effectsAfter } from "./effects.ts";
import type { ConversationStorage } from "./storage.ts";

/** Rows of one page of a branch, and characters beyond which it ends early. */
const pageRows = 200;
const pageCharacters = 4_000_000;

/** The newest end of the branches on which this message is. */
export function newestLeaf(storage: ConversationStorage, from: LogRow): LogRow {
  const newestChild = new Map<number, number>();
  for (const { seq, previousSeq } of storage.messagePlacesAfter(from.seq)) newestChild.set(previousSeq, seq);
  let { seq } = from;
  for (let child = newestChild.get(seq); child !== undefined; child = newestChild.get(seq)) seq = child;
  return seq === from.seq ? from : (storage.rowAt(seq) ?? from);
}

/** Where the conversation stood at this message. */
export function standingAt(storage: ConversationStorage, last: LogRow | null, record: ConversationRecord): Standing {
  const rows: LogRow[] = [];
  for (let row = last; row !== null; row = row.previousSeq === 0 ? null : storage.rowAt(row.previousSeq)) {
    rows.unshift(row);
    if (betweenTurns.isAnswer(row)) break;
  }
  return betweenTurns.standingAfter(rows, record);
}

/** A page of the branch that ends at a message, oldest first, with the record as it stood there. */
export function readBranch(desk: Desk, { atMessageId, afterSeq, afterEffect }: BranchQuery): BranchPage {
  const { storage, record } = desk;
  const last = atMessageId === null ? storage.rowAt(record.headSeq) : storage.findMessage(atMessageId);
  if (atMessageId !== null && !last) throw new EdgewiseError("not_found", "No message of this conversation has the id in at_message_id.");
  const standing = standingAt(storage, last, record);
  const places = last ? pathTo(storage, last.seq).filter((seq) => seq > afterSeq) : [];
  const rows: LogRow[] = [];
  for (let characters = 0; rows.length < pageRows && characters < pageCharacters;) {
    const seq = places[rows.length];
    if (seq === undefined) break;
    const row = storage.rowsAfter(seq - 1, 1)[0];
    if (!row) break;
    rows.push(row);
    characters += (row.stream?.length ?? 0) + JSON.stringify(row.message).length;
  }
  const nextAfterSeq = rows.length < places.length ? (rows.at(-1)?.seq ?? null) : null;
  const conversation = recordAt(record, last, standing);
  if (nextAfterSeq !== null) return { conversation, rows, nextAfterSeq, effects: [], nextAfterEffect: "" };
  const { effects, next } = effectsAfter(storage, afterEffect);
  return { conversation, rows, nextAfterSeq, effects, nextAfterEffect: next };
}

/** The places of a branch's messages, oldest first. */
function pathTo(storage: ConversationStorage, lastSeq: number): number[] {
  const previous = new Map(storage.messagePlacesAfter(0).map(({ seq, previousSeq }) => [seq, previousSeq]));
  const places: number[] = [];
  for (let seq = lastSeq; seq > 0; seq = previous.get(seq) ?? 0) places.push(seq);
  return places.reverse();
}

/** Where an edit of one of this turn's questions begins: after the same message, with the conversation as it stood then. */
export function besides(storage: ConversationStorage, { messageId, questionSeq, from }: TurnRow, edits: string | null): EditedMessage {
  // Of questions that were answered together, each has a place of its own.
  const edited = edits === null || edits === messageId ? storage.rowAt(questionSeq) : storage.findMessage(edits);
  const { seq, previousSeq } = edited ?? { seq: questionSeq, previousSeq: 0 };
  const before = previousSeq === 0 ? null : storage.rowAt(previousSeq);
  return { seq, after: { id: before?.message?.id ?? null, seq: previousSeq }, from };
}

/** What stands where the answer to a message would stand that was kept for staff; null where nothing does. */
export function saidAfter(storage: ConversationStorage, { status, questionSeq }: TurnRow): TurnRow["supersedes"] {
  if (status !== "kept") return null;
  const seq = storage.messagePlacesAfter(questionSeq).findLast(({ previousSeq }) => previousSeq === questionSeq)?.seq;
  const message = seq === undefined ? null : storage.rowAt(seq)?.message;
  return message ? { id: message.id, seq: message.seq } : null;
}

/** Whether staff have said something after this place, on the branch that is talked on. */
export function staffSpokeAfter({ storage, record }: Desk, seq: number): boolean {
  const places = new Map(storage.messagePlacesAfter(seq).map((place) => [place.seq, place]));
  for (let place = places.get(record.headSeq); place !== undefined; place = places.get(place.previousSeq)) {
    if (place.authorType === "staff") return true;
  }
  return false;
}
