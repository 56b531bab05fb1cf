/** The way of the log to Postgres, as the object sees it: hand over, be acknowledged, ring again. */
import { decideAlarm } from "../../src/conversations/index.ts";
import type { HandOver } from "../../src/transcript/index.ts";
import type { Desk } from "./desk.ts";
import type { Runner } from "./runner.ts";

/** Messages that one hand-over carries; a longer tail takes several. */
const handOverMessages = 100;
/** Characters of JSON, beyond which a hand-over ends early: an RPC answer holds 32 MB. */
const handOverCharacters = 1_000_000;

export class Outbox {
  readonly #desk: Desk;
  readonly #runner: Runner;
  #rings = 0;

  constructor(desk: Desk, runner: Runner) {
    this.#desk = desk;
    this.#runner = runner;
  }

  /** What follows the last acknowledged `seq`; the bare record while Postgres has not heard of the conversation; null when it has everything. */
  handOver(): HandOver | null {
    if (!this.#desk.begun) return null;
    const { record, storage } = this.#desk;
    const afterSeq = Math.max(0, record.syncedSeq);
    const rows = storage.rowsAfter(afterSeq, handOverMessages, handOverCharacters);
    if (rows.length === 0 && record.syncedSeq >= 0) return null;
    return {
      conversation: record,
      messages: rows.map((row) => row.message),
      events: rows.flatMap((row) => row.events),
      afterSeq,
      upToSeq: rows.at(-1)?.message.seq ?? afterSeq,
    };
  }

  /** Postgres holds everything up to `seq`. A lower one comes late and changes nothing, unless Postgres was restored to it. */
  acknowledge(seq: number, restored: boolean): void {
    const { record, storage } = this.#desk;
    const syncedSeq = Math.min(seq, record.lastSeq);
    if (syncedSeq === record.syncedSeq || (syncedSeq < record.syncedSeq && !restored)) return;
    this.#rings = 0;
    this.#desk.record = { ...record, syncedSeq };
    storage.saveConversation(this.#desk.record, this.#runner.activeRows);
    if (restored) this.#desk.wakeLater();
  }

  async ring(): Promise<void> {
    if (this.#desk.begun && this.#desk.record.syncedSeq < this.#desk.record.lastSeq) await this.#desk.ring();
  }

  async onAlarm(): Promise<void> {
    this.#desk.alarmFired();
    if (!this.#desk.begun) return;
    const { ports, record } = this.#desk;
    const decision = decideAlarm(record, this.#runner.running !== null, this.#rings, ports.clock.now());
    if (decision.nextAt !== null) this.#desk.alarmAt(decision.nextAt);
    if (!decision.ring) return;
    this.#rings += 1;
    await this.#desk.ring();
  }
}
