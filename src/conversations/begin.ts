/** How a conversation begins, and how a turn of it begins. Pure. */
import { detectLanguage } from "../language/index.ts";
import { standIn } from "../lifecycle/index.ts";
import type { Language } from "../platform/ports.ts";
import {
  textOf,
  type BotSnapshot,
  type ConversationRecord,
  type LogRow,
  type Question,
  type Standing,
  type StoredMessage,
  type TurnRow,
} from "../transcript/index.ts";
import { spokenAt } from "./idle.ts";
import type { StartInput } from "./port.ts";

/** Nothing has happened yet, and nobody has spoken but the bot. */
const unspoken = {
  flow: null,
  handler: "bot",
  focus: null,
  epoch: 0,
  stateBeforeHandover: null,
  pausedFrom: null,
  generation: 0,
  effects: "live",
  forkedFrom: null,
  endedAt: null,
  silentSince: null,
  remindedAt: null,
} as const satisfies Partial<ConversationRecord>;

export function openingRecord(
  input: StartInput & { userId: string },
  bot: BotSnapshot,
  language: Language,
  greeting: StoredMessage | null,
  now: number,
): ConversationRecord {
  const { initial } = bot.flow;
  return {
    ...unspoken,
    tenantId: input.address.tenantId,
    conversationId: input.address.conversationId,
    userId: input.userId,
    skillId: input.skillId,
    bot,
    language,
    state: initial,
    visited: [initial],
    shown: [],
    kept: {},
    metadata: input.metadata,
    lastSeq: greeting?.seq ?? 0,
    syncedSeq: -1,
    lastMessageId: greeting?.id ?? null,
    headSeq: greeting?.seq ?? 0,
    branches: {},
    ratings: {},
    rewinds: [],
    startedAt: now,
    updatedAt: now,
  };
}

/** The bot's first words, before the customer has spoken: event 1 of the log. */
export function greetingMessage(text: string, id: string, now: number): StoredMessage {
  return {
    seq: 1,
    id,
    previousMessageId: null,
    authorType: "assistant",
    content: text,
    parts: [{ type: "text", text, state: "done" }],
    metadata: { greeting: true, status: "complete", created_at: new Date(now).toISOString() },
    turnId: null,
    createdAt: now,
    updatedAt: now,
  };
}

/** A turn that takes its place in the log. */
export interface Begun {
  /** The questions as they are stored, oldest first; none for another attempt at an old one. */
  questions: LogRow[];
  /** The conversation with the questions as its head. */
  record: ConversationRecord;
  row: TurnRow;
}

/** Puts a turn's questions into the log, on the branch where they belong. */
export function beginTurn(record: ConversationRecord, row: TurnRow, now: number): Begun {
  const from = standingIn(record, row.from ?? standingOf(record));
  const running: TurnRow = { ...row, status: "running", questions: [], from, epoch: record.epoch, begunAt: now };
  if (row.questions.length === 0) {
    const head = { lastMessageId: row.messageId, headSeq: row.questionSeq };
    return { questions: [], record: { ...record, ...head, endedAt: null, updatedAt: now, ...spokenAt(now) }, row: running };
  }
  let after: { id: string | null; seq: number } = row.after ?? { id: record.lastMessageId, seq: record.headSeq };
  const questions = row.questions.map((question, index) => {
    const asked = questionRow(question, row.turnId, record.lastSeq + 1 + index, after, now);
    after = { id: question.messageId, seq: asked.seq };
    return asked;
  });
  const first = questions[0]?.seq ?? record.lastSeq;
  const language = row.questions.reduce((known, { parts }) => languageAfter(known, textOf(parts)), record.language);
  const branches = row.edits === null ? record.branches : withBranch(record.branches, row.after?.seq ?? 0, row.edits, first);
  const head = { lastMessageId: after.id, headSeq: after.seq, lastSeq: after.seq };
  return {
    questions,
    record: { ...record, ...head, language, branches, endedAt: null, updatedAt: now, ...spokenAt(now) },
    row: { ...running, questionSeq: after.seq },
  };
}

function questionRow(
  { messageId, parts, metadata, acceptedAt }: Question,
  turnId: string,
  seq: number,
  after: { id: string | null; seq: number },
  now: number,
): LogRow {
  const message: StoredMessage = {
    seq,
    id: messageId,
    previousMessageId: after.id,
    authorType: "user",
    content: textOf(parts),
    parts,
    metadata,
    turnId,
    createdAt: acceptedAt,
    updatedAt: now,
  };
  return rowOf(message, after.seq);
}

/** A message alone, as a row of the log. */
export function rowOf(message: StoredMessage, previousSeq: number): LogRow {
  return { seq: message.seq, message, previousSeq, events: [], turn: null, stream: null, recording: null };
}

/** The branches with one more message after `afterSeq`; the first time, the one that stood alone is named along with it. */
export function withBranch(
  branches: ConversationRecord["branches"],
  afterSeq: number,
  beside: number,
  seq: number,
): ConversationRecord["branches"] {
  return { ...branches, [afterSeq]: [...(branches[afterSeq] ?? [beside]), seq] };
}

/** Where tools keep nothing, or nothing is paused, nothing is said of it: rows of earlier versions are made again to the letter. */
export function standingOf({ state, visited, shown, focus, kept, pausedFrom }: Stand): Standing {
  const standing = { position: { state, visited }, shown, focus };
  return { ...standing, ...(Object.keys(kept).length === 0 ? {} : { kept }), ...(pausedFrom === null ? {} : { pausedFrom }) };
}

type Stand = Pick<ConversationRecord, "state" | "visited" | "shown" | "focus" | "kept" | "pausedFrom">;

/** A standing of before, as the flow knows it that the conversation was moved to since. */
export function standingIn({ flow }: Pick<ConversationRecord, "flow">, standing: Standing): Standing {
  return flow ? { ...standing, position: standIn(flow, standing.position) } : standing;
}

/** A message that is short or ambiguous never flips the language (contracts.md §4). */
function languageAfter(current: Language, text: string): Language {
  const { language } = detectLanguage(text);
  return language === "unknown" ? current : language;
}

/** Whether this is the bot's greeting. A customer's own metadata may hold any key, so only answers count. */
export const isGreeting = (message: StoredMessage): boolean => message.authorType === "assistant" && message.metadata["greeting"] === true;
