/**
 * The log of one running turn. Every item gets its `seq`, lies on disk, and only then goes to the readers.
 * Items are packed: what comes within `packEveryMs` is one row written and one piece on the wire.
 */
import type { LoggedItem } from "../../src/transcript/index.ts";
import { EdgewiseError } from "../../src/platform/errors.ts";
import { frameOf, lastFrame } from "./frames.ts";
import { Readers } from "./readers.ts";

/** The first item after a pause is written at once, so that packing never delays the first word. */
const packEveryMs = 50;
/** Listeners of one turn: each costs a copy of what it has missed. */
const mostReaders = 64;

export interface TurnLogPorts {
  /** Puts packed items on disk; called with one line per item. */
  write(firstSeq: number, lines: string): void;
  sync(): Promise<void>;
  now(): number;
}

interface Frame {
  seq: number;
  text: string;
}

export class TurnLog {
  readonly #ports: TurnLogPorts;
  readonly #readers = new Readers();
  readonly #encoder = new TextEncoder();
  /** On disk, and thus what a new reader is shown first. */
  readonly #shown: Frame[] = [];
  #pending: Frame[] = [];
  #pendingLines = "";
  #timer: ReturnType<typeof setTimeout> | null = null;
  #scheduled = false;
  #flushedAt = 0;
  #chain: Promise<void> = Promise.resolve();
  #sealed = false;

  constructor(ports: TurnLogPorts) {
    this.#ports = ports;
  }

  append(item: LoggedItem): void {
    const chunk = JSON.stringify(item.chunk);
    this.#pending.push({ seq: item.seq, text: frameOf(item.seq, chunk) });
    this.#pendingLines += `${JSON.stringify(item)}\n`;
    this.#schedule();
  }

  /** The last position that is on disk. */
  get lastSeq(): number | null {
    return this.#shown.at(-1)?.seq ?? null;
  }

  /** Takes over what an earlier process has put on disk. */
  adopt(items: readonly LoggedItem[]): void {
    this.#shown.push(...items.map((item) => ({ seq: item.seq, text: frameOf(item.seq, JSON.stringify(item.chunk)) })));
  }

  /**
   * A stream of everything after `afterSeq`, then live: no gap and no double at the seam, for both are taken in one synchronous piece.
   * Errors: `rate_limited` when too many listen already.
   */
  attach(afterSeq: number | null): ReadableStream<Uint8Array> {
    if (this.#readers.count >= mostReaders) {
      throw new EdgewiseError(
        "rate_limited",
        `This turn has ${mostReaders} listeners already. Close some of them, or read its messages when it has ended.`,
      );
    }
    const missed = this.#shown.filter((frame) => afterSeq === null || frame.seq > afterSeq);
    const first = missed.length === 0 ? null : this.#encoder.encode(missed.map((frame) => frame.text).join(""));
    return this.#readers.attach(first);
  }

  /**
   * Ends the log: `settle` writes everything in one transaction in place of what is still pending,
   * then the readers are told the rest and the end.
   */
  async seal(settle: () => void): Promise<void> {
    if (this.#sealed) return;
    this.#sealed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    settle();
    const rest = this.#takePending();
    await this.#after(() => {
      this.#readers.broadcast(this.#encoder.encode(rest.map((frame) => frame.text).join("") + lastFrame));
      this.#readers.close();
    });
  }

  #schedule(): void {
    if (this.#scheduled || this.#sealed) return;
    this.#scheduled = true;
    const wait = this.#flushedAt + packEveryMs - this.#ports.now();
    if (wait > 0) this.#timer = setTimeout(() => this.#flush(), wait);
    // One microtask later, so that chunks which arrived together are written together.
    else queueMicrotask(() => this.#flush());
  }

  #flush(): void {
    this.#scheduled = false;
    const [first] = this.#pending;
    if (this.#sealed || !first) return;
    this.#flushedAt = this.#ports.now();
    this.#ports.write(first.seq, this.#pendingLines);
    const frames = this.#takePending();
    void this.#after(() => {
      this.#shown.push(...frames);
      this.#readers.broadcast(this.#encoder.encode(frames.map((frame) => frame.text).join("")));
    });
  }

  /** Runs once everything written so far is on disk, in the order of the calls. */
  #after(work: () => void): Promise<void> {
    const synced = this.#ports.sync();
    this.#chain = this.#chain.then(() => synced).then(work);
    return this.#chain;
  }

  #takePending(): Frame[] {
    const taken = this.#pending;
    this.#pending = [];
    this.#pendingLines = "";
    return taken;
  }
}
