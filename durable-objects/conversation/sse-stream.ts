/** Text on its way to one client. It is never waited for: one that falls too far behind is dropped and may attach again. */
import type { Backlog, Unread } from "./backlog.ts";

/** Characters that may lie unread before a client is dropped. */
const patience = 1_000_000;
/** Characters beyond which no more are handed over at once: what is on its way to a client is no longer counted as unread. */
const piece = 64_000;
const heartbeat = ": still here\n\n";

export class SseStream implements Unread {
  readonly readable: ReadableStream<Uint8Array>;
  readonly #encoder = new TextEncoder();
  readonly #backlog: Backlog;
  readonly #onGone: () => void;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  #unread: string[] = [];
  #characters = 0;
  #patience = patience;
  /** Whether the client waits: what comes is written at once then, and joins what lies unread otherwise. */
  #waiting = false;
  #closing = false;
  #flushing = false;

  /**
   * @param backlog what lies unread here and elsewhere in the object.
   * @param onGone called once, when nothing more can be written.
   * @param onDry called when the client has taken everything and waits: who has more at hand writes its next piece then.
   */
  constructor(backlog: Backlog, onGone: () => void = () => undefined, onDry: () => void = () => undefined) {
    this.#backlog = backlog;
    this.#onGone = onGone;
    this.readable = new ReadableStream<Uint8Array>(
      {
        start: (controller) => void (this.#controller = controller),
        pull: () => {
          this.#waiting = true;
          if (this.#characters === 0 && !this.#closing) onDry();
          this.#flush();
        },
        // A client that goes away stops nothing: it detaches (architecture, law 2).
        cancel: () => this.#gone(),
      },
      { highWaterMark: 0 },
    );
  }

  /** Writes what was there before the client came, however much it is: that does not count against it. */
  open(texts: readonly string[]): void {
    this.#patience = texts.reduce((sum, text) => sum + text.length, patience);
    for (const text of texts) this.write(text);
  }

  write(text: string): void {
    if (this.#controller === null || this.#closing) return;
    this.#unread.push(text);
    this.#characters += text.length;
    this.#backlog.grow(this, text.length);
    if (this.#waiting) this.#flushSoon();
    else if (this.#characters > this.#patience) this.drop();
  }

  drop(): void {
    this.#controller?.error(new Error("The reader is too slow; attach again."));
    this.#gone();
  }

  beat(): void {
    this.write(heartbeat);
  }

  /** Ends the stream once everything has been read. */
  close(): void {
    this.#closing = true;
    this.#flush();
  }

  /** What is written in one go goes out as one piece. */
  #flushSoon(): void {
    if (this.#flushing) return;
    this.#flushing = true;
    queueMicrotask(() => {
      this.#flushing = false;
      this.#flush();
    });
  }

  #flush(): void {
    const controller = this.#controller;
    if (controller === null) return;
    if (this.#waiting && this.#characters > 0) {
      this.#waiting = false;
      controller.enqueue(this.#encoder.encode(this.#take()));
    }
    if (!this.#closing || this.#characters > 0) return;
    controller.close();
    this.#gone();
  }

  /** As much of what lies unread as goes out at once, in whole texts. */
  #take(): string {
    let count = 0;
    let taken = 0;
    for (const { length } of this.#unread) {
      if (count > 0 && taken + length > piece) break;
      count += 1;
      taken += length;
    }
    this.#characters -= taken;
    this.#patience = Math.max(patience, this.#patience - taken);
    this.#backlog.shrink(this, taken, this.#characters);
    return this.#unread.splice(0, count).join("");
  }

  #gone(): void {
    if (this.#controller === null) return;
    this.#controller = null;
    this.#backlog.shrink(this, this.#characters, 0);
    this.#unread = [];
    this.#characters = 0;
    this.#onGone();
  }
}

/** Text that is all there already, as a stream. */
export function streamOf(backlog: Backlog, text: string): ReadableStream<Uint8Array> {
  const stream = new SseStream(backlog);
  stream.open([text]);
  stream.close();
  return stream.readable;
}
