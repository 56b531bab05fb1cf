/** A turn of the mock: it runs on whoever listens, and is held where a test wants it. */
import type { UIMessageChunk } from "ai";

/** Holds every turn where it is, until it is opened again. */
export class Gate {
  #waiting: (() => void)[] | null = null;
  #after: UIMessageChunk["type"] | null = null;

  hold(): void {
    this.#waiting ??= [];
  }

  /** Holds every turn once one of them has told such a chunk. */
  holdAfter(type: UIMessageChunk["type"]): void {
    this.#after = type;
  }

  told({ type }: UIMessageChunk): void {
    if (type !== this.#after) return;
    this.#after = null;
    this.hold();
  }

  open(): void {
    this.#after = null;
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const pass of waiting) pass();
  }

  /** Goes on with `step`, now or when the gate opens. */
  pass(step: () => void): void {
    if (this.#waiting) this.#waiting.push(step);
    else step();
  }
}

type Listener = { send: (chunk: UIMessageChunk, seq: number) => void; end: () => void };
type Settle = (parts: object[], metadata: Record<string, unknown>, id: string) => void;

/** One running turn: a log that grows, and listeners that come and go. */
export class MockTurn {
  readonly #log: UIMessageChunk[] = [];
  readonly #listeners = new Set<Listener>();
  readonly #settle: Settle;
  readonly #id = `msg_${crypto.randomUUID()}`;
  readonly #metadata: Record<string, unknown> = { turn_id: `turn_${crypto.randomUUID()}`, created_at: new Date().toISOString() };
  #rest: UIMessageChunk[];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #ended = false;

  constructor(chunks: UIMessageChunk[], wordMs: number, gate: Gate, settle: Settle) {
    this.#rest = [{ type: "start", messageId: this.#id, messageMetadata: { ...this.#metadata } }, ...chunks];
    this.#settle = settle;
    const step = (): void => {
      if (this.#ended) return;
      const next = this.#rest.shift();
      if (!next) return this.#end("complete");
      this.#emit(next);
      gate.told(next);
      // A tool takes a while; a word takes its beat.
      const beats = next.type === "tool-input-available" ? 12 : next.type === "text-delta" ? 1 : 0;
      this.#timer = setTimeout(() => gate.pass(step), beats * wordMs);
    };
    this.#timer = setTimeout(() => gate.pass(step), 4 * wordMs);
  }

  attach(send: Listener["send"], end: Listener["end"]): void {
    this.#log.forEach((chunk, index) => send(chunk, index + 1));
    if (this.#ended) end();
    else this.#listeners.add({ send, end });
  }

  stop(): void {
    if (!this.#ended) this.#end("stopped");
  }

  #emit(chunk: UIMessageChunk): void {
    this.#log.push(chunk);
    for (const listener of this.#listeners) listener.send(chunk, this.#log.length);
  }

  #end(status: "complete" | "stopped"): void {
    clearTimeout(this.#timer);
    const failure = this.#log.find((chunk) => chunk.type === "error");
    const ending = failure ? { status: "failed", error_text: failure.errorText } : { status };
    const metadata = { ...this.#metadata, ...ending, state: this.#state() };
    if (status === "stopped") {
      this.#emit({ type: "message-metadata", messageMetadata: metadata });
      this.#emit({ type: "abort" });
    } else {
      this.#emit({ type: "finish", messageMetadata: metadata });
    }
    this.#ended = true;
    this.#settle(partsOf(this.#log), metadata, this.#id);
    for (const listener of this.#listeners) listener.end();
  }

  #state(): unknown {
    const moved = this.#log.findLast((chunk) => chunk.type === "data-state");
    return moved && "data" in moved && typeof moved.data === "object" && moved.data !== null && "to" in moved.data
      ? moved.data.to
      : undefined;
  }
}

/** The stored parts of a log: text joined, tools with their output, data parts as they are. */
function partsOf(log: UIMessageChunk[]): object[] {
  const parts: object[] = [];
  const texts = new Map<string, { type: string; text: string; state: string }>();
  const tools = new Map<string, Record<string, unknown>>();
  for (const chunk of log) {
    if (chunk.type === "text-start") {
      const part = { type: "text", text: "", state: "done" };
      texts.set(chunk.id, part);
      parts.push(part);
    } else if (chunk.type === "text-delta") {
      const part = texts.get(chunk.id);
      if (part) part.text += chunk.delta;
    } else if (chunk.type === "tool-input-available") {
      const part = { type: `tool-${chunk.toolName}`, toolCallId: chunk.toolCallId, state: "input-available", input: chunk.input };
      tools.set(chunk.toolCallId, part);
      parts.push(part);
    } else if (chunk.type === "tool-output-available") {
      Object.assign(tools.get(chunk.toolCallId) ?? {}, { state: "output-available", output: chunk.output });
    } else if (chunk.type.startsWith("data-")) {
      parts.push(chunk);
    }
  }
  return parts;
}
