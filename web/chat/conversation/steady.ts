import type { ChatMessage } from "./message.ts";

/**
 * Whether a replay has not yet caught up with what the reader has seen of the same message. A re-attached stream starts
 * from the answer's first word; until it has passed what is shown, the page keeps showing that.
 */
export function isBehind(next: ChatMessage, shown: ChatMessage): boolean {
  if (next.id !== shown.id) return false;
  if (next.parts.length !== shown.parts.length) return next.parts.length < shown.parts.length;
  return next.parts.some((part, index) => {
    const seen = shown.parts[index];
    if (seen === undefined || seen.type !== part.type) return false;
    return lengthOf(part) < lengthOf(seen);
  });
}

function lengthOf(part: ChatMessage["parts"][number]): number {
  if (part.type === "text" || part.type === "reasoning") return part.text.length;
  // A tool that had answered is further than one that is still asked.
  return "state" in part && String(part.state).startsWith("output") ? 1 : 0;
}
