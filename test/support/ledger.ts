/** The client's ledger beside what the object says and what Postgres holds. */
import { counted } from "./faulty-model.ts";
import { describe, readMessages, type Entry, type WireMessage } from "./ledger-client.ts";
import type { Proof } from "./prove.ts";
import { api, eventually, query } from "./client.ts";

/** A message as Postgres has it. */
export interface MessageRow {
  seq: number;
  id: string;
  previousMessageId: string | null;
  authorType: string;
  content: string;
  status: string | null;
}

/** Where these three do not tell the same story of one conversation; empty when they do. Pure. */
export function findDifferences(entries: readonly Entry[], object: readonly WireMessage[], postgres: readonly MessageRow[]): string[] {
  return [
    ...entries.flatMap((entry) => entryDifferences(entry, object)),
    ...strangers(entries, object),
    ...rowDifferences(object, postgres),
  ];
}

function entryDifferences(entry: Entry, object: readonly WireMessage[]): string[] {
  const { messageId, reading, text } = entry;
  const name = describe(entry);
  const complaints = reading.complaints.map((complaint) => `${name}: ${complaint}`);
  const questions = object.filter(({ id }) => id === messageId);
  if (entry.acknowledged && questions.length !== 1) complaints.push(`${name} was acknowledged and is there ${questions.length} times.`);
  if (reading.status === null) return complaints;
  const answers = object.filter((message) => message.author_type === "assistant" && message.previous_message_id === messageId);
  const [answer] = answers;
  if (!answer || answers.length !== 1) return [...complaints, `${name} has ${answers.length} answers.`];
  if (answer.id !== reading.answerId) complaints.push(`${name} was answered by ${reading.answerId}; ${answer.id} is stored.`);
  if (answer.content !== reading.text) complaints.push(`${name} was answered "${reading.text}"; "${answer.content}" is stored.`);
  const whole = counted(text).join("");
  const sound = reading.status === "complete" ? answer.content === whole : whole.startsWith(answer.content);
  if (!sound) complaints.push(`${name} is ${reading.status} and says "${answer.content}", where the model said "${whole}".`);
  return complaints;
}

/** Questions that nobody has asked. */
function strangers(entries: readonly Entry[], object: readonly WireMessage[]): string[] {
  const asked = new Set(entries.map(({ messageId }) => messageId));
  return object.filter(({ author_type, id }) => author_type === "user" && !asked.has(id)).map(({ id }) => `Nobody has said ${id}.`);
}

function rowDifferences(object: readonly WireMessage[], postgres: readonly MessageRow[]): string[] {
  const told = object.map(({ id, previous_message_id, author_type, content, metadata }) =>
    JSON.stringify([id, previous_message_id, author_type, content, metadata.status ?? null]),
  );
  const kept = postgres.map((row) => JSON.stringify([row.id, row.previousMessageId, row.authorType, row.content, row.status]));
  if (told.length === kept.length && told.every((message, place) => message === kept[place])) return [];
  const place = told.findIndex((message, index) => message !== kept[index]);
  return [`The object has ${told.length} messages, Postgres ${kept.length}; they part at ${place}: ${told[place]} and ${kept[place]}.`];
}

interface Place {
  url: string;
  databaseUrl: string;
  databaseEndpoint: string;
}

/** Waits until Postgres has all that the objects have; gives how long the last one took, in milliseconds. */
export async function untilDrained(place: Place, conversationIds: readonly string[]): Promise<number> {
  const call = api(place.url);
  const startedAt = performance.now();
  for (const id of conversationIds) {
    await eventually(async () => {
      const { status, body } = await call("GET", `/v1/conversations/${id}`);
      return status === 200 && body.synced_seq === body.last_seq ? true : null;
    });
  }
  return performance.now() - startedAt;
}

/**
 * Waits until Postgres has everything, and gives every difference of every conversation in the ledger; empty when the promise held.
 * @param figures takes what was counted.
 */
export async function auditLedger(place: Place, entries: readonly Entry[], figures: Proof["figures"]): Promise<string[]> {
  const byConversation = Map.groupBy(entries, ({ conversationId }) => conversationId);
  Object.assign(figures, ledgerFigures(entries));
  figures["seconds until Postgres had all"] = (await untilDrained(place, [...byConversation.keys()])) / 1000;
  const differences: string[] = [];
  for (const [id, own] of byConversation) {
    differences.push(...findDifferences(own, await readMessages(place.url, id), await readRows(place, id)));
  }
  figures["differences of ledger, object and Postgres"] = differences.length;
  return differences;
}

/** A conversation as Postgres has it, in its order. */
export async function readRows(place: Place, conversationId: string): Promise<MessageRow[]> {
  const rows = await query(
    place,
    `SELECT seq, id, previous_message_id, author_type, content, metadata->>'status' AS status
     FROM messages WHERE tenant_id = 'demo' AND conversation_id = $1 ORDER BY seq`,
    [conversationId],
  );
  const text = (value: unknown) => (value === null || value === undefined ? null : String(value));
  return rows.map((row) => ({
    seq: Number(row["seq"]),
    id: String(row["id"]),
    previousMessageId: text(row["previous_message_id"]),
    authorType: String(row["author_type"]),
    content: String(row["content"]),
    status: text(row["status"]),
  }));
}

/** What the ledger holds, in numbers. */
function ledgerFigures(entries: readonly Entry[]): Record<string, number> {
  const count = (holds: (entry: Entry) => boolean) => entries.filter(holds).length;
  const sum = (value: (entry: Entry) => number) => entries.reduce((total, entry) => total + value(entry), 0);
  return {
    conversations: new Set(entries.map(({ conversationId }) => conversationId)).size,
    "messages acknowledged": count(({ acknowledged }) => acknowledged),
    "answers complete": count(({ reading }) => reading.status === "complete"),
    "answers interrupted or failed": count(({ reading }) => reading.status === "interrupted" || reading.status === "failed"),
    "streams cut": sum(({ cuts }) => cuts),
    "requests refused or lost, and sent again": sum(({ refusals }) => refusals),
    "discontinuities told": sum(({ reading }) => reading.discontinuities),
    "answers read back from /messages": count(({ readBack }) => readBack),
  };
}
