/** A stored answer as a stream again, for the client that asks for a turn which has already ended. Pure. */
import type { MessagePart, StoredMessage } from "./records.ts";
import type { Chunk } from "./turn-item.ts";

/** The chunks that assemble to exactly this message, from `start` to its terminal chunk. */
export function chunksOf(message: StoredMessage): Chunk[] {
  const status = message.metadata["status"];
  return [
    { type: "start", messageId: message.id, messageMetadata: message.metadata },
    ...message.parts.flatMap(partChunks),
    status === "stopped" ? { type: "abort", reason: "stopped" } : { type: "finish", messageMetadata: message.metadata },
  ];
}

function partChunks(part: MessagePart, index: number): Chunk[] {
  const id = `part-${index}`;
  const text = String(part["text"] ?? "");
  if (part.type === "step-start") return [{ type: "start-step" }];
  if (part.type === "text")
    return [
      { type: "text-start", id },
      { type: "text-delta", id, delta: text },
      { type: "text-end", id },
    ];
  if (part.type === "reasoning") {
    return [
      { type: "reasoning-start", id },
      { type: "reasoning-delta", id, delta: text },
      { type: "reasoning-end", id },
    ];
  }
  if (part.type.startsWith("tool-")) return toolChunks(part);
  // Data parts, sources and files were stored as the chunks that they came as.
  return [part as unknown as Chunk];
}

function toolChunks(part: MessagePart): Chunk[] {
  const toolCallId = String(part["toolCallId"]);
  const toolName = part.type.slice("tool-".length);
  const failed = part["state"] === "output-error";
  const errorText = String(part["errorText"] ?? "");
  if (failed && part["input"] === undefined) {
    return [{ type: "tool-input-error", toolCallId, toolName, input: part["rawInput"], errorText }];
  }
  return [
    { type: "tool-input-available", toolCallId, toolName, input: part["input"] },
    failed ? { type: "tool-output-error", toolCallId, errorText } : { type: "tool-output-available", toolCallId, output: part["output"] },
  ];
}
