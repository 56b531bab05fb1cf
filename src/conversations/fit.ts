/** Makes an answer fit into its row, whatever a model or a tool has said: settling a turn never fails for size. Pure. */
import type { JsonValue } from "../platform/ports.ts";
import { textOf, type LogEvent, type MessagePart, type StoredMessage } from "../transcript/index.ts";

/** Bytes of JSON; a value may hold 2 MB (architecture, platform facts). */
const mostBytes = 1_800_000;
const encoder = new TextEncoder();

export interface SettledRow {
  message: StoredMessage;
  events: LogEvent[];
}

/** The same row where it fits. Otherwise the largest results of tools are left out, one by one; then long texts are cut; then only words stay. */
export function fitRow(row: SettledRow, most = mostBytes): SettledRow {
  let fitting = row;
  for (;;) {
    if (fits(fitting, most)) return fitting;
    const parts = withoutLargestResult(fitting.message.parts);
    if (!parts) break;
    fitting = { ...fitting, message: { ...fitting.message, parts } };
  }
  for (const length of [50_000, 5000, 500]) {
    const parts = fitting.message.parts.map((part) => cutPart(part, length));
    const shorter = { ...fitting, message: { ...fitting.message, parts, content: textOf(parts) } };
    if (fits(shorter, most)) return shorter;
  }
  const text = row.message.content.slice(0, Math.min(50_000, Math.floor(most / 20)));
  return { message: { ...row.message, content: text, parts: [{ type: "text", text, state: "done" }] }, events: [] };
}

function fits(row: SettledRow, most: number): boolean {
  const json = JSON.stringify(row);
  return json.length * 3 <= most || encoder.encode(json).length <= most;
}

function withoutLargestResult(parts: readonly MessagePart[]): MessagePart[] | null {
  const sizes = parts.map((part) => ("output" in part ? JSON.stringify(part["output"]).length : 0));
  const largest = Math.max(0, ...sizes);
  // What is put in its place is shorter than this, so that the search comes to an end.
  if (largest < 200) return null;
  const index = sizes.indexOf(largest);
  const left = { error: "This result was too large to be kept.", code: "output_too_large" };
  return parts.map((part, at) => (at === index ? { ...part, output: left } : part));
}

function cutPart(part: MessagePart, length: number): MessagePart {
  return { ...Object.fromEntries(Object.entries(part).map(([key, value]) => [key, cut(value, length)])), type: part.type };
}

function cut(value: JsonValue, length: number): JsonValue {
  if (typeof value === "string") return value.length <= length ? value : `${value.slice(0, length)}…`;
  if (Array.isArray(value)) return value.slice(0, length).map((entry) => cut(entry, length));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, cut(entry, length)]));
}
