/** One answer as its reader has it so far: events by id, the words, how it ended. */
import { z } from "zod";
import type { ServerSentEvent } from "./sse.ts";

const chunkSchema = z.looseObject({
  type: z.string(),
  messageId: z.string().optional(),
  delta: z.string().optional(),
  messageMetadata: z.looseObject({ status: z.string().optional() }).optional(),
  data: z.unknown().optional(),
});

const reloadSchema = z.object({ action: z.literal("reload") });

/** An event that has a place in the conversation's log. */
export interface PlacedEvent {
  id: string;
  json: string;
}

/** The stream went over to another turn than the one that this reader follows. */
export class AnotherTurn extends Error {}

export class Reading {
  answerId: string | null = null;
  text = "";
  /** How the turn ended, once its terminal event was read: complete, stopped, interrupted or failed. */
  status: string | null = null;
  /** Whether `[DONE]` was read behind the terminal event. */
  closed = false;
  /** The last id that was read, to come back with. */
  lastId: string | null = null;
  events: PlacedEvent[] = [];
  /** How often the server said that a place does not exist any more. */
  discontinuities = 0;
  /** Whether the last of these said that nothing follows: the messages are to be read instead. */
  reload = false;
  /** What no reader should ever see. */
  readonly complaints: string[] = [];
  /** `performance.now()` of the first and the last word. */
  firstWordAt: number | null = null;
  lastWordAt: number | null = null;
  #ids = new Set<string>();

  /** Errors: AnotherTurn. */
  take({ id, data }: ServerSentEvent): void {
    if (data === "[DONE]") {
      if (this.status === null && !this.reload) this.complaints.push("The stream closed without a terminal event.");
      this.closed = true;
      return;
    }
    const chunk = chunkSchema.parse(JSON.parse(data));
    if (chunk.type === "start" && this.answerId !== null && chunk.messageId !== this.answerId) throw new AnotherTurn();
    if (chunk.type === "data-discontinuity") {
      this.discontinuities += 1;
      this.forget();
      this.reload = reloadSchema.safeParse(chunk.data).success;
    }
    this.#note(id, data);
    if (chunk.type === "start") this.answerId = chunk.messageId ?? null;
    if (chunk.type === "text-delta") this.#say(chunk.delta ?? "");
    if (chunk.messageMetadata?.status !== undefined) this.#announced = chunk.messageMetadata.status;
    if (chunk.type === "finish") this.status = this.#announced ?? "complete";
    if (chunk.type === "abort") this.status = "stopped";
  }

  /** Drops what was read of the answer: it comes again from its beginning. */
  forget(): void {
    this.text = "";
    this.status = null;
    this.closed = false;
    this.lastId = null;
    this.reload = false;
    this.events = [];
    this.#announced = null;
    this.#ids = new Set();
  }

  #announced: string | null = null;

  #note(id: string | null, json: string): void {
    if (this.status !== null) this.complaints.push(`After the terminal event came ${json.slice(0, 80)}.`);
    if (id === null) return;
    if (this.#ids.has(id)) this.complaints.push(`The event ${id} came twice.`);
    this.#ids.add(id);
    this.lastId = id;
    this.events.push({ id, json });
  }

  #say(delta: string): void {
    this.text += delta;
    this.lastWordAt = performance.now();
    this.firstWordAt ??= this.lastWordAt;
  }
}
