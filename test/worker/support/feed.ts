/** Feeds and sockets of a scripted conversation, as their clients read them. */
import type { EventStream, FeedQuery, SocketInput } from "../../../src/conversations/index.ts";
import { socketRequest } from "../../../src/conversations/index.ts";
import { parsePlace, type Place } from "../../../src/transcript/index.ts";

/** What a reader was told: an event with a place, or a notice without. */
export interface Told {
  type: string;
  id?: string;
  seq?: number;
  chunk?: { type: string; delta?: string };
  [field: string]: unknown;
}

export const fromStart: FeedQuery = { after: { seq: 0, generation: 0 }, only: null };
export const fromNow: FeedQuery = { after: null, only: null };

export function placeOf(id: string | undefined): Place {
  const place = parsePlace(id ?? "");
  if (!place) throw new Error(`${id} is no place`);
  return place;
}

/** Whether this is an entry of the log. */
export const isEntry = (told: Told): boolean => told.seq !== undefined;

/** Reads a feed as its client does; what was told is kept. */
export class FeedClient {
  readonly told: Told[] = [];
  ended = false;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #rest = "";

  constructor(stream: EventStream) {
    this.#reader = stream.getReader();
  }

  /** Reads on until `seen` holds. Throws when the stream ends before. */
  async until(seen: (told: readonly Told[]) => boolean): Promise<Told[]> {
    while (!seen(this.told)) {
      const { done, value } = await this.#reader.read();
      if (done) throw new Error(`the feed ended at ${JSON.stringify(this.told.at(-1))}`);
      this.#take(this.#decoder.decode(value, { stream: true }));
    }
    return this.told;
  }

  async toEnd(): Promise<Told[]> {
    for (;;) {
      const { done, value } = await this.#reader.read();
      if (done) return this.told;
      this.#take(this.#decoder.decode(value, { stream: true }));
    }
  }

  cancel(): Promise<void> {
    return this.#reader.cancel().catch(() => undefined);
  }

  #take(text: string): void {
    const blocks = (this.#rest + text).split("\n\n");
    this.#rest = blocks.pop() ?? "";
    for (const block of blocks) {
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (data === undefined) continue;
      const told = JSON.parse(data) as Told;
      const id = /^id: (.*)$/m.exec(block)?.[1];
      if (id !== told.id) throw new Error(`the event's id is ${id}, its JSON says ${told.id}`);
      if (/^event: (.*)$/m.exec(block)?.[1] !== told.type) throw new Error(`the event's name is not ${told.type}`);
      this.told.push(told);
    }
  }
}

/** A socket's client: keeps what it was told. */
export class SocketClient {
  readonly told: Told[] = [];
  closed: { code: number; reason: string } | null = null;
  readonly #socket: WebSocket;
  #wake: () => void = () => undefined;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => {
      this.told.push(JSON.parse(String(data)) as Told);
      this.#wake();
    });
    socket.addEventListener("close", ({ code, reason }) => {
      this.closed = { code, reason };
      this.#wake();
    });
    socket.accept();
  }

  send(frame: object | string): void {
    this.#socket.send(typeof frame === "string" ? frame : JSON.stringify(frame));
  }

  sendBytes(bytes: Uint8Array): void {
    this.#socket.send(bytes);
  }

  close(): void {
    this.#socket.close(1000, "bye");
  }

  async until(seen: (told: readonly Told[]) => boolean): Promise<Told[]> {
    while (!seen(this.told)) {
      if (this.closed) throw new Error(`closed with ${this.closed.code} at ${JSON.stringify(this.told.at(-1))}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
    return this.told;
  }

  async untilClosed(): Promise<{ code: number; reason: string }> {
    while (!this.closed) await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.closed;
  }

  /** Sends a frame and gives its answer, by `ref`. */
  async ask(frame: object): Promise<Told> {
    const ref = `ref-${this.told.length}-${Math.random()}`;
    this.send({ ...frame, ref });
    const told = await this.until((seen) => seen.some((one) => one["ref"] === ref));
    const answer = told.find((one) => one["ref"] === ref);
    if (!answer) throw new Error("no answer");
    return answer;
  }
}

/** Opens a socket in the object itself, as the Worker does for who was let through. */
export async function openSocket(stub: { fetch(request: Request): Promise<Response> }, input: SocketInput): Promise<SocketClient> {
  const response = await stub.fetch(socketRequest(input));
  if (!response.webSocket) throw new Error(`${response.status}: ${await response.text()}`);
  return new SocketClient(response.webSocket);
}

export const isLive = (told: readonly Told[]): boolean => told.some(({ type }) => type === "live");
export const hasType =
  (type: string, times = 1) =>
  (told: readonly Told[]): boolean =>
    told.filter((one) => one.type === type).length >= times;
