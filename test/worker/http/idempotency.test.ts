/** `Idempotency-Key` through the front door and the real objects: many at once, restarts, a Worker that died. */
import { abortAllDurableObjects, env, runInDurableObject } from "cloudflare:test";
import { exports } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { keyName, storeNameOf, storeNameOfUser, type KeyStore } from "../../../src/idempotency/index.ts";

interface Reply {
  status: number;
  replayed: boolean;
  text: string;
  code: string | null;
}

async function send(method: string, path: string, key: string | null, body?: unknown, more: Record<string, string> = {}): Promise<Reply> {
  const headers = { authorization: "Bearer demo", "content-type": "application/json", ...more };
  const response = await exports.default.fetch(`http://edgewise.test${path}`, {
    method,
    headers: key === null ? headers : { ...headers, "idempotency-key": key },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const problem = response.headers.get("content-type") === "application/problem+json";
  const code = problem ? String(JSON.parse(text).code) : null;
  return { status: response.status, replayed: response.headers.get("idempotency-replayed") === "true", text, code };
}

/** Sends it twenty times at once, and once more; gives what was answered for good, once. */
async function twentyTimes(method: string, path: string, key: string, body?: unknown): Promise<Reply> {
  const replies = await Promise.all(Array.from({ length: 20 }, () => send(method, path, key, body)));
  const last = await send(method, path, key, body);
  const running = replies.filter(({ code }) => code === "idempotency_key_running");
  const answered = [...replies.filter((one) => !running.includes(one)), last];
  expect(running.every(({ status }) => status === 409)).toBe(true);
  expect(answered.filter(({ replayed }) => !replayed)).toHaveLength(1);
  expect(last.replayed).toBe(true);
  expect(new Set(answered.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  return last;
}

const newKey = () => `key-${crypto.randomUUID()}`;

async function messagesOf(id: string): Promise<{ id: string; author_type: string }[]> {
  return JSON.parse((await send("GET", `/v1/conversations/${id}/messages`, null)).text).data;
}

/** Makes the store look as if the Worker had died while it ran this key. */
async function unfinish(key: string, leaseUntil: number): Promise<void> {
  const owner = { tenantId: "demo", role: "owner", userId: null };
  const name = await keyName(key);
  const store = env.IDEMPOTENCY.get(env.IDEMPOTENCY.idFromName(storeNameOf(owner, name)));
  await runInDurableObject(store, (_, state) => {
    const unfinished = "UPDATE keys SET done = 0, answer = NULL, runner = 'dead', lease_until = ? WHERE name = ?";
    expect(state.storage.sql.exec(unfinished, leaseUntil, name).rowsWritten).toBe(1);
  });
}

describe("twenty at once are one", () => {
  it("conversation, whose id nobody chose", async () => {
    const mark = crypto.randomUUID();
    const { status, text } = await twentyTimes("POST", "/v1/conversations", newKey(), { user_id: mark });
    expect([status, JSON.parse(text).user_id]).toEqual([201, mark]);
  });

  it("message, and one turn", async () => {
    const id = JSON.parse((await send("POST", "/v1/conversations", null, {})).text).conversation_id;
    const { status } = await twentyTimes("POST", `/v1/conversations/${id}/messages`, newKey(), { text: "xin chào" });
    expect(status).toBe(200);
    expect((await messagesOf(id)).map(({ author_type }) => author_type)).toEqual(["assistant", "user", "assistant"]);
  });

  it("streamed message, which all of them hear", async () => {
    const id = JSON.parse((await send("POST", "/v1/conversations", null, {})).text).conversation_id;
    const key = newKey();
    const stream = () => send("POST", `/v1/conversations/${id}/messages`, key, { text: "xin chào" }, { accept: "text/event-stream" });
    const replies = await Promise.all(Array.from({ length: 20 }, stream));
    for (const { status, text } of replies) expect([status, text.endsWith("data: [DONE]\n\n")]).toEqual([200, true]);
    expect((await messagesOf(id)).map(({ author_type }) => author_type)).toEqual(["assistant", "user", "assistant"]);
    const whole = await send("POST", `/v1/conversations/${id}/messages`, key, { text: "xin chào" });
    expect(JSON.parse(whole.text).message.id).toBe((await messagesOf(id)).at(-1)?.id);
  });

  it("API key, shown the same to all", async () => {
    const name = crypto.randomUUID();
    const { status, text } = await twentyTimes("POST", "/v1/api-keys", newKey(), { name });
    expect([status, JSON.parse(text).key.startsWith("ew_test_")]).toEqual([201, true]);
    expect(JSON.parse((await send("GET", `/v1/api-keys?q=${name}`, null)).text).total).toBe(1);
  });

  it("revocation", async () => {
    const { id } = JSON.parse((await send("POST", "/v1/api-keys", null, { name: "short" })).text);
    expect((await twentyTimes("DELETE", `/v1/api-keys/${id}`, newKey())).status).toBe(204);
  });
});

it("another body under the key is refused, also after a restart", async () => {
  const key = newKey();
  await send("POST", "/v1/conversations", key, { user_id: "lan" });
  await abortAllDurableObjects();
  const other = await send("POST", "/v1/conversations", key, { user_id: "minh" });
  expect([other.status, other.code]).toEqual([422, "idempotency_key_reused"]);
});

it("the first answer outlives a restart", async () => {
  const key = newKey();
  const first = await send("POST", "/v1/conversations", key, {});
  await abortAllDurableObjects();
  const again = await send("POST", "/v1/conversations", key, {});
  expect([again.status, again.text, again.replayed]).toEqual([201, first.text, true]);
});

describe("what a Worker left behind when it died", () => {
  it("is held while its lease lasts, then done again to the same effect: a conversation", async () => {
    const key = newKey();
    const first = await send("POST", "/v1/conversations", key, {});
    await unfinish(key, Date.now() + 10_000);
    const held = await send("POST", "/v1/conversations", key, {});
    expect([held.status, held.code]).toEqual([409, "idempotency_key_running"]);
    await unfinish(key, 0);
    const taken = await send("POST", "/v1/conversations", key, {});
    expect([taken.status, taken.text, taken.replayed]).toEqual([201, first.text, false]);
  });

  it("an API key: the same one, not a second", async () => {
    const [key, name] = [newKey(), crypto.randomUUID()];
    const first = await send("POST", "/v1/api-keys", key, { name });
    await unfinish(key, 0);
    const taken = await send("POST", "/v1/api-keys", key, { name });
    expect(JSON.parse(taken.text)).toEqual(JSON.parse(first.text));
    expect(JSON.parse((await send("GET", `/v1/api-keys?q=${name}`, null)).text).total).toBe(1);
    const bearer = { authorization: `Bearer ${JSON.parse(taken.text).key}` };
    expect((await send("GET", "/v1/api-keys", null, undefined, bearer)).status).toBe(200);
  });

  it("a message: the same turn", async () => {
    const id = JSON.parse((await send("POST", "/v1/conversations", null, {})).text).conversation_id;
    const key = newKey();
    const first = await send("POST", `/v1/conversations/${id}/messages`, key, { text: "xin chào" });
    await unfinish(key, 0);
    const taken = await send("POST", `/v1/conversations/${id}/messages`, key, { text: "xin chào" });
    expect(JSON.parse(taken.text).message.id).toBe(JSON.parse(first.text).message.id);
    expect(await messagesOf(id)).toHaveLength(3);
  });
});

it("a visitor's keys are the visitor's own, and forgotten at once when the user is", async () => {
  const [key, userId] = [newKey(), `user-${crypto.randomUUID()}`];
  const minted = await send("POST", "/v1/visitor-tokens", null, { user_id: userId });
  const visitor = { authorization: `Bearer ${JSON.parse(minted.text).token}` };
  const first = await send("POST", "/v1/conversations", key, {}, visitor);
  expect((await send("POST", "/v1/conversations", key, {}, visitor)).text).toBe(first.text);
  expect((await send("POST", "/v1/conversations", key, {})).text).not.toBe(first.text);
  const store = env.IDEMPOTENCY.get(env.IDEMPOTENCY.idFromName(storeNameOfUser("demo", userId))) as unknown as KeyStore;
  expect(await store.forget()).toBe(1);
  const anew = await send("POST", "/v1/conversations", key, {}, visitor);
  expect([anew.status, anew.replayed, anew.text === first.text]).toEqual([201, false, false]);
});
