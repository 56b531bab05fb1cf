/** Runs a conversation's turns, one at a time: begin → run → settle → next. Each arrow is one synchronous piece between awaits. */
import {
  answerMetadata,
  answerOf,
  closingItems,
  fitRow,
  questionOf,
  recordAfter,
  recordAsked,
  runTurn,
  terminalItems,
  type Turn,
  type TurnRow,
} from "../../src/conversations/index.ts";
import type { ConversationRecord, MessageStatus } from "../../src/transcript/index.ts";
import { apologyFor, changeState } from "../../src/agents/index.ts";
import { reasonOf } from "../../src/platform/reason.ts";
import { detectLanguage } from "../../src/language/index.ts";
import type { JsonObject, Language } from "../../src/platform/ports.ts";
import type { Desk } from "./desk.ts";
import { LiveTurn } from "./live-turn.ts";
import { turnPorts } from "./turn-ports.ts";

/** Characters that a model may say in one turn, and how long a turn may take: beyond, it ends as `interrupted`. */
const mostSaid = 200_000;
const longestTurnMs = 600_000;
/** How often a turn that had said nothing is begun again after its process died. */
const mostRestarts = 3;

export class Runner {
  readonly #desk: Desk;
  /** Begun or waiting, oldest first; the first one runs. */
  readonly #turns: LiveTurn[] = [];

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  get running(): LiveTurn | null {
    return this.#turns[0] ?? null;
  }

  get activeRows(): TurnRow[] {
    return this.#turns.map((turn) => turn.row);
  }

  find(turnId: string): LiveTurn | null {
    return this.#turns.find((turn) => turn.row.turnId === turnId) ?? null;
  }

  /** Stores the turn, and begins it unless another one runs. All in one transaction: what is acknowledged is on disk. */
  accept(row: TurnRow): LiveTurn {
    const live = this.#newLive(row);
    live.rowsBefore = this.#desk.storage.rowsWritten;
    this.#turns.push(live);
    if (this.#turns.length === 1) this.#begin(live);
    else this.#save(this.#desk.record);
    return live;
  }

  /** Ends the running turn; what it said so far is kept. False when none runs. */
  async stop(): Promise<boolean> {
    const live = this.running;
    if (!live || live.ended) return false;
    await this.#settle(live, "stopped");
    return true;
  }

  /**
   * After a wake: a turn that was running has lost its runner. One that had said nothing yet is begun again;
   * any other ends as `interrupted`, with what it had said. Turns that were waiting begin. Never rejects.
   */
  async recover(active: readonly TurnRow[]): Promise<void> {
    for (const row of active) this.#turns.push(this.#newLive(row));
    const live = this.running;
    if (!live) return;
    if (live.row.status === "queued") return this.#begin(live);
    try {
      live.startFrom(this.#desk.record);
      live.adopt(this.#desk.storage.blockItems());
    } catch (error) {
      this.#desk.ports.log.error("turn.not_recovered", { turn_id: live.row.turnId, reason: reasonOf(error) });
      live.startFrom(this.#desk.record);
    }
    if (live.hasProgress || live.row.restarts >= mostRestarts) return this.#settle(live, "interrupted");
    live.row.restarts += 1;
    this.#save(this.#desk.record);
    for (const item of closingItems(live.view, this.#desk.record.language)) live.take(item);
    this.#launch(live);
  }

  #newLive(row: TurnRow): LiveTurn {
    const { storage, ports } = this.#desk;
    return new LiveTurn(row, this.#desk.record, {
      write: (firstSeq, lines) => storage.appendToBlock(firstSeq, lines),
      sync: () => storage.sync(),
      now: () => ports.clock.now(),
    });
  }

  /** Computes, writes, and only then takes it for true. */
  #begin(live: LiveTurn): void {
    const { storage, record, ports } = this.#desk;
    const { row } = live;
    const asked = row.question ? questionOf(record, row, row.question, ports.clock.now()) : null;
    const after = asked ? recordAsked(record, asked, languageAfter(record.language, asked.content)) : record;
    const from = row.from ?? { position: { state: record.state, visited: record.visited }, shown: record.shown, focus: record.focus };
    Object.assign(row, { status: "running", question: null, from } satisfies Partial<TurnRow>);
    try {
      storage.transaction(() => {
        if (asked) storage.saveMessage(asked, []);
        this.#save(after);
      });
    } catch (error) {
      this.#desk.startOver(error);
      throw error;
    }
    this.#desk.record = after;
    if (asked) this.#desk.remember(asked);
    live.startFrom(after);
    this.#launch(live);
  }

  #launch(live: LiveTurn): void {
    this.#desk.wakeLater();
    live.expireAfter(longestTurnMs, () => this.#desk.waitUntil(this.#settle(live, "interrupted")));
    this.#desk.waitUntil(this.#run(live));
  }

  async #run(live: LiveTurn): Promise<void> {
    const { ports } = this.#desk;
    let failure: unknown = null;
    try {
      for await (const item of runTurn(this.#turnOf(live), turnPorts(this.#desk, live))) {
        if (live.ended) return;
        live.take(item);
        // A model that cannot end is ended: what it said so far is kept.
        if (live.said > mostSaid) return await this.#settle(live, "interrupted");
      }
    } catch (error) {
      failure = error;
    }
    if (live.ended) return;
    if (failure !== null) ports.log.error("turn.failed", { turn_id: live.row.turnId, reason: reasonOf(failure) });
    await this.#settle(live, failure === null ? "complete" : "failed", failure);
  }

  #turnOf(live: LiveTurn): Turn {
    const { record } = this.#desk;
    const history = this.#desk.history().filter((message) => message.id !== live.row.supersedes?.id);
    const userMessage = history.findLast((message) => message.id === live.row.messageId);
    if (!userMessage) throw new Error(`The question ${live.row.messageId} is not among the recent messages.`);
    return {
      turnId: live.row.turnId,
      answerId: live.row.answerId,
      conversation: record,
      history,
      userMessage,
      language: record.language,
      rewoundFrom: live.rewoundFrom,
      view: live.view,
      signal: live.signal,
    };
  }

  async #settle(live: LiveTurn, status: MessageStatus, failure: unknown = null): Promise<void> {
    const { storage, ports } = this.#desk;
    const now = ports.clock.now();
    live.end();
    const metadata = this.#finish(live, status, failure, now);
    const { message: answer, events } = fitRow({ message: answerOf(live.row, live.view, metadata, now), events: live.view.events });
    const record = recordAfter(this.#desk.record, live.view, answer, now);
    Object.assign(live.row, { status, answerSeq: answer.seq, endedAt: now } satisfies Partial<TurnRow>);
    this.#turns.shift();
    this.#desk.record = record;
    this.#desk.remember(answer);
    const sealed = live.log.seal(() =>
      storage.transaction(() => {
        storage.saveMessage(answer, events);
        storage.saveTurn(live.row);
        storage.clearBlocks();
        this.#save(record);
      }),
    );
    try {
      const next = this.running;
      if (next) this.#begin(next);
      await sealed;
    } catch (error) {
      // What is in memory is not what is on disk: begin again from there, where the turn is still to be settled.
      this.#desk.startOver(error);
      return;
    }
    live.resolveSettled({ message: answer, state: record.state, usage: live.view.usage });
    this.#tell(live, status, now);
    this.#desk.waitUntil(this.#desk.ring());
  }

  #tell(live: LiveTurn, status: MessageStatus, now: number): void {
    const { usage, lastSeq } = live.view;
    this.#desk.ports.log.info("turn.settled", {
      turn_id: live.row.turnId,
      status,
      steps: usage.steps,
      input_tokens: usage.inputTokens,
      output_tokens: usage.outputTokens,
      last_seq: lastSeq,
      rows_written: this.#desk.storage.rowsWritten - live.rowsBefore,
      duration_ms: now - live.row.acceptedAt,
    });
  }

  /** Takes the last items; gives the answer's metadata. */
  #finish(live: LiveTurn, status: MessageStatus, failure: unknown, now: number): JsonObject {
    const { language, bot } = this.#desk.record;
    for (const item of closingItems(live.view, language)) live.take(item);
    if (status === "failed") for (const item of changeState(live.view, bot.flow, "error", "turn:failed")) live.take(item);
    const apology = apologyFor(failure, language, now);
    const metadata = answerMetadata(live.row, live.view, status, now);
    // Kept with the answer, so that who reads it later is told the same.
    if (status === "failed") metadata["error_text"] = apology;
    for (const item of terminalItems(live.view, status, metadata, apology)) live.take(item);
    return metadata;
  }

  #save(record: ConversationRecord): void {
    this.#desk.storage.saveConversation(record, this.activeRows);
  }
}

/** A message that is short or ambiguous never flips the language (contracts.md §4). */
function languageAfter(current: Language, text: string): Language {
  const { language } = detectLanguage(text);
  return language === "unknown" ? current : language;
}
