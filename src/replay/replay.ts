/**
 * Runs a recorded conversation again, by the code that ran it, from its export alone: the same events, the same links, the same chain.
 * Pure but for the shop that it is given, of which only schemas are read.
 */
import { greetingMessage, isGreeting, openingRecord, rowOf } from "../conversations/index.ts";
import { firstLink, linkOf, type ConversationRecord, type HandedRow, type LogRow } from "../transcript/index.ts";
import type { Diverge, Divergence } from "./divergence.ts";
import { flowChangedIn } from "./flow-changes.ts";
import { differencesBetween, type Difference } from "./difference.ts";
import type { ExportedConversation } from "./exported.ts";
import { replayPorts, type ReplayShop } from "./replay-ports.ts";
import { replayTurn } from "./replay-turn.ts";
import type { Asked, TurnRecording } from "./recording.ts";
import { toldTurns, turnIdOf, type RecordedTurn } from "./told-turns.ts";

export interface ReplayResult {
  /** Whether every row came out as it was, and its link with it. */
  identical: boolean;
  /** The chain's last link, as the replay made it. */
  hash: string;
  rows: number;
  /** Turns that ran again. */
  replayed: number;
  /** Turns that could not run again: their rows were taken as they are. */
  taken: { turn_id: string; reason: TakenReason }[];
  /** The first row that came out otherwise; null where there is none. */
  first: { seq: number; turn_id: string | null; differences: Difference[] } | null;
  /** Where the turns have asked for something else than what was recorded. */
  divergences: Divergence[];
}

type TakenReason = "not_recorded" | "truncated";

export async function replayConversation(exported: ExportedConversation, shop: ReplayShop): Promise<ReplayResult> {
  const replay = new Replay(exported, shop);
  for (const row of exported.rows) await replay.step(row);
  return replay.result;
}

class Replay {
  readonly result: ReplayResult = { identical: true, hash: firstLink, rows: 0, replayed: 0, taken: [], first: null, divergences: [] };
  readonly #shop: ReplayShop;
  readonly #turns: Map<string, RecordedTurn>;
  readonly #rows = new Map<number, LogRow>();
  /** Rows that replayed turns have made and that were not met yet. */
  readonly #made = new Map<string, LogRow[]>();
  #record: ConversationRecord;
  /** Whether something has happened since the last turn that no replay explains: staff, a chosen branch, a turn without a recording. */
  #foreign = false;

  constructor({ conversation, rows }: ExportedConversation, shop: ReplayShop) {
    this.#shop = shop;
    this.#turns = toldTurns(rows, (conversation.forkedFrom?.seq ?? 0) + 1);
    const [first] = this.#turns.values();
    this.#record = openingOf(conversation, first?.recording ?? null);
  }

  /** Makes the row again where a replayed turn has made it, and its link in every case. */
  async step(told: HandedRow): Promise<void> {
    const row = this.#greetingAgain(told) ?? (await this.#remake(told)) ?? this.#take(told);
    this.result.hash = await linkOf(this.result.hash, row);
    this.result.rows++;
    const differences = differencesBetween(comparable(told), comparable(told.stream === null ? { ...row, stream: null } : row));
    if (differences.length > 0) this.#differ(told, differences);
    else if (this.result.identical && this.result.hash !== told.hash) {
      this.#differ(told, [{ path: "hash", recorded: told.hash, replayed: this.result.hash }]);
    }
  }

  #greetingAgain({ message }: HandedRow): LogRow | null {
    if (!message || message.seq !== 1 || !isGreeting(message)) return null;
    const row = rowOf(greetingMessage(message.content, message.id, this.#record.startedAt), 0);
    this.#follow(row);
    return row;
  }

  #take(told: HandedRow): LogRow {
    this.#foreign = true;
    this.#follow(told);
    return told;
  }

  #follow(row: LogRow): void {
    this.#rows.set(row.seq, row);
    const head = row.message ? { lastMessageId: row.message.id, headSeq: row.seq } : {};
    this.#record = { ...this.#record, ...head, flow: flowChangedIn(row) ?? this.#record.flow, lastSeq: row.seq };
  }

  /** The next row of this turn, as it comes out; null where the turn cannot run again. */
  async #remake(told: HandedRow): Promise<LogRow | null> {
    const turnId = turnIdOf(told);
    const turn = turnId === null ? undefined : this.#turns.get(turnId);
    if (turnId === null || !turn) return null;
    if (!this.#made.has(turnId)) this.#made.set(turnId, await this.#run(turn));
    return this.#made.get(turnId)?.shift() ?? null;
  }

  async #run(turn: RecordedTurn): Promise<LogRow[]> {
    const { turnId } = turn.turn;
    const heard = turn.recording?.heard;
    if (!turn.recording || !heard) {
      this.result.taken.push({ turn_id: turnId, reason: turn.recording ? "truncated" : "not_recorded" });
      return [];
    }
    const diverge: Diverge = (divergence) => void this.result.divergences.push({ turnId, ...divergence });
    const { ports, finish } = replayPorts(heard, this.#shop, diverge);
    const { frame } = turn.recording;
    const record = this.#standAt(frame.asked, turn, diverge);
    const made = await replayTurn({ record, rows: this.#rows, told: turn, frame, ports, diverge });
    if (frame.status === "complete" || frame.status === "failed") finish();
    for (const row of made.rows) this.#rows.set(row.seq, row);
    this.#record = made.record;
    this.#foreign = false;
    this.result.replayed++;
    return made.rows;
  }

  /** The conversation as the turn has found it. What is not explained by the rows before is taken from the recording. */
  #standAt({ language, lastSeq: _, ...asked }: Asked, { questions: [first] }: RecordedTurn, diverge: Diverge): ConversationRecord {
    const record = { ...this.#record, ...asked, pausedFrom: asked.pausedFrom ?? null };
    if (this.#foreign) {
      const head = first
        ? { lastMessageId: first.message?.previousMessageId ?? null, headSeq: first.previousSeq, lastSeq: first.seq - 1 }
        : {};
      return { ...record, language, ...head };
    }
    for (const { path, recorded, replayed } of differencesBetween(record, this.#record)) {
      diverge({ what: `the conversation's ${path}`, asked: replayed, recorded });
    }
    return record;
  }

  #differ(told: HandedRow, differences: Difference[]): void {
    this.result.identical = false;
    this.result.first ??= { seq: told.seq, turn_id: turnIdOf(told), differences };
  }
}

/** How the conversation began. Its first language is that in which its first turn was answered, where words alone did not say it. */
function openingOf(conversation: ConversationRecord, first: TurnRecording | null): ConversationRecord {
  const { tenantId, conversationId, userId, skillId, bot, metadata, startedAt } = conversation;
  const language = first?.frame.asked.language ?? bot.language;
  const start = {
    address: { tenantId, conversationId },
    actor: { role: "owner" },
    userId,
    skillId,
    botId: bot.id,
    language,
    metadata,
    greet: false,
  } as const;
  return openingRecord(start, bot, language, null, startedAt);
}

/** All of a row but its recording, which is what it was made from. */
function comparable({ seq, message, previousSeq, events, turn, stream }: LogRow): object {
  return { seq, message, previousSeq, events, turn, stream };
}
