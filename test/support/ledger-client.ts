/**
 * A client as an honest backend is one: it gives its messages ids of its own, reads every answer to the end, comes back after every cut,
 * and keeps a ledger of what it was promised.
 */
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { AnotherTurn, Reading } from "./reading.ts";
import { readEvents } from "./sse.ts";

/** One message of the ledger. */
export interface Entry {
  conversationId: string;
  messageId: string;
  text: string;
  /** Whether the server has ever said 200 to it. */
  acknowledged: boolean;
  reading: Reading;
  /** How often the stream broke, and how often the server refused because it was busy or away. */
  cuts: number;
  refusals: number;
  /** Whether the answer had to be read from `/messages`, its turn having ended meanwhile. */
  readBack: boolean;
}

export interface LedgerClient {
  readonly entries: readonly Entry[];
  /** Begins a conversation under an id of the caller's, however often it takes. */
  begin(conversationId: string): Promise<void>;
  /** Says it and follows the answer to its end, through cuts and restarts. Errors: when that takes longer than its patience. */
  say(conversationId: string, messageId: string, text: string): Promise<Entry>;
  /** An entry into whose answer we are: some words are there, the end is not. */
  midstream(): Entry | undefined;
  /** Entries whose answers have not been read to their ends yet. */
  unfinished(): Entry[];
}

const againAfterMs = 50;
/** 409 a turn runs; 429 too many listeners; the rest is a server that is away. */
const passing = new Set([409, 429, 500, 502, 503, 504]);

/** Who talks: `demo`, an API key or a visitor token. */
interface Caller {
  url: string;
  token: string;
}

const headersOf = (token: string) => ({ authorization: `Bearer ${token}`, "content-type": "application/json" });

/**
 * @param patienceMs how long one answer may take, in milliseconds.
 * @param userId whose conversations these are; null for a visitor, whose token says it.
 */
export function ledgerClient(
  url: string,
  patienceMs = 600_000,
  { token = "demo", userId = "ledger" }: { token?: string; userId?: string | null } = {},
): LedgerClient {
  const entries: Entry[] = [];
  const caller = { url, token };
  return {
    entries,
    async begin(conversationId) {
      const signal = AbortSignal.timeout(patienceMs);
      const body = JSON.stringify({ conversation_id: conversationId, ...(userId === null ? {} : { user_id: userId }) });
      for (;;) {
        const response = await reach(`${url}/v1/conversations`, { method: "POST", headers: headersOf(token), body, signal });
        await response?.body?.cancel();
        if (response?.ok) return;
        if (response && !passing.has(response.status)) throw new Error(`A conversation could not begin: ${response.status}.`);
        await pause(againAfterMs, undefined, { signal });
      }
    },
    async say(conversationId, messageId, text) {
      const entry = newEntry(conversationId, messageId, text);
      entries.push(entry);
      await follow(caller, entry, AbortSignal.timeout(patienceMs)).catch((error: unknown) => {
        throw new Error(`${describe(entry)} has no end: ${String(error)}`, { cause: error });
      });
      return entry;
    },
    unfinished: () => entries.filter(({ reading }) => reading.status === null),
    midstream: () => entries.find(({ reading }) => reading.text !== "" && reading.status === null),
  };
}

export const newEntry = (conversationId: string, messageId: string, text: string): Entry => ({
  conversationId,
  messageId,
  text,
  acknowledged: false,
  reading: new Reading(),
  cuts: 0,
  refusals: 0,
  readBack: false,
});

export const describe = ({ conversationId, messageId }: Entry): string => `Message ${messageId} of ${conversationId}`;

async function follow(caller: Caller, entry: Entry, signal: AbortSignal): Promise<void> {
  while (entry.reading.status === null) {
    signal.throwIfAborted();
    const stream = await attach(caller, entry, signal);
    if (stream) await read(stream, entry);
    else if (entry.reading.status === null) await pause(againAfterMs, undefined, { signal });
  }
}

/** The next stream to read; null where there is none, now or any more. */
async function attach(caller: Caller, entry: Entry, signal: AbortSignal): Promise<ReadableStream<Uint8Array> | null> {
  const { reading } = entry;
  if (entry.acknowledged && reading.lastId !== null) {
    const resumed = await reach(`${caller.url}/v1/conversations/${entry.conversationId}/stream`, {
      headers: { ...headersOf(caller.token), "last-event-id": reading.lastId },
      signal,
    });
    if (resumed?.status === 200) return resumed.body;
    if (!resumed || passing.has(resumed.status)) return refused(entry, resumed);
    if (resumed.status !== 204) throw new Error(`Coming back was refused: ${resumed.status} ${await resumed.text()}`);
    if (await readBack(caller, entry, signal)) return null;
  }
  return send(caller, entry, signal);
}

/** The same message under the same id: the first time, or to join its turn again from the beginning. */
async function send({ url, token }: Caller, entry: Entry, signal: AbortSignal): Promise<ReadableStream<Uint8Array> | null> {
  const response = await say(url, entry, signal, token);
  if (!response || passing.has(response.status)) return refused(entry, response);
  if (response.status !== 200) throw new Error(`It was refused: ${response.status} ${await response.text()}`);
  entry.acknowledged = true;
  entry.reading.forget();
  return response.body;
}

/** Sends a message for its stream. Undefined where nobody answers. */
export function say(
  url: string,
  { conversationId, messageId, text }: Pick<Entry, "conversationId" | "messageId" | "text">,
  signal: AbortSignal,
  token = "demo",
): Promise<Response | undefined> {
  return reach(`${url}/v1/conversations/${conversationId}/messages`, {
    method: "POST",
    headers: { ...headersOf(token), accept: "text/event-stream" },
    body: JSON.stringify({ id: messageId, text }),
    signal,
  });
}

async function refused(entry: Entry, response: Response | undefined): Promise<null> {
  await response?.body?.cancel();
  entry.refusals += 1;
  return null;
}

async function read(stream: ReadableStream<Uint8Array>, entry: Entry): Promise<void> {
  const { reading } = entry;
  try {
    for await (const event of readEvents(stream)) reading.take(event);
    if (reading.status === null) entry.cuts += 1;
  } catch (error) {
    // Another turn runs meanwhile: ours is joined again by its message.
    if (error instanceof AnotherTurn) reading.forget();
    else if (error instanceof z.ZodError || error instanceof SyntaxError) throw error;
    else entry.cuts += 1;
  }
}

const messageSchema = z.object({
  id: z.string(),
  previous_message_id: z.string().nullable(),
  author_type: z.string(),
  content: z.string(),
  metadata: z.looseObject({ status: z.string().optional() }),
});

export type WireMessage = z.infer<typeof messageSchema>;

const pageSchema = z.object({ data: z.array(messageSchema), next_cursor: z.string().nullable() });

/** All messages of a conversation, oldest first. Errors: when the server does not answer 200. */
export async function readMessages(
  url: string,
  conversationId: string,
  { signal, token = "demo" }: { signal?: AbortSignal; token?: string } = {},
): Promise<WireMessage[]> {
  const messages: WireMessage[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const address = `${url}/v1/conversations/${conversationId}/messages?limit=100${cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`}`;
    const response = await fetch(address, { headers: headersOf(token), ...(signal ? { signal } : {}) });
    if (!response.ok) throw new Error(`The messages of ${conversationId} cannot be read: ${response.status}.`);
    const page = pageSchema.parse(await response.json());
    messages.unshift(...page.data);
    cursor = page.next_cursor;
  }
  return messages;
}

/** No turn runs any more: the answer is among the messages, or not there yet. */
async function readBack({ url, token }: Caller, entry: Entry, signal: AbortSignal): Promise<boolean> {
  const messages = await readMessages(url, entry.conversationId, { signal, token }).catch(() => []);
  const answer = messages.find((message) => message.author_type === "assistant" && message.previous_message_id === entry.messageId);
  if (!answer) return false;
  const { reading } = entry;
  if (!answer.content.startsWith(reading.text)) reading.complaints.push(`"${reading.text}" was streamed, "${answer.content}" is stored.`);
  entry.readBack = true;
  reading.answerId ??= answer.id;
  reading.text = answer.content;
  reading.status = answer.metadata.status ?? "complete";
  return true;
}

/** Undefined where nobody answers. */
const reach = (url: string, init: RequestInit): Promise<Response | undefined> =>
  fetch(url, init).catch((error: unknown) => {
    if (init.signal?.aborted) throw error;
    return undefined;
  });
