/**
 * The conversation's hash chain (docs/decisions/flush-ledger.md): each row's link covers the link before it, so that a row which is
 * changed, lost, added or moved breaks every link from there on. The object makes the links, Postgres keeps them, the audit makes
 * them again from what Postgres holds. So they cover what Postgres gives back as it was, and nothing else: no stream, no recording.
 */
import { storable } from "../platform/storable.ts";
import type { LogEvent, LogRow, StoredMessage } from "./records.ts";

/** The link before the first row. */
export const firstLink = "";

/** What a link covers of a row. */
export type LinkedRow = Pick<LogRow, "seq" | "message" | "previousSeq" | "events" | "turn">;

const encoder = new TextEncoder();

/** The link of `row`: SHA-256 in hex of the link before it (empty at the beginning) and the row. */
export async function linkOf(previousHash: string, row: LinkedRow): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", encoder.encode(previousHash + canonical(storable(covered(row)))));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The fields by name: what somebody adds to a row in memory does not change its link. */
function covered({ seq, message, previousSeq, events, turn }: LinkedRow): object {
  return { seq, message: message && coveredMessage(message), previousSeq, events: events.map(coveredEvent), turn };
}

function coveredMessage(message: StoredMessage): StoredMessage {
  const { seq, id, previousMessageId, authorType, content, parts, metadata, turnId, createdAt, updatedAt } = message;
  return { seq, id, previousMessageId, authorType, content, parts, metadata, turnId, createdAt, updatedAt };
}

function coveredEvent({ seq, kind, turnId, at, data }: LogEvent): LogEvent {
  return { seq, kind, turnId, at, data };
}

/** JSON in one spelling: keys sorted, no spaces. jsonb keeps neither the order of keys nor the spelling of numbers. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((one) => (one === undefined ? "null" : canonical(one))).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`;
}
