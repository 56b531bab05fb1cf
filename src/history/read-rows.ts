/** Rows of Postgres as what the object kept; `rows.ts` is the way there. Pure. What older code wrote reads with defaults. */
import { z } from "zod";
import type { conversationLog, conversations, messages } from "../db/schema/index.ts";
import { flowSchema } from "../lifecycle/index.ts";
import type { JsonObject } from "../platform/ports.ts";
import type { AuthorType, Budget, ConversationRecord, EventKind, LogEvent, LogRow, StoredMessage, TurnRow } from "../transcript/index.ts";

type ConversationRow = typeof conversations.$inferSelect;
type MessageRow = typeof messages.$inferSelect;
type EventRow = typeof conversationLog.$inferSelect;

const language = z.enum(["vi", "en"]);
const limit = z.number().nullable().default(null);
const unlimited: Budget = { tokens: null, seconds: null, steps: null, money: null };

const botSchema = z.object({
  id: z.string(),
  name: z.string(),
  instructions: z.string(),
  greeting: z.object({ enabled: z.boolean() }),
  language,
  onBusy: z.enum(["queue", "reject", "interrupt", "merge"]),
  flow: flowSchema,
  budget: z.object({ tokens: limit, seconds: limit, steps: limit, money: limit }).default(unlimited),
  recording: z.boolean().default(true),
});

const ratingsSchema = z.record(z.string(), z.enum(["up", "down"])).default({});

const standingSchema = z.object({
  flow: flowSchema.nullable().default(null),
  headSeq: z.number().optional(),
  branches: z.record(z.string(), z.array(z.number())).default({}),
  ratings: ratingsSchema,
  epoch: z.number().default(0),
  stateBeforeHandover: z.string().nullable().default(null),
  generation: z.number().default(0),
  rewinds: z.array(z.object({ generation: z.number(), firstSeq: z.number() })).default([]),
  effects: z.enum(["live", "fenced"]).default("live"),
  forkedFrom: z.object({ conversationId: z.string(), seq: z.number() }).nullable().default(null),
  kept: z.record(z.string(), z.record(z.string(), z.json())).default({}),
  silentSince: z.number().nullable().optional(),
  remindedAt: z.number().nullable().default(null),
  pausedFrom: z.string().nullable().default(null),
});

/** What a conversation's row keeps as JSON or as plain text. */
const keptSchema = z.object({ bot: botSchema, language, handler: z.enum(["bot", "staff"]), standing: standingSchema });

/** Errors: a ZodError where the row is not one that this or older code wrote. */
export function recordOfRow(row: ConversationRow, syncedSeq: number): ConversationRecord {
  const { id, botId: _, standing: _standing, startedAt, endedAt, updatedAt, ...plain } = row;
  const { standing, ...kept } = keptSchema.parse(row);
  return {
    ...plain,
    ...kept,
    ...standing,
    headSeq: standing.headSeq ?? row.lastSeq,
    silentSince: standing.silentSince === undefined ? updatedAt.getTime() : standing.silentSince,
    conversationId: id,
    syncedSeq,
    startedAt: startedAt.getTime(),
    endedAt: endedAt?.getTime() ?? null,
    updatedAt: updatedAt.getTime(),
  };
}

/** What was last thought of messages, by their places, of a conversation's `standing` alone. */
export const ratingsOf = (standing: JsonObject): ConversationRecord["ratings"] => ratingsSchema.parse(standing["ratings"]);

const authorType = z.enum(["user", "assistant", "staff", "system"] satisfies AuthorType[]);

export function messageOfRow({ seq, id, previousMessageId, content, parts, metadata, turnId, ...row }: MessageRow): StoredMessage {
  return {
    seq,
    id,
    previousMessageId,
    authorType: authorType.parse(row.authorType),
    content,
    parts,
    metadata,
    turnId,
    createdAt: row.createdAt.getTime(),
    updatedAt: row.updatedAt.getTime(),
  };
}

/** A row of the log as Postgres has it. `hash`: the link that was kept with it; null where it is older than the chain. */
export interface KeptRow extends LogRow {
  hash: string | null;
}

/** Messages and events as the rows of the log that they were, oldest first. */
export function logRowsOf(said: readonly MessageRow[], happened: readonly EventRow[]): KeptRow[] {
  const eventsByRow = Map.groupBy(
    happened.toSorted((a, b) => a.seq - b.seq),
    ({ rowSeq }) => rowSeq,
  );
  const withMessage = said.map((row) => messageRow(row, eventsByRow.get(row.seq) ?? []));
  const places = new Set(said.map(({ seq }) => seq));
  const eventsAlone = [...eventsByRow].filter(([seq]) => !places.has(seq)).map(([seq, events]) => eventsOnlyRow(seq, events));
  return [...withMessage, ...eventsAlone].toSorted((a, b) => a.seq - b.seq);
}

function messageRow(row: MessageRow, events: readonly EventRow[]): KeptRow {
  const { seq, previousSeq, recording, hash } = row;
  const turn = row.turn && turnOf(row.turn);
  return { seq, message: messageOfRow(row), previousSeq, events: events.map(eventOf), turn, stream: null, recording, hash };
}

function eventsOnlyRow(seq: number, events: readonly EventRow[]): KeptRow {
  const last = events.at(-1);
  const { previousSeq, hash } = last ?? { previousSeq: 0, hash: null };
  return { seq, message: null, previousSeq, events: events.map(eventOf), turn: null, stream: null, recording: null, hash };
}

const kinds = {
  "state.changed": true,
  "state.refused": true,
  "tool.called": true,
  "tool.blocked": true,
  "turn.ended": true,
  "handover.started": true,
  "handover.ended": true,
  "branch.selected": true,
  "feedback.given": true,
  "effects.released": true,
  "flow.changed": true,
} satisfies Record<EventKind, true>;
const eventKind = z.custom<EventKind>((kind) => typeof kind === "string" && Object.hasOwn(kinds, kind), "is no kind of event");

function eventOf({ seq, kind, turnId, at, data }: EventRow): LogEvent {
  return { seq, kind: eventKind.parse(kind), turnId, at: at.getTime(), data };
}

/** What tells a turn from other JSON. The rest is as the object wrote it, and must stay so: the chain covers every key. */
const turnSchema = z.looseObject({
  messageId: z.string(),
  attempt: z.number(),
  turnId: z.string(),
  answerId: z.string(),
  status: z.string(),
});

function turnOf(turn: JsonObject): TurnRow {
  turnSchema.parse(turn);
  // Older turns lack what came later; the object completes them as it does its own.
  return turn as object as TurnRow;
}
