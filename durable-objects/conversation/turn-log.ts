/**
 * The log of one running turn. What changes the conversation (a tool's result, a state, the end) is on disk before anybody is told.
 * Words are told at once and kept in memory, with a checkpoint now and then: docs/decisions/words-and-disk.md.
 */
import { Packer, type LoggedItem, type StoredMessage } from "../../src/transcript/index.ts";
import { EdgewiseError } from "../../src/platform/errors.ts";
import type { Backlog } from "./backlog.ts";
import { itemEntry, type Entry } from "./entry.ts";
import { erasedFrames, frameOf, lastFrame } from "./frames.ts";
import type { Journal, Reader } from "./journal.ts";
import { SseStream } from "./sse-stream.ts";

/** Words are on disk this long after they were said at the latest. */
const checkpointMs = 2000;
/** Listeners of one turn: each costs a copy of what it has missed, within what all of them may lag together. */
const mostReaders = 64;

export interface TurnLogPorts {
  journal: Journal;
  backlog: Backlog;
  /** Puts packed items on disk, from the place of the first. */
  write(firstSeq: number, packed: readonly string[]): void;
  /** What follows the `seq` in ids just now. */
  suffix(): string;
  /** The disk refuses: what is in memory is not what is on disk. */
  startOver(reason: unknown): void;
}

export class TurnLog implements Reader {
  readonly #turnId: string;
  readonly #ports: TurnLogPorts;
  readonly #packer = new Packer();
  /** All items, packed; from `#written` on they are not on disk. */
  readonly #packed: string[] = [];
  #written = 0;
  #firstSeq = 0;
  /** What every reader has been told, and thus what a new one is shown first; those ahead of the disk have been told more. */
  readonly #told: Entry[] = [];
  /** Entries that wait until what they are about is written. */
  #waiting: Entry[] | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  readonly #readers = new Set<Reader>();
  #sealed = false;

  constructor(turnId: string, ports: TurnLogPorts) {
    this.#turnId = turnId;
    this.#ports = ports;
    ports.journal.add(this);
  }

  tell(entry: Entry): void {
    if (entry.turnId !== this.#turnId || entry.chunk === null) return;
    this.#told.push(entry);
    if (entry.terminal) this.#ports.journal.remove(this);
  }

  /** Nothing is told any more. */
  end(): void {
    this.#ports.journal.remove(this);
  }

  append(item: LoggedItem): void {
    if (this.#packed.length === 0) this.#firstSeq = item.seq;
    this.#packed.push(this.#packer.pack(item));
    const entry = itemEntry(item, this.#turnId, this.#ports.suffix());
    if (item.event && this.#waiting === null) {
      this.#waiting = [];
      // Results come in flocks: they are written together.
      this.#schedule(0);
    } else if (this.#timer === null) this.#schedule(checkpointMs);
    if (this.#waiting) this.#waiting.push(entry);
    else this.#ports.journal.append(entry);
  }

  /** The last place that every reader has been told of. */
  get lastSeq(): number | null {
    return this.#told.at(-1)?.seq ?? null;
  }

  /** What every reader has been told after this place. */
  toldAfter(afterSeq: number): Entry[] {
    return this.#told.filter(({ seq }) => seq > afterSeq);
  }

  /** The items so far, each packed. */
  get packed(): readonly string[] {
    return this.#packed;
  }

  /** The items so far, packed as one. */
  get stream(): string {
    return this.#packed.join(",");
  }

  /** Takes over what an earlier process has put on disk. */
  adopt(items: readonly LoggedItem[]): void {
    this.#firstSeq = items[0]?.seq ?? 0;
    for (const item of items) {
      this.#packed.push(this.#packer.pack(item));
      this.#told.push(itemEntry(item, this.#turnId, this.#ports.suffix()));
    }
    this.#written = this.#packed.length;
  }

  /** Writes what has not been written. What waited for that is told when it is on disk. */
  checkpoint(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#sealed || this.#written === this.#packed.length) return;
    try {
      this.#ports.write(this.#firstSeq + this.#written, this.#packed.slice(this.#written));
    } catch (error) {
      return this.#ports.startOver(error);
    }
    this.#written = this.#packed.length;
    this.#release().catch((error: unknown) => this.#ports.startOver(error));
  }

  /**
   * A stream of everything after `afterSeq` (null: from the beginning), then live: no gap and no double at the seam, for both are taken
   * in one synchronous piece. `opening` comes first. Errors: `rate_limited` when too many listen already.
   */
  attach(afterSeq: number | null, opening = ""): ReadableStream<Uint8Array> {
    if (this.#readers.size >= mostReaders) {
      throw new EdgewiseError(
        "rate_limited",
        `This turn has ${mostReaders} listeners already. Close some of them, or read its messages when it has ended.`,
      );
    }
    const { journal, backlog } = this.#ports;
    const stream = new SseStream(backlog, () => this.#leave(reader));
    // Who was told the end listens no longer, also when nobody ever reads it.
    const finish = (frames: string) => {
      stream.write(frames);
      stream.close();
      this.#leave(reader);
    };
    const reader: Reader = {
      beat: () => stream.beat(),
      tell: (entry) => {
        if (entry.turnId !== this.#turnId || entry.seq <= (afterSeq ?? 0)) return;
        if (entry.terminal) finish(frameOf(entry) + lastFrame);
        else stream.write(frameOf(entry));
      },
      end: () => finish(erasedFrames),
    };
    this.#readers.add(reader);
    const told = this.toldAfter(afterSeq ?? 0).map(frameOf);
    stream.open([opening, ...told]);
    if (this.#told.at(-1)?.terminal) finish(lastFrame);
    else journal.addAhead(reader);
    return stream.readable;
  }

  #leave(reader: Reader): void {
    this.#readers.delete(reader);
    this.#ports.journal.remove(reader);
  }

  /** The turn is about to end: what is appended from here on is told with its end. */
  hold(): void {
    this.#sealed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#waiting ??= [];
  }

  /**
   * Ends the log: `write` puts everything on disk in one transaction, in place of what has not been written.
   * Then the readers are told the rest and the end. Resolves when all of it is on disk; throws at once what `write` throws.
   */
  seal(message: StoredMessage, write: () => void): Promise<void> {
    write();
    const last = this.#waiting?.at(-1);
    if (last) Object.assign(last, { message, terminal: true } satisfies Partial<Entry>);
    return this.#release();
  }

  #release(): Promise<void> {
    if (this.#waiting === null) return Promise.resolve();
    const onDisk = this.#ports.journal.barrier();
    for (const entry of this.#waiting) this.#ports.journal.append(entry);
    this.#waiting = null;
    return onDisk;
  }

  #schedule(milliseconds: number): void {
    if (this.#sealed) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.checkpoint(), milliseconds);
  }
}
