/** Runs a conversation's turns, one at a time: begin → run → settle → next. Each arrow is one synchronous piece between awaits. */
import { beginTurn, decideRecovery, runTurn, settleTurn } from "../../src/conversations/index.ts";
import {
  rewind,
  suffixOf,
  unpack,
  type MessageStatus,
  type StoredMessage,
  type TurnItem,
  type TurnRow,
} from "../../src/transcript/index.ts";
import { recordTurn } from "../../src/replay/index.ts";
import { reasonOf } from "../../src/platform/reason.ts";
import type { Desk } from "./desk.ts";
import { LiveTurn } from "./live-turn.ts";
import { TurnLog } from "./turn-log.ts";
import { turnOf, turnPorts } from "./turn-ports.ts";

/** Characters that a model may say in one turn, and how long a turn may take: beyond, it ends as `interrupted`. */
const mostSaid = 200_000;
const longestTurnMs = 600_000;

const isWord = ({ chunk }: TurnItem): boolean => chunk.type === "text-delta";

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
    const { rowsWritten } = this.#desk.storage;
    const waits = this.running !== null;
    // Where there is no room for one more, nothing has happened.
    if (waits) this.#desk.save([...this.activeRows, row]);
    const live = this.#newLive(row);
    live.rowsBefore = rowsWritten;
    this.#turns.push(live);
    if (!waits) this.#begin(live);
    return live;
  }

  /** A waiting turn has become another one: it answers one more message. */
  replace(row: TurnRow): LiveTurn | null {
    const live = this.find(row.turnId);
    this.#desk.save(this.activeRows.map((one) => (one.turnId === row.turnId ? row : one)));
    if (live) live.row = row;
    return live;
  }

  /** Ends the running turn; what it said so far is kept. False when none runs. */
  async stop(): Promise<boolean> {
    const live = this.running;
    if (!live || live.ended) return false;
    await this.#settle(live, "stopped");
    return true;
  }

  /** Ends what runs, and takes out what waits: those turns are the caller's now. What is settled is settled before this returns. */
  standDown(): LiveTurn[] {
    const waiting = this.#turns.splice(1);
    const live = this.running;
    if (live && !live.ended) this.#desk.waitUntil(this.#settle(live, "stopped"));
    return waiting;
  }

  /**
   * After a wake: a turn that was running has lost its runner. It is taken up where its last completed step ended, or ended with what it
   * had said where it does not get on. Turns that were waiting begin. Never rejects.
   */
  async recover(active: readonly TurnRow[]): Promise<void> {
    for (const row of active) this.#turns.push(this.#newLive(row));
    const live = this.running;
    if (!live) return;
    if (live.row.status === "queued") return this.#begin(live);
    const { storage, ports } = this.#desk;
    const blocks = storage.blocks.read();
    const firstSeq = blocks?.firstSeq ?? this.#desk.record.lastSeq + 1;
    const items = blocks ? unpack(blocks.packed, firstSeq) : [];
    const recovery = decideRecovery(live.row, items, ports.clock.now());
    const kept = recovery.kind === "resume" ? items.slice(0, recovery.kept) : items;
    // What was said after that may have been read by somebody; its places are given out anew.
    this.#desk.record = { ...this.#desk.record, ...rewind(this.#desk.record, firstSeq + kept.length) };
    live.startFrom(this.#desk.record);
    live.adopt(kept);
    this.#record(live);
    if (recovery.kind === "interrupt") return this.#settle(live, "interrupted");
    live.row = { ...live.row, stalled: recovery.stalled };
    storage.transaction(() => {
      storage.blocks.clear();
      storage.blocks.append(firstSeq, live.log.packed);
      this.#desk.save(this.activeRows);
    });
    ports.log.warn("turn.resumed", { turn_id: live.row.turnId, kept: kept.length, withdrawn: items.length - kept.length });
    this.#launch(live);
  }

  #newLive(row: TurnRow): LiveTurn {
    const { storage, ports, journal, backlog, startOver } = this.#desk;
    const log = new TurnLog(row.turnId, {
      journal,
      backlog,
      write: (firstSeq, packed) => storage.blocks.append(firstSeq, packed),
      suffix: () => suffixOf(this.#desk.record.generation),
      startOver,
    });
    return new LiveTurn(row, this.#desk.record, log, () => ports.clock.now());
  }

  /** Computes, writes, and only then takes it for true. */
  #begin(live: LiveTurn): void {
    const { storage, record, ports, journal } = this.#desk;
    const begun = beginTurn(record, live.row, ports.clock.now());
    live.row = begun.row;
    this.#desk.record = begun.record;
    try {
      storage.transaction(() => {
        for (const question of begun.questions) storage.saveRow(question);
        this.#desk.save(this.activeRows);
      });
    } catch (error) {
      this.#desk.startOver(error);
      throw error;
    }
    journal.barrier().catch((error: unknown) => this.#desk.startOver(error));
    for (const question of begun.questions) this.#desk.publish(question);
    live.startFrom(begun.record);
    this.#launch(live);
  }

  #launch(live: LiveTurn): void {
    this.#desk.wakeLater();
    if (live.recorder === null) this.#record(live);
    live.expireAfter(longestTurnMs, () => this.#desk.waitUntil(this.#settle(live, "interrupted")));
    this.#desk.waitUntil(this.#run(live));
  }

  #record(live: LiveTurn): void {
    const { record } = this.#desk;
    const resumedWith = live.resumed ? live.log.stream : null;
    if (record.bot.recording) live.recorder = recordTurn(turnPorts(this.#desk, live), { record, resumedWith });
  }

  async #run(live: LiveTurn): Promise<void> {
    const { ports } = this.#desk;
    let failure: unknown = null;
    let spoken = false;
    try {
      for await (const item of runTurn(turnOf(this.#desk, live), live.recorder?.ports ?? turnPorts(this.#desk, live))) {
        if (live.ended) return;
        live.take(item);
        if (!spoken && isWord(item)) {
          spoken = true;
          await this.#firstWordOut();
          if (live.ended) return;
        }
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

  /**
   * The runtime sends nothing while code runs on, and holds back what is sent until what was written before is on disk. A model that
   * has its whole answer at hand would be computed and settled before its first word went out: so the turn takes a breath behind it.
   */
  async #firstWordOut(): Promise<void> {
    await this.#desk.journal.passed().catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, 0));
  }

  async #settle(live: LiveTurn, status: MessageStatus, failure: unknown = null): Promise<void> {
    const now = this.#desk.ports.clock.now();
    live.end(status === "complete");
    try {
      const { message, onDisk } = this.#write(live, status, failure, now);
      const { state } = this.#desk.record;
      const next = this.running;
      if (next) this.#begin(next);
      await onDisk;
      live.resolveSettled({ message, state, usage: live.view.usage });
    } catch (error) {
      // What is in memory is not what is on disk: begin again from there, where the turn is still to be settled.
      this.#desk.startOver(error);
      return;
    }
    this.#tell(live, status, now);
    this.#desk.ringSoon();
  }

  /** The answer and where the conversation stands with it. What is thrown here is thrown before anybody was told of the end. */
  #write(live: LiveTurn, status: MessageStatus, failure: unknown, now: number): { message: StoredMessage; onDisk: Promise<void> } {
    const { storage } = this.#desk;
    const endedAfter = live.view.lastSeq;
    const ending = { record: this.#desk.record, row: live.row, view: live.view, status, failure, now };
    const { answer, record } = settleTurn(ending, (item) => live.take(item));
    const recording = live.recorder?.pack({ view: live.view, status, endedAfter, now }) ?? null;
    const row = { ...answer, stream: live.log.stream, recording };
    live.row = answer.turn;
    this.#turns.shift();
    this.#desk.record = record;
    this.#desk.remember(row);
    const onDisk = live.log.seal(answer.message, () =>
      storage.transaction(() => {
        storage.saveNamed(row);
        storage.blocks.clear();
        this.#desk.save(this.activeRows);
      }),
    );
    return { message: answer.message, onDisk };
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
}
