/** Text on its way to one client. It is never waited for: one that falls too far behind is dropped and may attach again. */

/** Characters that may lie unread before a client is dropped. */
const patience = 1_000_000;
const heartbeat = ": still here\n\n";

export class SseStream {
  readonly readable: ReadableStream<Uint8Array>;
  readonly #encoder = new TextEncoder();
  readonly #onGone: () => void;
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  #unread = "";
  #patience = patience;
  /** Whether the client waits: what comes is written at once then, and joins what lies unread otherwise. */
  #waiting = false;
  #closing = false;
  #flushing = false;

  /**
   * @param onGone called once, when nothing more can be written.
   * @param onDry called when the client has taken everything and waits: who has more at hand writes its next piece then.
   */
  constructor(onGone: () => void, onDry: () => void = () => undefined) {
    this.#onGone = onGone;
    this.readable = new ReadableStream<Uint8Array>(
      {
        start: (controller) => void (this.#controller = controller),
        pull: () => {
          this.#waiting = true;
          if (this.#unread === "" && !this.#closing) onDry();
          this.#flush();
        },
        // A client that goes away stops nothing: it detaches (architecture, law 2).
        cancel: () => this.#gone(),
      },
      { highWaterMark: 0 },
    );
  }

  /** Writes what was there before the client came, however much it is: that does not count against it. */
  open(text: string): void {
    this.#patience = patience + text.length;
    this.write(text);
  }

  write(text: string): void {
    if (this.#controller === null || this.#closing) return;
    this.#unread += text;
    if (this.#waiting) this.#flushSoon();
    else if (this.#unread.length > this.#patience) {
      this.#controller.error(new Error("The reader is too slow; attach again."));
      this.#gone();
    }
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
    if (this.#waiting && this.#unread !== "") {
      const bytes = this.#encoder.encode(this.#unread);
      this.#unread = "";
      this.#patience = patience;
      this.#waiting = false;
      controller.enqueue(bytes);
    }
    if (!this.#closing || this.#unread !== "") return;
    controller.close();
    this.#gone();
  }

  #gone(): void {
    if (this.#controller === null) return;
    this.#controller = null;
    this.#unread = "";
    this.#onGone();
  }
}
