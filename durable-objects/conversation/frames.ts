/** SSE frames of the UI message stream: `id` is the event's place (contracts.md §0). Pure. */
import type { Chunk } from "../../src/transcript/index.ts";
import type { Entry } from "./entry.ts";

export const lastFrame = "data: [DONE]\n\n";

/** How the stream of a turn ends that will never be answered, for its conversation has been erased. */
export const erasedFrames = `data: {"type":"abort","reason":"erased"}\n\n${lastFrame}`;

/** An entry as the stream of its turn shows it. */
export const frameOf = ({ id, chunk }: Entry): string => (chunk === null ? "" : `id: ${id}\ndata: ${chunk}\n\n`);

/** A stored answer as a whole stream. Its chunks are told anew, so only the last one has a place: the answer's own. */
export function replayFrames(chunks: readonly Chunk[], id: string): string {
  const frames = chunks.map((chunk, index) => {
    const json = JSON.stringify(chunk);
    return index === chunks.length - 1 ? `id: ${id}\ndata: ${json}\n\n` : `data: ${json}\n\n`;
  });
  return frames.join("") + lastFrame;
}

/**
 * Told in place of what followed a position that does not exist (`rewound`: given out anew after a crash; `unknown`: it never was;
 * `condensed`: of that turn only the message is kept): what the client has of that message is void, and what comes next is
 * the message from its beginning. `messageId` null: there is nothing to tell anew, read the messages.
 */
export function discontinuityFrame(messageId: string | null, reason: "rewound" | "unknown" | "condensed"): string {
  const action = messageId === null ? "reload" : "replace";
  const remedy =
    messageId === null
      ? "Read GET …/messages, and attach again without Last-Event-ID."
      : "Drop what you have of this message: it follows from its beginning.";
  const data = { message_id: messageId, action, reason, remedy };
  return `data: ${JSON.stringify({ type: "data-discontinuity", data, transient: true })}\n\n`;
}
