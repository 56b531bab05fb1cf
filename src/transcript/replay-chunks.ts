/** A stored answer as a stream again, for the client that asks for a turn which has already ended. Pure. */
import type { SharedV4ProviderMetadata } from "@ai-sdk/provider";
import type { JsonValue } from "../platform/ports.ts";
import type { MessagePart, StoredMessage } from "./records.ts";
import { finishReasonOf, type Chunk } from "./turn-item.ts";

/** The chunks that assemble to exactly this message, from `start` to its terminal chunk. */
export function chunksOf(message: StoredMessage): Chunk[] {
  const hasSteps = message.parts.some((part) => part.type === "step-start");
  return [
    { type: "start", messageId: message.id, messageMetadata: message.metadata },
    ...message.parts.flatMap(partChunks),
    ...(hasSteps ? [{ type: "finish-step" } as const] : []),
    ...endingOf(message),
  ];
}

/** The chunks with which a stored answer ends; the last one is terminal. */
export function endingOf({ metadata, parts }: StoredMessage): Chunk[] {
  const { status, error_text: errorText } = metadata;
  if (status === "stopped") return [{ type: "abort", reason: "stopped" }];
  const finishReason = finishReasonOf(status === "interrupted" || status === "failed" ? status : "complete", parts);
  const finish: Chunk = { type: "finish", finishReason, messageMetadata: metadata };
  return typeof errorText === "string" ? [{ type: "error", errorText }, finish] : [finish];
}

function partChunks(part: MessagePart, index: number, parts: readonly MessagePart[]): Chunk[] {
  switch (part.type) {
    case "step-start": {
      const first = parts.findIndex(({ type }) => type === "step-start") === index;
      return first ? [{ type: "start-step" }] : [{ type: "finish-step" }, { type: "start-step" }];
    }
    case "text":
    case "reasoning":
      return wordChunks(part, part.type, index);
    default:
      if (part.type.startsWith("tool-")) return callChunks(part);
      // Data parts, sources and files were stored as the chunks that they came as.
      return [part as unknown as Chunk];
  }
}

function wordChunks(part: MessagePart, kind: "text" | "reasoning", index: number): Chunk[] {
  // A reasoning part keeps the id that it was streamed under.
  const id = typeof part["id"] === "string" ? part["id"] : `part-${index}`;
  return [
    { type: `${kind}-start`, id, ...metadataOf(part["providerMetadata"]) },
    { type: `${kind}-delta`, id, delta: String(part["text"] ?? "") },
    { type: `${kind}-end`, id },
  ];
}

function callChunks(part: MessagePart): Chunk[] {
  const toolCallId = String(part["toolCallId"]);
  const toolName = part.type.slice("tool-".length);
  const result = { toolCallId, ...metadataOf(part["resultProviderMetadata"]) };
  return [
    { type: "tool-input-available", toolCallId, toolName, input: part["input"], ...metadataOf(part["callProviderMetadata"]) },
    part["state"] === "output-error"
      ? { type: "tool-output-error", ...result, errorText: String(part["errorText"] ?? "") }
      : { type: "tool-output-available", ...result, output: part["output"] },
  ];
}

function metadataOf(metadata: JsonValue | undefined): { providerMetadata?: SharedV4ProviderMetadata } {
  // It was stored as the provider sent it: an object of objects by provider name.
  return metadata === undefined ? {} : { providerMetadata: metadata as SharedV4ProviderMetadata };
}
