/** What lies between a customer's message and the first word of the answer, once the conversation is warm: neither Postgres nor Redis. */
import { exports } from "cloudflare:workers";
import { afterEach, expect, inject, it, vi } from "vitest";

const origin = "http://edgewise.test";
const headers = { authorization: "Bearer demo", "content-type": "application/json" };

afterEach(() => vi.restoreAllMocks());

async function json(method: string, path: string, body?: unknown) {
  const response = await exports.default.fetch(`${origin}${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return response.json<Record<string, unknown>>();
}

async function untilSynced(id: string): Promise<void> {
  await vi.waitFor(
    async () => {
      const conversation = await json("GET", `/v1/conversations/${id}`);
      expect(conversation["synced_seq"]).toBe(conversation["last_seq"]);
    },
    { timeout: 20_000 },
  );
}

/** Reads a turn's stream to its first word; gives the rest of it back to be read. */
async function toFirstWord(id: string, text: string): Promise<ReadableStreamDefaultReader<Uint8Array>> {
  const response = await exports.default.fetch(`${origin}/v1/conversations/${id}/messages`, {
    method: "POST",
    headers: { ...headers, accept: "text/event-stream" },
    body: JSON.stringify({ text }),
  });
  if (!response.body) throw new Error(`no stream: ${response.status}`);
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  for (let seen = ""; !seen.includes('"text-delta"');) {
    const { done, value } = await reader.read();
    if (done) throw new Error("the stream ended before its first word");
    seen += decoder.decode(value, { stream: true });
  }
  return reader;
}

async function drain(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> {
  while (!(await reader.read()).done);
}

it("asks neither Postgres nor Redis between a message and the first word", async () => {
  const { conversation_id: id } = await json("POST", "/v1/conversations", { user_id: "warm" });
  await drain(await toFirstWord(String(id), "xin chào"));
  await untilSynced(String(id));
  const asked = vi.spyOn(globalThis, "fetch");
  const reader = await toFirstWord(String(id), "shop ơi, bạn giúp được gì?");
  const { databaseEndpoint, redisUrl } = inject("standIns");
  const places = asked.mock.calls.map(([input]) => String(input instanceof Request ? input.url : input));
  expect(places.filter((place) => place.startsWith(databaseEndpoint) || place.startsWith(redisUrl))).toEqual([]);
  await drain(reader);
  await untilSynced(String(id));
  expect(
    asked.mock.calls.some(([input]) => String(input instanceof Request ? input.url : input).startsWith(databaseEndpoint)),
    "the consumer's own requests are seen, so none would have been missed",
  ).toBe(true);
});
