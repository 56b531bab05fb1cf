/** What happens in a conversation outside of its turns: staff, branches, a farewell, a rating. Each is one row of its log. Pure. */
import type { JsonObject } from "../platform/ports.ts";
import { standIn, type Flow } from "../lifecycle/index.ts";
import {
  applyItem,
  followedFlow,
  newTurnView,
  Packer,
  textOf,
  type AuthorType,
  type ConversationRecord,
  type EventKind,
  type LogEvent,
  type LogRow,
  type MessagePart,
  type Standing,
  type StoredMessage,
  type TurnRow,
} from "../transcript/index.ts";
import { rowOf, standingIn, standingOf } from "./begin.ts";
import { silentAnew, spokenAt } from "./idle.ts";
import type { Rating } from "./port.ts";

/** A row, and where the conversation stands with it. */
export interface Written {
  row: LogRow;
  record: ConversationRecord;
}

/** A row with a message. */
export type Said = Written & { message: StoredMessage };

type Happening = { kind: EventKind; data: JsonObject };

/** Staff take over: no model is called from here on, and what an older epoch still produces is dropped. */
export function takeOver(record: ConversationRecord, reason: string | null, now: number): Written {
  const epoch = record.epoch + 1;
  const after: ConversationRecord = { ...record, handler: "staff", epoch, stateBeforeHandover: record.state, state: "handover" };
  return happen(after, now, [moved(record, after, "handover"), { kind: "handover.started", data: { reason, epoch } }]);
}

/** Staff give the conversation back: it goes on in the state in which they took it. */
export function giveBack(record: ConversationRecord, now: number): Written {
  const epoch = record.epoch + 1;
  const state = record.stateBeforeHandover ?? followedFlow(record).initial;
  const after: ConversationRecord = { ...record, handler: "bot", epoch, stateBeforeHandover: null, state, ...silentAnew(record, now) };
  return happen(after, now, [moved(record, after, "handover:released"), { kind: "handover.ended", data: { epoch } }]);
}

export interface Saying {
  id: string;
  authorType: AuthorType;
  parts: MessagePart[];
  metadata: JsonObject;
}

/** A message that is no part of a turn. */
export function say(record: ConversationRecord, saying: Saying, now: number): Said {
  const message = messageAfter(record, record.lastSeq + 1, saying, null, now);
  return { message, row: rowOf(message, record.headSeq), record: { ...record, ...headAt(message), updatedAt: now } };
}

/** The bot breaks the customer's silence; it does so once. */
export function remind(record: ConversationRecord, reminder: Saying, now: number): Said {
  const said = say(record, reminder, now);
  return { ...said, record: { ...said.record, remindedAt: now } };
}

/** The bot's last words, and the end. A silence that has ended it began when it says: until then the customer was there. */
export function close(record: ConversationRecord, farewell: Saying, now: number, silentSince: number | null = null): Written {
  const visited = record.visited.includes("closed") ? record.visited : [...record.visited, "closed"];
  const epoch = record.handler === "staff" ? record.epoch + 1 : record.epoch;
  const bots = { handler: "bot", stateBeforeHandover: null, pausedFrom: null, epoch } as const;
  const after: ConversationRecord = { ...record, ...bots, state: "closed", visited, endedAt: now };
  const given: Happening[] = record.handler === "staff" ? [{ kind: "handover.ended", data: { epoch } }] : [];
  const end =
    silentSince === null
      ? moved(record, after, "closed")
      : moved(record, after, "idle", { silent_since: new Date(silentSince).toISOString() });
  const events = eventsFrom(record.lastSeq + 1, [end, ...given], null, now);
  const message = messageAfter(record, record.lastSeq + events.length + 1, farewell, null, now);
  return { row: { ...rowOf(message, record.headSeq), events }, record: { ...after, ...headAt(message), updatedAt: now } };
}

/** A customer's message while staff have the conversation: kept for them, and its turn has ended with it. */
export function keepQuestion(record: ConversationRecord, asked: TurnRow, now: number): Written[] {
  const written: Written[] = [];
  let current = record;
  for (const { messageId: id, parts, metadata, fingerprint, acceptedAt } of asked.questions) {
    const seq = current.lastSeq + 1;
    const previousSeq = current.headSeq;
    const message = messageAfter(current, seq, { id, authorType: "user", parts, metadata }, asked.turnId, now, acceptedAt);
    const turn: TurnRow = {
      ...asked,
      messageId: id,
      fingerprint,
      merged: [],
      status: "kept",
      questions: [],
      questionSeq: seq,
      answerSeq: seq,
      endedAt: now,
    };
    // Without metadata: the SDK's client would show an answer in which nothing is said.
    const stream = new Packer().pack({ seq, at: now, chunk: { type: "finish", finishReason: "other" } });
    current = { ...current, ...headAt(message), endedAt: null, updatedAt: now, ...spokenAt(now) };
    written.push({ row: { ...rowOf(message, previousSeq), turn, stream }, record: current });
  }
  return written;
}

/** The conversation goes on from another branch, as it stood at its end. */
export function selectBranch(record: ConversationRecord, leaf: LogRow, standing: Standing, now: number): Written {
  const { position, shown, focus, kept = {}, pausedFrom = null } = standingIn(record, standing);
  const { state, visited } = position;
  const head = { lastMessageId: leaf.message?.id ?? null, headSeq: leaf.seq };
  const after: ConversationRecord = {
    ...record,
    ...head,
    state,
    visited: [...visited],
    shown,
    focus,
    kept,
    pausedFrom,
    endedAt: state === "closed" ? now : null,
    ...silentAnew(record, now),
  };
  const selected: Happening = { kind: "branch.selected", data: { message_id: head.lastMessageId, head_seq: leaf.seq } };
  return happen(after, now, state === record.state ? [selected] : [moved(record, after, "branch"), selected]);
}

/** What somebody thinks of the message at this place; the last one counts. */
export function rate(record: ConversationRecord, seq: number, { messageId, rating, comment }: Rating, now: number): Written {
  const rated = { ...record, ratings: { ...record.ratings, [seq]: rating } };
  return happen(rated, now, [{ kind: "feedback.given", data: { message_id: messageId, rating, comment } }]);
}

/** A fork's tools change the world from here on. */
export function letLoose(record: ConversationRecord, now: number): Written {
  return happen({ ...record, effects: "live", ...silentAnew(record, now) }, now, [{ kind: "effects.released", data: {} }]);
}

/** It follows another flow from here on: in the state in which it is where that is known there, else from the beginning. */
export function changeFlow(record: ConversationRecord, flow: Flow, now: number): Written {
  const { state, visited } = standIn(flow, record);
  const before = record.stateBeforeHandover;
  const stateBeforeHandover = before === null ? null : standIn(flow, { state: before, visited: [] }).state;
  const after: ConversationRecord = { ...record, flow, state, visited: [...visited], stateBeforeHandover, ...silentAnew(record, now) };
  const { name, version } = followedFlow(record);
  // The whole of it: a replay goes on with it from here.
  const data: JsonObject = { from: { name, version }, to: { name: flow.name, version: flow.version }, flow: asJson(flow) };
  const changed: Happening = { kind: "flow.changed", data };
  return happen(after, now, state === record.state ? [changed] : [changed, moved(record, after, "flow")]);
}

/** A flow is JSON; its optional fields only cannot say so. */
const asJson = (flow: Flow): JsonObject => ({ ...flow }) as object as JsonObject;

/** Whether the bot has answered here: what came before has no more say in where the conversation stands. */
export const isAnswer = (row: LogRow): boolean => row.turn !== null && row.turn.status !== "kept";

/** Where the conversation stood at the end of these messages of one branch, oldest first: the last answer and what follows it. */
export function standingAfter(rows: readonly LogRow[], { bot }: ConversationRecord): Standing {
  const beginning: Standing = { position: { state: bot.flow.initial, visited: [bot.flow.initial] }, shown: [], focus: null };
  const from = rows.find(isAnswer)?.turn?.from ?? beginning;
  const view = newTurnView("", from, 0);
  for (const { seq, at, kind, data } of rows.flatMap((row) => row.events)) {
    applyItem(view, { seq, at, chunk: { type: "finish-step" }, event: { kind, data } });
  }
  return standingOf({ ...view, state: view.position.state, visited: [...view.position.visited] });
}

function moved(from: ConversationRecord, to: ConversationRecord, reason: string, more: JsonObject = {}): Happening {
  return { kind: "state.changed", data: { from: from.state, to: to.state, reason, visited: to.visited, ...more } };
}

function happen(record: ConversationRecord, now: number, happenings: readonly Happening[]): Written {
  const events = eventsFrom(record.lastSeq + 1, happenings, null, now);
  const seq = record.lastSeq + happenings.length;
  const row: LogRow = { seq, message: null, previousSeq: record.headSeq, events, turn: null, stream: null, recording: null };
  return { row, record: { ...record, lastSeq: seq, updatedAt: now } };
}

function eventsFrom(firstSeq: number, happenings: readonly Happening[], turnId: string | null, at: number): LogEvent[] {
  return happenings.map((happening, index) => ({ seq: firstSeq + index, turnId, at, ...happening }));
}

function messageAfter(
  record: ConversationRecord,
  seq: number,
  saying: Saying,
  turnId: string | null,
  now: number,
  createdAt = now,
): StoredMessage {
  const content = textOf(saying.parts);
  return { ...saying, seq, previousMessageId: record.lastMessageId, content, turnId, createdAt, updatedAt: now };
}

const headAt = ({ seq, id }: StoredMessage) => ({ lastSeq: seq, headSeq: seq, lastMessageId: id });
