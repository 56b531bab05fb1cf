/** What readers of the log are told, one entry for each place in it. Pure. */
import {
  suffixOf,
  unpack,
  type ConversationRecord,
  type LogEvent,
  type LoggedItem,
  type LogRow,
  type StoredMessage,
} from "../../src/transcript/index.ts";

export interface Entry {
  seq: number;
  /** The `seq`, with the generation behind it where there was more than one. */
  id: string;
  /** Null for what happens outside of turns. */
  turnId: string | null;
  /** A chunk of the turn's UI message stream, as JSON. */
  chunk: string | null;
  event: LogEvent | null;
  /** The message that is stored at this place: of an answer, with its last chunk. */
  message: StoredMessage | null;
  /** Whether the turn's stream ends here. */
  terminal: boolean;
}

type Course = Pick<ConversationRecord, "generation">;

/** Deltas are most of what is ever said: written by hand, they cost half. */
function chunkJson({ chunk }: LoggedItem): string {
  if (chunk.type !== "text-delta" || chunk.providerMetadata !== undefined) return JSON.stringify(chunk);
  return `{"type":"text-delta","id":${JSON.stringify(chunk.id)},"delta":${JSON.stringify(chunk.delta)}}`;
}

export function itemEntry(item: LoggedItem, turnId: string, suffix: string): Entry {
  const event = item.event ? { seq: item.seq, turnId, at: item.at, ...item.event } : null;
  return { seq: item.seq, id: `${item.seq}${suffix}`, turnId, chunk: chunkJson(item), event, message: null, terminal: false };
}

/** A stored row as entries: an answer whose stream is kept as its chunks, one that is not as the message alone. */
export function rowEntries(row: LogRow, { generation }: Course): Entry[] {
  const suffix = suffixOf(generation);
  const { message, turn } = row;
  if (turn === null) {
    const events = row.events.filter(({ seq }) => seq !== row.seq).map((event) => eventEntry(event, suffix));
    const event = row.events.find(({ seq }) => seq === row.seq) ?? null;
    return [...events, { ...bare(row.seq, suffix), turnId: message?.turnId ?? null, event, message }];
  }
  const items = row.stream === null ? [] : unpackEnding(row.stream, row.seq);
  const event = row.events.find(({ seq }) => seq === row.seq) ?? null;
  const last = { ...bare(row.seq, suffix), turnId: turn.turnId, event, message, terminal: true };
  if (items.length === 0) return [...row.events.filter(({ seq }) => seq !== row.seq).map((event) => eventEntry(event, suffix)), last];
  return items.map((item) => {
    const entry = itemEntry(item, turn.turnId, suffix);
    return item.seq === row.seq ? { ...entry, message, terminal: true } : entry;
  });
}

/** The items of a stream whose last one has this place. */
function unpackEnding(packed: string, lastSeq: number): LoggedItem[] {
  const items = unpack(packed, 0);
  return items.map((item) => ({ ...item, seq: lastSeq - items.length + 1 + item.seq }));
}

function eventEntry(event: LogEvent, suffix: string): Entry {
  return { ...bare(event.seq, suffix), turnId: event.turnId, event };
}

function bare(seq: number, suffix: string): Entry {
  return { seq, id: `${seq}${suffix}`, turnId: null, chunk: null, event: null, message: null, terminal: false };
}
