/** The AI SDK's own reading of our chunks: what any `useChat` client would make of them. */
import { readUIMessageStream, type UIMessage, type UIMessageChunk } from "ai";
import type { MessagePart } from "../../src/transcript/records.ts";
import type { Chunk } from "../../src/transcript/turn-item.ts";

/** The message that the SDK assembles. Throws the first complaint that it has about the stream. */
export async function sdkMessage(chunks: readonly Chunk[]): Promise<UIMessage> {
  const stream = new ReadableStream<UIMessageChunk>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(overTheWire(chunk));
      // The SDK shows a new snapshot after metadata, so that a trailing `start-step` is seen too.
      controller.enqueue({ type: "message-metadata", messageMetadata: { read: true } });
      controller.close();
    },
  });
  let last: UIMessage | undefined;
  for await (const message of readUIMessageStream({ stream, terminateOnError: true })) last = message;
  if (!last) throw new Error("The SDK has read no message.");
  return last;
}

/** The parts that the SDK assembles, as JSON: without the keys that it leaves undefined. */
export async function sdkParts(chunks: readonly Chunk[]): Promise<MessagePart[]> {
  return asJson((await sdkMessage(chunks)).parts);
}

/** A value as it is after a trip through JSON: without the keys that are undefined. */
export function asJson<Json = MessagePart[]>(value: unknown): Json {
  return JSON.parse(JSON.stringify(value));
}

function overTheWire(chunk: Chunk): UIMessageChunk {
  return asJson(chunk);
}
