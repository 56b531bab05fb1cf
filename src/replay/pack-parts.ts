/** A model's parts as they are kept: words as strings, one after another. Pure. */
import type { LanguageModelV4StreamPart } from "@ai-sdk/provider";
import type { JsonObject } from "../platform/ports.ts";
import { errorOf, recordFailure, type RecordedFailure } from "./failures.ts";
import type { PackedPart } from "./recording.ts";

type Part = LanguageModelV4StreamPart;

/** `now` in milliseconds since the epoch. Parts that say nothing to a turn are left out. */
export function packParts(parts: readonly Part[], now: number): PackedPart[] {
  const packed: PackedPart[] = [];
  for (const part of parts) {
    if (part.type === "raw" || part.type === "ping" || part.type === "stream-start") continue;
    if (!isPlainDelta(part)) {
      packed.push(part.type === "error" ? { type: "error", failure: { ...recordFailure(part.error, now) } } : plain(part));
      continue;
    }
    const open = packed.at(-1);
    if (Array.isArray(open) && open[0] === part.type && open[1] === part.id) open.push(part.delta);
    else packed.push([part.type, part.id, part.delta]);
  }
  return packed;
}

export function* unpackParts(packed: readonly PackedPart[]): Generator<Part> {
  for (const entry of packed) {
    if (Array.isArray(entry)) {
      const [type, id, ...deltas] = entry;
      for (const delta of deltas) yield { type, id, delta };
    } else yield partOf(entry);
  }
}

type Delta = Extract<Part, { type: "text-delta" | "reasoning-delta" | "tool-input-delta" }>;

/** A signature that rides on a delta has to stay where it is. */
function isPlainDelta(part: Part): part is Delta {
  return (
    (part.type === "text-delta" || part.type === "reasoning-delta" || part.type === "tool-input-delta") &&
    part.providerMetadata === undefined
  );
}

/** Parts are JSON but for a date or bytes among a response's metadata, which no turn reads. */
function plain(part: Part): JsonObject {
  return part as unknown as JsonObject;
}

function partOf(entry: JsonObject): Part {
  if (entry["type"] === "error") return { type: "error", error: errorOf(entry["failure"] as unknown as RecordedFailure) };
  // It was packed above from a part.
  return entry as unknown as Part;
}
