/** A row of the log as SQLite keeps it. Pure. */
import { EdgewiseError } from "../../src/platform/errors.ts";
import type { LogRow } from "../../src/transcript/index.ts";
import { olderTurn } from "./older-rows.ts";

/** A row may hold 2 MB in production and more locally: guarded here, so that both behave alike. */
const largestRowBytes = 1_990_000;
const encoder = new TextEncoder();

export interface LogColumns {
  seq: number;
  data: string;
  stream: string | null;
  recording: string | null;
}

/** A recording, then a stream, that makes the row too large is left out. Throws `payload_too_large` where the message alone does. */
export function columnsOf({ seq, stream, recording, ...data }: LogRow): LogColumns {
  const json = JSON.stringify(data);
  const room = largestRowBytes - byteLength(json);
  if (room < 0) throw tooLarge(byteLength(json));
  const keptStream = stream !== null && byteLength(stream) <= room ? stream : null;
  const left = room - (keptStream === null ? 0 : byteLength(keptStream));
  return { seq, data: json, stream: keptStream, recording: recording !== null && byteLength(recording) <= left ? recording : null };
}

/** Only `columnsOf` makes these rows, and older-rows.ts keeps old ones readable. */
export function rowFrom(columns: Record<string, SqlStorageValue>): LogRow {
  const kept = JSON.parse(String(columns["data"])) as Omit<LogRow, "seq" | "stream" | "recording">;
  const stream = textOrNull(columns["stream"]);
  const recording = textOrNull(columns["recording"]);
  return { ...kept, turn: kept.turn ? olderTurn(kept.turn) : null, seq: Number(columns["seq"]), stream, recording };
}

const textOrNull = (value: SqlStorageValue | undefined) => (typeof value === "string" ? value : null);

/** Throws `payload_too_large` for a value that no row can hold. */
export function guardSize(value: string | number | null): void {
  if (typeof value !== "string" || value.length * 3 <= largestRowBytes) return;
  const bytes = encoder.encode(value).length;
  if (bytes > largestRowBytes) throw tooLarge(bytes);
}

function tooLarge(bytes: number): EdgewiseError {
  const detail = `This takes ${bytes} bytes where ${largestRowBytes} fit, what waits along with it included. Send less, or wait a moment.`;
  return new EdgewiseError("payload_too_large", detail);
}

/** A character is at most three bytes: most texts need no counting. */
function byteLength(text: string): number {
  return text.length < 100_000 ? text.length * 3 : encoder.encode(text).length;
}
