/** The way of the log to Postgres, as the object sees it: hand over, be acknowledged, ring again. */
import { decideAlarm, decideIdle, type ExportPage, type HeldUpTo } from "../../src/conversations/index.ts";
import { firstLink, linkOf, type LogRow, type HandedRow, type HandOver } from "../../src/transcript/index.ts";
import type { Desk } from "./desk.ts";
import { release } from "./release.ts";
import type { Runner } from "./runner.ts";

/** Rows that one hand-over carries; a longer tail takes several. */
const handOverRows = 100;
/** Characters of JSON, beyond which a hand-over ends early: an RPC answer holds 32 MB. */
const handOverCharacters = 1_000_000;

export class Outbox {
  readonly #desk: Desk;
  readonly #runner: Runner;
  /** Rows that were written here since the object woke, only to keep what Postgres acknowledged. */
  #ownRows = 0;
  /** Whether how far Postgres is has only been noted in memory: the next write, or the next alarm, puts it on disk. */
  #unsaved = false;
  /** Where the last page of an export ended. */
  #exported: HeldUpTo = { seq: 0, hash: firstLink };

  constructor(desk: Desk, runner: Runner) {
    this.#desk = desk;
    this.#runner = runner;
  }

  /** What follows the last acknowledged `seq`; the bare record while Postgres has not heard of the conversation; null when it has everything. */
  async handOver(): Promise<HandOver | null> {
    if (!this.#desk.begun) return null;
    const { record, storage, syncedHash } = this.#desk;
    const afterSeq = Math.max(0, record.syncedSeq);
    const kept = storage.rowsAfter(afterSeq, handOverRows, handOverCharacters);
    if (kept.length === 0 && record.syncedSeq >= 0) return null;
    const rows = (await linked(kept, syncedHash)).map((row) => ({ ...row, stream: null }));
    return { conversation: record, rows, afterSeq, upToSeq: rows.at(-1)?.seq ?? afterSeq, previousHash: syncedHash };
  }

  /** Every row after this place, whole and with its link, a page of them. */
  async exportRows(afterSeq: number): Promise<ExportPage> {
    const { record, storage } = this.#desk;
    const kept = storage.rowsAfter(afterSeq, handOverRows, handOverCharacters);
    const rows = await linked(kept, await this.#linkAt(afterSeq));
    const last = rows.at(-1);
    if (last) this.#exported = { seq: last.seq, hash: last.hash };
    const more = storage.rowsAfter(last?.seq ?? afterSeq, 1).length > 0;
    return { conversation: record, rows, nextAfterSeq: last && more ? last.seq : null };
  }

  /** The link at a row's place: the one that was given out last, or made anew from the beginning. */
  async #linkAt(seq: number): Promise<string> {
    if (this.#exported.seq === seq) return this.#exported.hash;
    let hash = firstLink;
    for (let afterSeq = 0; afterSeq < seq;) {
      const rows = this.#desk.storage.rowsAfter(afterSeq, handOverRows, handOverCharacters).filter((row) => row.seq <= seq);
      hash = (await linked(rows, hash)).at(-1)?.hash ?? hash;
      afterSeq = rows.at(-1)?.seq ?? seq;
    }
    return hash;
  }

  /** Postgres holds everything up to `seq`. A lower one comes late and changes nothing, unless Postgres was restored to it. */
  acknowledge({ seq, hash }: HeldUpTo, restored: boolean): void {
    // It was erased, or has been let go since another acknowledgement.
    if (!this.#desk.begun) return;
    const { record } = this.#desk;
    // An object that was put back to an earlier time has rows to write anew.
    const syncedSeq = Math.min(seq, record.lastSeq);
    if (syncedSeq === record.syncedSeq || (syncedSeq < record.syncedSeq && !restored)) return;
    this.#desk.record = { ...record, syncedSeq };
    this.#desk.syncedHash = hash;
    // Where somebody has talked, the alarm writes it a moment later, for many turns at once; lost with the process until then, it is asked
    // for again, which changes nothing. Who has only been woken to hand over may be asleep by the next alarm: it would hand over for ever.
    this.#unsaved = true;
    if (this.#desk.storage.rowsWritten === this.#ownRows) this.#save();
    if (restored) this.#desk.wakeLater();
  }

  async ring(): Promise<void> {
    if (this.#desk.begun && this.#desk.record.syncedSeq < this.#desk.record.lastSeq) await this.#desk.ring();
  }

  /** Of a conversation that is here. */
  async onAlarm(): Promise<void> {
    const { ports, record, alarm } = this.#desk;
    if (this.#unsaved) this.#save();
    const busy = this.#runner.running !== null;
    const decision = decideAlarm(record, {
      busy,
      watched: this.#desk.journal.readers > 0,
      now: ports.clock.now(),
      releaseAfterMs: ports.releaseAfterMs,
    });
    if (decision.release) return release(this.#desk);
    // Nobody is silent while a turn runs.
    alarm.set([decision.nextAt, busy ? null : decideIdle(record, ports.clock.now()).at]);
    if (!decision.ring) return;
    await this.#desk.ring();
  }

  #save(): void {
    const { storage } = this.#desk;
    const before = storage.rowsWritten;
    this.#desk.save(this.#runner.activeRows);
    this.#ownRows += storage.rowsWritten - before;
    this.#unsaved = false;
  }
}

async function linked(rows: readonly LogRow[], previousHash: string): Promise<HandedRow[]> {
  const links: HandedRow[] = [];
  for (const row of rows) links.push({ ...row, hash: await linkOf(links.at(-1)?.hash ?? previousHash, row) });
  return links;
}
