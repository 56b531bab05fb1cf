/** Rows that an older version has written, as today's code reads them: what they could not say gets its beginning. */
import type { BotSnapshot, ConversationRecord, TurnRow } from "../../src/transcript/index.ts";

const noBudget = { tokens: null, seconds: null, steps: null, money: null };
const recordBeginnings = {
  flow: null,
  branches: {},
  ratings: {},
  epoch: 0,
  stateBeforeHandover: null,
  generation: 0,
  rewinds: [],
  effects: "live",
  forkedFrom: null,
  kept: {},
  remindedAt: null,
  pausedFrom: null,
};
const turnBeginnings = {
  requestId: null,
  merged: [],
  questions: [],
  after: null,
  edits: null,
  questionSeq: 0,
  stalled: null,
  epoch: 0,
  begunAt: null,
};

export function olderBot(bot: BotSnapshot): BotSnapshot {
  return { ...bot, budget: { ...noBudget, ...bot.budget }, recording: bot.recording ?? false };
}

export function olderRecord(record: ConversationRecord): ConversationRecord {
  // Its last message was its last event then, and what was heard of it last was said.
  const silentSince = Object.hasOwn(record, "silentSince") ? record.silentSince : record.updatedAt;
  return { ...recordBeginnings, ...record, headSeq: record.headSeq ?? record.lastSeq, silentSince };
}

export function olderTurn(turn: TurnRow): TurnRow {
  return { ...turnBeginnings, ...turn };
}
