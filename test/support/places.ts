/** Every reader of a conversation puts what it was told at its place: one place holds one thing, whoever reads it. */
import type { PlacedEvent } from "./reading.ts";

/** What stands at a place is told as the chunk of a stream, as a message, or as an entry of the log: each is alike for all who read it. */
type Form = "chunk" | "message" | "log";

export class Places {
  readonly #told = new Map<string, { json: string; reader: string }>();
  readonly #taken = new Map<string, Set<number>>();
  /** Places at which two readers were told different things. */
  readonly conflicts: string[] = [];

  /** @param json what stands there; the same thing is always the same text. */
  put(conversationId: string, seq: number, form: Form, json: string, reader: string): void {
    const taken = this.#taken.get(conversationId) ?? new Set();
    this.#taken.set(conversationId, taken.add(seq));
    const place = JSON.stringify([conversationId, seq, form]);
    const known = this.#told.get(place);
    if (!known) this.#told.set(place, { json, reader });
    else if (known.json !== json) {
      this.conflicts.push(`${place}: ${known.reader} reads ${known.json.slice(0, 300)}, ${reader} reads ${json.slice(0, 300)}.`);
    }
  }

  putEvents(conversationId: string, events: readonly PlacedEvent[], reader: string): void {
    for (const { id, json } of events) this.put(conversationId, seqOf(id), "chunk", json, reader);
  }

  /** The first places from 1 to `last` of which nobody was told anything, and any beyond. */
  gaps(conversationId: string, last: number): number[] {
    const taken = this.#taken.get(conversationId) ?? new Set<number>();
    const missing = Array.from({ length: last }, (_, place) => place + 1).filter((seq) => !taken.has(seq));
    return [...missing.slice(0, 5), ...[...taken].filter((seq) => seq > last)];
  }
}

/** The place in an event's id; behind a dot stands the generation that has written it. */
const seqOf = (id: string): number => Number(id.split(".")[0]);
