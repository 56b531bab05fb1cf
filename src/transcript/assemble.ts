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
    case "source-url":
    case "source-document":
    case "file":
      assembly.parts.push(compact({ ...chunk }));
      return;
    default:
      if (chunk.type.startsWith("data-")) setData(assembly, chunk);
      else assembleCall(assembly, chunk);
  }
}

function assembleCall(assembly: Assembly, chunk: Chunk): void {
  switch (chunk.type) {
    case "tool-input-start":
      assembly.rawInputs.set(chunk.toolCallId, "");
      return setCall(assembly, chunk, { state: "input-streaming", ...metadataAs("callProviderMetadata", chunk) });
    case "tool-input-delta":
      assembly.rawInputs.set(chunk.toolCallId, (assembly.rawInputs.get(chunk.toolCallId) ?? "") + chunk.inputTextDelta);
      return;
    case "tool-input-available":
      return setCall(assembly, chunk, {
        state: "input-available",
        input: json(chunk.input),
        ...metadataAs("callProviderMetadata", chunk),
      });
    case "tool-input-error":
      return setCall(assembly, chunk, {
        state: "output-error",
        input: json(chunk.input),
        errorText: chunk.errorText,
        ...metadataAs("resultProviderMetadata", chunk),
      });
    case "tool-output-available":
      return setResult(assembly, chunk, { state: "output-available", output: json(chunk.output) });
    case "tool-output-error":
      return setResult(assembly, chunk, { state: "output-error", errorText: chunk.errorText });
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
  const step = currentStep(assembly);
  for (const part of assembly.parts) {
    const toolCallId = String(part["toolCallId"]);
    if (part["state"] === "input-streaming" && step.includes(part)) {
      const input = assembly.rawInputs.get(toolCallId) ?? "";
      chunks.push({ type: "tool-input-error", toolCallId, toolName: part.type.slice("tool-".length), input, errorText });
    } else if (part["state"] === "input-available" || part["state"] === "input-streaming") {
      chunks.push({ type: "tool-output-error", toolCallId, errorText });
    }
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

/** The parts since the last step began. Providers may use a call's id again in the next step, so a call is looked for here first. */
function currentStep(assembly: Assembly): MessagePart[] {
  return assembly.parts.slice(assembly.parts.findLastIndex((part) => part.type === "step-start") + 1);
}

const isCall = (toolCallId: string) => (part: MessagePart) => part["toolCallId"] === toolCallId && part.type.startsWith("tool-");

/** A call, or what has become of its arguments: whatever the part said before of input and outcome no longer holds. */
function setCall(assembly: Assembly, chunk: { toolCallId: string; toolName: string }, change: JsonObject): void {
  const { toolCallId } = chunk;
  const call = { type: `tool-${chunk.toolName}`, toolCallId, ...change };
  const found = currentStep(assembly).find(isCall(toolCallId));
  if (!found) {
    assembly.parts.push(call);
    return;
  }
  for (const key of ["input", "output", "errorText"]) delete found[key];
  Object.assign(found, call);
}

function setResult(assembly: Assembly, chunk: { toolCallId: string; providerMetadata?: unknown }, change: JsonObject): void {
  const called = isCall(chunk.toolCallId);
  const found = currentStep(assembly).find(called) ?? assembly.parts.findLast(called);
  if (found) Object.assign(found, change, metadataAs("resultProviderMetadata", chunk));
}

/** A data part that has an id is told again to replace it. */
function setData(assembly: Assembly, chunk: { type: string; id?: string; data?: unknown; transient?: boolean }): void {
  if (chunk.transient) return;
  const found = chunk.id === undefined ? undefined : assembly.parts.find((part) => part.type === chunk.type && part["id"] === chunk.id);
  if (found) found["data"] = json(chunk.data);
  else assembly.parts.push(compact({ ...chunk }));
}

function metadataAs(key: "callProviderMetadata" | "resultProviderMetadata", chunk: { providerMetadata?: unknown }): JsonObject {
  return chunk.providerMetadata === undefined ? {} : { [key]: json(chunk.providerMetadata) };
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
