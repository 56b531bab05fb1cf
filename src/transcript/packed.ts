/**
 * A turn's items, packed: a plain string is one more delta of the text that is open, everything else is kept as it is.
 * Two hundred words take two hundred strings and a handful of objects. Pure.
 */
import type { JsonObject } from "../platform/ports.ts";
import type { Usage } from "./records.ts";
import type { Chunk, LoggedItem, TurnItem } from "./turn-item.ts";

interface PackedItem {
  chunk: Chunk;
  /** Milliseconds since the epoch; with an event only, for that alone tells when it was. */
  at?: number;
  event?: { kind: NonNullable<TurnItem["event"]>["kind"]; data: JsonObject };
  usage?: Usage;
}

/** Packs items as they come, each as JSON; joined by commas they are what `unpack` reads. */
export class Packer {
  #open: string | null = null;

  pack({ chunk, event, usage, at }: LoggedItem): string {
    if (chunk.type === "text-start") this.#open = chunk.id;
    else if (chunk.type === "text-delta" && chunk.id === this.#open && isBare({ chunk, event, usage })) return JSON.stringify(chunk.delta);
    const packed: PackedItem = { chunk, ...(event ? { event, at } : {}), ...(usage ? { usage } : {}) };
    return JSON.stringify(packed);
  }
}

/** Whether the delta is all there is to the item. */
const isBare = ({ chunk, event, usage }: TurnItem) =>
  !("providerMetadata" in chunk && chunk.providerMetadata !== undefined) && !event && !usage;

/** The items again, the first one at `firstSeq`. What is read here was written here, so it is trusted as such. */
export function unpack(packed: string, firstSeq: number): LoggedItem[] {
  const entries = JSON.parse(`[${packed}]`) as (string | PackedItem)[];
  let open = "";
  return entries.map((entry, index) => {
    const seq = firstSeq + index;
    if (typeof entry === "string") return { seq, at: 0, chunk: { type: "text-delta", id: open, delta: entry } };
    if (entry.chunk.type === "text-start") open = entry.chunk.id;
    return { ...entry, seq, at: entry.at ?? 0 };
  });
}
