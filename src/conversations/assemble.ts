/**
 * Chunks → message parts, as the AI SDK's own client assembles them, so that a stored answer equals the streamed one.
 * Pure but for the assembly that it is given: live turns and recovered ones are assembled by the same code.
 */
import type { JsonObject } from "../platform/ports.ts";
import type { MessagePart } from "./records.ts";
import type { Chunk } from "./turn-item.ts";

export interface Assembly {
  parts: MessagePart[];
  /** Open text and reasoning parts by chunk id; a part closes with its `-end`. */
  open: Map<string, MessagePart>;
  /** Raw arguments of tool calls that are still arriving. */
  rawInputs: Map<string, string>;
}

export const newAssembly = (): Assembly => ({ parts: [], open: new Map(), rawInputs: new Map() });

/** Adds one chunk. Chunks that carry no content (`start`, `finish`, …) change nothing. */
export function assemble(assembly: Assembly, chunk: Chunk): void {
  switch (chunk.type) {
    case "start-step":
      assembly.parts.push({ type: "step-start" });
      return;
    case "text-start":
    case "reasoning-start":
      return openPart(assembly, chunk.type === "text-start" ? "text" : "reasoning", chunk);
    case "text-delta":
    case "reasoning-delta":
      return extendPart(assembly, chunk);
    case "text-end":
    case "reasoning-end":
      return closePart(assembly, chunk);
    case "tool-input-start":
      assembly.rawInputs.set(chunk.toolCallId, "");
      setTool(assembly, chunk.toolCallId, { type: `tool-${chunk.toolName}`, state: "input-streaming", ...callMetadata(chunk) });
      return;
    case "tool-input-delta":
      assembly.rawInputs.set(chunk.toolCallId, (assembly.rawInputs.get(chunk.toolCallId) ?? "") + chunk.inputTextDelta);
      return;
    case "tool-input-available":
      setTool(assembly, chunk.toolCallId, {
        type: `tool-${chunk.toolName}`,
        state: "input-available",
        input: json(chunk.input),
        ...callMetadata(chunk),
      });
      return;
    case "tool-input-error":
      setTool(assembly, chunk.toolCallId, {
        type: `tool-${chunk.toolName}`,
        state: "output-error",
        ...(typeof chunk.input === "string" ? { rawInput: chunk.input } : { input: json(chunk.input) }),
        errorText: chunk.errorText,
        ...callMetadata(chunk),
      });
      return;
    case "tool-output-available":
      setTool(assembly, chunk.toolCallId, { state: "output-available", output: json(chunk.output) });
      return;
    case "tool-output-error":
      setTool(assembly, chunk.toolCallId, { state: "output-error", errorText: chunk.errorText });
      return;
    case "source-url":
    case "file":
      assembly.parts.push(compact({ ...chunk }));
      return;
    default:
      if (chunk.type.startsWith("data-") && !("transient" in chunk && chunk.transient)) assembly.parts.push(compact({ ...chunk }));
  }
}

/** The plain text of all text parts: what search, summaries and lists read. */
export function textOf(parts: readonly MessagePart[]): string {
  return parts
    .flatMap((part) => (part.type === "text" && typeof part["text"] === "string" ? [part["text"]] : []))
    .filter((text) => text.trim() !== "")
    .join("\n\n");
}

/** Chunks that close whatever is still open, so that a stopped or interrupted answer is well formed. */
export function closingChunks(assembly: Assembly, errorText: string): Chunk[] {
  const chunks: Chunk[] = [];
  for (const [key, part] of assembly.open) {
    const id = key.slice(key.indexOf(":") + 1);
    chunks.push(part.type === "text" ? { type: "text-end", id } : { type: "reasoning-end", id });
  }
  for (const part of assembly.parts) {
    const state = part["state"];
    if (state !== "input-available" && state !== "input-streaming") continue;
    chunks.push({ type: "tool-output-error", toolCallId: String(part["toolCallId"]), errorText });
  }
  return chunks;
}

type PartChunk = Extract<Chunk, { type: `text-${string}` | `reasoning-${string}` }> & { id: string };

const openKey = (chunk: PartChunk) => `${chunk.type.startsWith("text") ? "text" : "reasoning"}:${chunk.id}`;

function openPart(assembly: Assembly, type: "text" | "reasoning", chunk: PartChunk): void {
  const part: MessagePart = { type, ...(type === "reasoning" ? { id: chunk.id } : {}), text: "", state: "streaming" };
  assembly.open.set(openKey(chunk), part);
  assembly.parts.push(part);
  takeMetadata(part, chunk);
}

function extendPart(assembly: Assembly, chunk: PartChunk & { delta: string }): void {
  const part = assembly.open.get(openKey(chunk));
  if (!part) return;
  part["text"] = `${String(part["text"])}${chunk.delta}`;
  takeMetadata(part, chunk);
}

function closePart(assembly: Assembly, chunk: PartChunk): void {
  const part = assembly.open.get(openKey(chunk));
  if (!part) return;
  part["state"] = "done";
  takeMetadata(part, chunk);
  assembly.open.delete(openKey(chunk));
}

/** Gemini's thought signatures ride on the last chunk that has them. */
function takeMetadata(part: MessagePart, chunk: { providerMetadata?: unknown }): void {
  if (chunk.providerMetadata !== undefined) part["providerMetadata"] = json(chunk.providerMetadata);
}

function setTool(assembly: Assembly, toolCallId: string, change: JsonObject): void {
  const found = assembly.parts.findLast((part) => part["toolCallId"] === toolCallId && part.type.startsWith("tool-"));
  if (found) {
    Object.assign(found, change);
    return;
  }
  assembly.parts.push({ type: String(change["type"]), toolCallId, ...change });
}

function callMetadata(chunk: { providerMetadata?: unknown }): JsonObject {
  return chunk.providerMetadata === undefined ? {} : { callProviderMetadata: json(chunk.providerMetadata) };
}

function compact(part: { type: string } & Record<string, unknown>): MessagePart {
  return {
    type: part.type,
    ...Object.fromEntries(Object.entries(part).flatMap(([key, value]) => (value === undefined ? [] : [[key, json(value)]]))),
  };
}

/** Chunks are JSON by construction: they were parsed from a provider or made here, and go to the wire as JSON. */
function json(value: unknown): MessagePart[string] {
  return (value ?? null) as MessagePart[string];
}
