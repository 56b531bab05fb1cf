/** A conversation of its own for each test, and ways to read its streams. */
import { env, evictDurableObject } from "cloudflare:test";
import { parseJsonEventStream, readUIMessageStream, uiMessageChunkSchema, type UIMessage, type UIMessageChunk } from "ai";
import type { ConversationPort, EventStream, SendInput, StartInput } from "../../../src/conversations/index.ts";
import type { Answer } from "../../../src/platform/errors.ts";

let count = 0;
let tenantId: string | undefined;
export const owner = { role: "owner" } as const;

export function open() {
  // All files of tests share one Postgres: each has a tenant of its own.
  tenantId ??= `tenant-${crypto.randomUUID()}`;
  const address = { tenantId, conversationId: `c${count++}` };
  const find = () => env.SCRIPTED.get(env.SCRIPTED.idFromName(JSON.stringify(address)));
  const stub = find();
  const port = stub as unknown as ConversationPort;
  const start = (input: Partial<StartInput> = {}) =>
    port.start({ address, actor: owner, userId: "u", botId: null, skillId: null, language: null, metadata: {}, greet: true, ...input });
  const send = (text: string, input: Partial<SendInput> = {}): SendInput => ({
    address,
    actor: owner,
    messageId: null,
    parts: [{ type: "text", text }],
    metadata: {},
    trigger: "submit",
    edits: null,
    requestId: null,
    ...input,
  });
  /** Drops what is in memory, as an object that sleeps does. */
  const evict = () => evictDurableObject(stub);
  return { address, stub, find, port, start, send, evict };
}

export async function value<T>(answer: Promise<Answer<T>>): Promise<T> {
  const got = await answer;
  if (!got.ok) throw new Error(`${got.error.code}: ${got.error.detail}`);
  return got.value;
}

export const code = async (answer: Promise<Answer<unknown>>) => {
  const got = await answer;
  return got.ok ? "ok" : got.error.code;
};

/** Every frame of a stream: its `id`, if it has one, and its data. */
export async function frames(stream: EventStream): Promise<{ id: number | null; data: string }[]> {
  const text = await new Response(stream).text();
  return text
    .split("\n\n")
    .filter((block) => block !== "" && !block.startsWith(":"))
    .map((block) => ({
      id: /^id: (\d+)/m.test(block) ? Number(/^id: (\d+)/m.exec(block)?.[1]) : null,
      data: /^data: (.*)$/m.exec(block)?.[1] ?? "",
    }));
}

/** The message that the SDK's own reader makes of a stream. */
export async function assembled(list: { data: string }[]): Promise<UIMessage> {
  const body = new Response(list.map(({ data }) => `data: ${data}\n\n`).join("")).body;
  if (!body) throw new Error("no body");
  const chunks = parseJsonEventStream({ stream: body, schema: uiMessageChunkSchema }).pipeThrough(
    new TransformStream<{ success: boolean; value?: unknown; error?: unknown }, UIMessageChunk>({
      transform(chunk, controller) {
        if (!chunk.success) throw chunk.error;
        controller.enqueue(chunk.value as UIMessageChunk);
      },
    }),
  );
  let last: UIMessage | undefined;
  for await (const message of readUIMessageStream({ stream: chunks, onError: () => undefined })) last = message;
  if (!last) throw new Error("an empty stream");
  return last;
}

export const textOf = (message: UIMessage) => message.parts.map((part) => (part.type === "text" ? part.text : "")).join("");

/** Reads until `seen` holds; gives the reader back for the rest. */
export async function readUntil(stream: EventStream, seen: (text: string) => boolean) {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let text = "";
  while (!seen(text)) {
    const { done, value: bytes } = await reader.read();
    if (done) throw new Error(`the stream ended at: ${text}`);
    text += decoder.decode(bytes, { stream: true });
  }
  return { reader, text };
}
