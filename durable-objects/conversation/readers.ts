/** Clients attached to a turn. They are never waited for: one that falls too far behind is dropped and may attach again. */

/** Bytes that may lie unread before a reader is dropped. */
const patienceBytes = 1_000_000;
const heartbeatMs = 15_000;
const heartbeat = new TextEncoder().encode(": still here\n\n");

export class Readers {
  readonly #controllers = new Set<ReadableStreamDefaultController<Uint8Array>>();
  #heartbeat: ReturnType<typeof setInterval> | null = null;

  get count(): number {
    return this.#controllers.size;
  }

  /** A new reader that is given `first` at once and then whatever is broadcast. */
  attach(first: Uint8Array | null): ReadableStream<Uint8Array> {
    let attached: ReadableStreamDefaultController<Uint8Array> | undefined;
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          attached = controller;
          if (first) controller.enqueue(first);
          this.#controllers.add(controller);
          this.#heartbeat ??= setInterval(() => this.broadcast(heartbeat), heartbeatMs);
        },
        // A client that goes away stops nothing: it detaches (architecture, law 2).
        cancel: () => {
          if (attached) this.#remove(attached);
        },
      },
      new ByteLengthQueuingStrategy({ highWaterMark: 64_000 }),
    );
  }

  broadcast(bytes: Uint8Array): void {
    for (const controller of this.#controllers) {
      if ((controller.desiredSize ?? -Infinity) < -patienceBytes) {
        controller.error(new Error("The reader is too slow; attach again."));
        this.#remove(controller);
      } else {
        controller.enqueue(bytes);
      }
    }
  }

  close(): void {
    for (const controller of this.#controllers) controller.close();
    this.#controllers.clear();
    this.#stopHeartbeat();
  }

  #remove(controller: ReadableStreamDefaultController<Uint8Array>): void {
    this.#controllers.delete(controller);
    if (this.#controllers.size === 0) this.#stopHeartbeat();
  }

  #stopHeartbeat(): void {
    if (this.#heartbeat !== null) clearInterval(this.#heartbeat);
    this.#heartbeat = null;
  }
}
