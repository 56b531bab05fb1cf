/** SSE frames of the UI message stream: `id` is the event's `seq` (contracts.md §0). Pure. */
import type { Chunk } from "../../src/transcript/index.ts";

export const lastFrame = "data: [DONE]\n\n";

export const frameOf = (seq: number, chunkJson: string): string => `id: ${seq}\ndata: ${chunkJson}\n\n`;

/** A stored answer as a whole stream. Its chunks are told anew, so only the last one has a position: the answer's own. */
export function replayFrames(chunks: readonly Chunk[], seq: number): string {
  const frames = chunks.map((chunk, index) => {
    const json = JSON.stringify(chunk);
    return index === chunks.length - 1 ? frameOf(seq, json) : `data: ${json}\n\n`;
  });
  return frames.join("") + lastFrame;
}

/** Bytes that are all there already, as a stream. */
export function streamOf(text: string): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
      controller.close();
    },
  });
}
