/**
 * The one way in which the conversation's log becomes visible, in its order, for every reader: streams of turns, feeds, sockets.
 * What changes the conversation waits until it is on disk, and everything after it waits along: but for who hears it by an answer that
 * waits for the disk itself (docs/decisions/first-token.md).
 */
import type { Entry } from "./entry.ts";
import type { Notice } from "./feed-wire.ts";

/** None of these ever waits or throws. */
export interface Reader {
  tell(entry: Entry): void;
  /** Something to keep the connection alive. Who needs none may sleep: nothing ticks for it. */
  beat?(): void;
  /** What has no place in the log: who is here, who writes. */
  notice?(notice: Notice): void;
  /** The conversation is erased. */
  end?(): void;
}

const heartbeatMs = 15_000;

export class Journal {
  readonly #sync: () => Promise<void>;
  readonly #readers = new Set<Reader>();
  /** Who is told without waiting, and until which barrier. */
  readonly #ahead = new Map<Reader, number>();
  /** Entries that wait for the disk, each with the barrier that it waits for. */
  #held: { entry: Entry; barrier: number }[] = [];
  #barriers = 0;
  #passed = 0;
  #last: Promise<void> = Promise.resolve();
  #heartbeat: ReturnType<typeof setInterval> | null = null;

  /** @param sync resolves when everything written so far is on disk, in the order of the calls. */
  constructor(sync: () => Promise<void>) {
    this.#sync = sync;
  }

  /** Readers that need a heartbeat: clients that hang on an open stream. */
  get readers(): number {
    return [...this.#readers].filter((reader) => reader.beat !== undefined).length;
  }

  /** The first place that waits for the disk; beyond every place where none does. */
  get firstHeld(): number {
    return this.#held[0]?.entry.seq ?? Infinity;
  }

  /** The next place in the log. */
  append(entry: Entry): void {
    if (this.#passed === this.#barriers) return this.#tell(entry);
    this.#held.push({ entry, barrier: this.#barriers });
    for (const [reader, barrier] of this.#ahead) if (barrier === this.#barriers) reader.tell(entry);
  }

  /** What is appended from here on is told when everything written so far is on disk. Rejects when the disk refuses. */
  barrier(): Promise<void> {
    const own = ++this.#barriers;
    this.#last = this.#sync().then(() => {
      // What an earlier one waits for is on disk, too, should its news come later.
      this.#passed = Math.max(this.#passed, own);
      while (this.#held[0] && this.#held[0].barrier <= this.#passed) {
        const next = this.#held.shift();
        if (next) this.#tell(next.entry, next.barrier);
      }
      for (const [reader, barrier] of this.#ahead) if (barrier <= this.#passed) this.#ahead.delete(reader);
    });
    return this.#last;
  }

  /** Resolves when nothing waits for the disk any more. */
  async passed(): Promise<void> {
    while (this.#passed < this.#barriers) await this.#last;
  }

  add(reader: Reader): void {
    this.#readers.add(reader);
    if (reader.beat) this.#heartbeat ??= setInterval(() => this.#beat(), heartbeatMs);
  }

  /**
   * Adds a reader whose own channel is held back by the runtime until what was written before is on disk, as every answer of an object
   * is: it need not wait for that here, too. What comes behind a later barrier waits as for everybody.
   */
  addAhead(reader: Reader): void {
    this.add(reader);
    if (this.#passed === this.#barriers) return;
    this.#ahead.set(reader, this.#barriers);
    for (const { entry } of this.#held) reader.tell(entry);
  }

  notice(notice: Notice): void {
    for (const reader of this.#readers) reader.notice?.(notice);
  }

  /** Nothing follows any more. */
  end(): void {
    this.#held = [];
    for (const reader of this.#readers) reader.end?.();
  }

  remove(reader: Reader): void {
    this.#readers.delete(reader);
    this.#ahead.delete(reader);
    if (this.#heartbeat === null || this.readers > 0) return;
    clearInterval(this.#heartbeat);
    this.#heartbeat = null;
  }

  /** `barrier`: the one that the entry has waited for, and some were told of it before. */
  #tell(entry: Entry, barrier: number | null = null): void {
    for (const reader of this.#readers) if (barrier === null || barrier > (this.#ahead.get(reader) ?? -1)) reader.tell(entry);
  }

  #beat(): void {
    for (const reader of this.#readers) reader.beat?.();
  }
}
