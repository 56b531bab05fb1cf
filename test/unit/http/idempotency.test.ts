import { describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { signVisitorToken } from "../../../src/access/visitor-token.ts";
import { endpoints } from "../../../src/http/routes/index.ts";
import { EdgewiseError } from "../../../src/platform/errors.ts";
import { callApp, testPorts, type TestPorts } from "../../support/app-ports.ts";

const LEASE_MS = 15_000;
const DAY_MS = 24 * 60 * 60 * 1000;

function setUp(ports: TestPorts = testPorts()) {
  const call = callApp(ports);
  const start = (key: string | null, json: unknown = {}, as = "demo") =>
    call("/v1/conversations", { as, json, headers: key === null ? {} : { "idempotency-key": key } });
  const say = (key: string, text: string, headers: Record<string, string> = {}) =>
    call("/v1/conversations/c1/messages", { as: "demo", json: { text }, headers: { "idempotency-key": key, ...headers } });
  return { ports, call, start, say };
}

const begun = z.object({ conversation_id: z.string() });
const idOf = async (response: Response) => begun.parse(await response.json()).conversation_id;
const codeOf = async (response: Response) => z.object({ code: z.string() }).parse(await response.json()).code;
const replayed = (response: Response) => response.headers.get("idempotency-replayed");

/** Lets conversations begin only once `open` was called; `waiting` counts those that would. */
function gate(ports: TestPorts): { open: () => void; waiting: () => number } {
  let open = () => {};
  let waiting = 0;
  const opened = new Promise<void>((resolve) => (open = resolve));
  const { find } = ports.fake;
  ports.conversations = (address) => {
    const port = find(address);
    return {
      ...port,
      start: async (input) => {
        waiting += 1;
        await opened;
        return port.start(input);
      },
    };
  };
  return { open, waiting: () => waiting };
}

describe("the same write with the same key", () => {
  test("is answered as the first one was, and done once", async () => {
    const { ports, start } = setUp();
    const first = await start("k1", { user_id: "lan" });
    const again = await start("k1", { user_id: "lan" });
    expect([first.status, replayed(first)]).toEqual([201, null]);
    expect([again.status, replayed(again)]).toEqual([201, "true"]);
    expect(again.headers.get("content-type")).toBe(first.headers.get("content-type"));
    expect(again.headers.get("x-request-id")).not.toBe(first.headers.get("x-request-id"));
    expect(await again.text()).toBe(await first.text());
    expect(ports.fake.started).toHaveLength(1);
  });

  test("is new again after 24 hours", async () => {
    const { ports, start } = setUp();
    const first = await idOf(await start("k1"));
    ports.pass(DAY_MS - 1);
    expect(await idOf(await start("k1"))).toBe(first);
    ports.pass(1);
    expect(await idOf(await start("k1"))).not.toBe(first);
  });

  test("is refused with 409 while the first one runs", async () => {
    const { ports, start } = setUp();
    const { open, waiting } = gate(ports);
    const first = start("k1");
    await vi.waitFor(() => expect(waiting()).toBe(1));
    const second = await start("k1");
    expect([second.status, second.headers.get("retry-after")]).toEqual([409, "2"]);
    expect(await codeOf(second)).toBe("idempotency_key_running");
    open();
    const id = await idOf(await first);
    expect(await idOf(await start("k1"))).toBe(id);
    expect(ports.fake.started).toHaveLength(1);
  });

  test("is done with the same ids by who takes over from a Worker that died", async () => {
    const { ports, start } = setUp();
    const { open, waiting } = gate(ports);
    const stalled = start("k1");
    await vi.waitFor(() => expect(waiting()).toBe(1));
    expect((await start("k1")).status).toBe(409);
    ports.pass(LEASE_MS);
    const second = start("k1");
    await vi.waitFor(() => expect(waiting()).toBe(2));
    open();
    const [one, two] = await Promise.all([stalled, second]);
    expect([one.status, two.status]).toEqual([201, 201]);
    const ids = [await idOf(one), await idOf(two), await idOf(await start("k1"))];
    expect(new Set(ids).size).toBe(1);
    expect(new Set(ports.fake.started.map(({ address }) => address.conversationId))).toEqual(new Set(ids));
  });

  test("asks nothing more than without a key where there is none", async () => {
    const { ports, start } = setUp();
    ports.idempotency = () => {
      throw new Error("asked");
    };
    expect((await start(null)).status).toBe(201);
    expect((await start("k1")).status).toBe(500);
  });
});

describe("another request under the key", () => {
  test("is refused with 422: another body, path, method or query", async () => {
    const { call, start } = setUp();
    await start("k1", { user_id: "lan" });
    const headers = { "idempotency-key": "k1" };
    for (const other of [
      await start("k1", { user_id: "minh" }),
      await call("/v1/conversations?x=1", { as: "demo", json: { user_id: "lan" }, headers }),
      await call("/v1/conversations/c1/stop", { as: "demo", method: "POST", headers }),
      await call("/v1/api-keys/key_1", { as: "demo", method: "DELETE", headers }),
      await call("/v1/chat", {
        as: "demo",
        json: { id: "c", messages: [{ role: "user", parts: [{ type: "text", text: "a" }] }] },
        headers,
      }),
    ]) {
      expect(other.status).toBe(422);
      expect(await codeOf(other)).toBe("idempotency_key_reused");
    }
  });

  test("is another caller's own", async () => {
    const { ports, start } = setUp();
    const token = async (userId: string, tenantId = "demo") =>
      (await signVisitorToken(ports, { tenantId, userId, botId: "bot_demo" })).token;
    const callers = ["demo", await token("lan"), await token("minh"), await token("lan", "other")];
    const ids = await Promise.all(callers.map(async (as) => idOf(await start("k1", {}, as))));
    expect(new Set(ids).size).toBe(callers.length);
    expect(await idOf(await start("k1", {}, await token("lan")))).toBe(ids[1]);
  });
});

describe("a key", () => {
  test.each(["", "a b", "x".repeat(256), "kh\u00f3a"])("that cannot be one is refused, with what to do: %j", async (key) => {
    const response = await setUp().start(key);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({
      code: "invalid_request",
      errors: [{ path: "header.Idempotency-Key", message: expect.stringContaining("1 to 255 visible") }],
    });
  });

  test("is not bound by a request that was no request", async () => {
    const { start } = setUp();
    expect((await start("k1", { user_id: 7 })).status).toBe(400);
    expect((await start("k1", {}, "nobody")).status).toBe(401);
    expect((await start("k1", { user_id: "lan" })).status).toBe(201);
  });

  test("is nowhere in the store, nor is what was answered", async () => {
    const { ports, start } = setUp();
    await start("a-telling-key", { user_id: "canary" });
    const kept = [...ports.keyRows].map(([name, row]) => name + new TextDecoder().decode(row.answer ?? new Uint8Array()) + row.seed).join();
    expect(kept.length).toBeGreaterThan(200);
    expect(kept).not.toMatch(/canary|telling/);
  });
});

describe("a refusal", () => {
  test("is kept, where it would be the same again", async () => {
    const { ports, start, say } = setUp();
    const first = await say("k1", "a");
    await start(null, { conversation_id: "c1" });
    const again = await say("k1", "a");
    expect([first.status, again.status, replayed(again)]).toEqual([404, 404, "true"]);
    expect([again.headers.get("content-type"), await again.text()]).toEqual(["application/problem+json", await first.text()]);
    expect((await say("k2", "a")).status).toBe(200);
    expect(ports.fake.sent).toHaveLength(2);
  });

  test.each([
    ["turn_running", 409],
    ["unavailable", 503],
    ["internal", 500],
  ] as const)("that may pass is not: %s", async (code, status) => {
    const { ports, start } = setUp();
    const { find } = ports.fake;
    ports.conversations = () => {
      throw new EdgewiseError(code, "Not now.");
    };
    expect((await start("k1")).status).toBe(status);
    const seed = [...ports.keyRows.values()][0]?.seed;
    ports.conversations = find;
    const again = await start("k1");
    expect([again.status, replayed(again)]).toEqual([201, null]);
    expect([...ports.keyRows.values()].map((row) => row.seed)).toEqual([seed]);
  });

  test("for too many messages is not kept either", async () => {
    let free = false;
    const { ports, start, call } = setUp(testPorts({ limitVisitorMessages: async () => free }));
    const { token } = await signVisitorToken(ports, { tenantId: "demo", userId: "lan", botId: "bot_demo" });
    await start(null, { conversation_id: "c1" }, token);
    const say = () => call("/v1/conversations/c1/messages", { as: token, json: { text: "a" }, headers: { "idempotency-key": "k1" } });
    expect((await say()).status).toBe(429);
    free = true;
    expect((await say()).status).toBe(200);
  });
});

describe("a message", () => {
  test("gets its id from the key; its answer is made again, and kept nowhere else", async () => {
    const { ports, start, say } = setUp();
    await start(null, { conversation_id: "c1" });
    const first = await say("k1", "xin chào");
    const again = await say("k1", "xin chào");
    expect([first.status, again.status, replayed(again)]).toEqual([200, 200, "true"]);
    expect(await again.json()).toEqual(await first.json());
    expect(new Set(ports.fake.sent.map(({ messageId }) => messageId)).size).toBe(1);
    expect(ports.fake.sent[0]?.messageId).toMatch(/^msg_/);
    expect([...ports.keyRows.values()].map(({ done, answer }) => [done, answer])).toEqual([[true, null]]);
  });

  test("keeps the id that it came with", async () => {
    const { ports, start, call } = setUp();
    await start(null, { conversation_id: "c1" });
    const json = { id: "mine", text: "a" };
    await call("/v1/conversations/c1/messages", { as: "demo", json, headers: { "idempotency-key": "k1" } });
    expect(ports.fake.sent.map(({ messageId }) => messageId)).toEqual(["mine"]);
  });

  test("that streams is joined, never refused: by streams and by who waits", async () => {
    const { ports, start, say } = setUp();
    await start(null, { conversation_id: "c1" });
    const stream = { accept: "text/event-stream" };
    const answers = [await say("k1", "a", stream), await say("k1", "a", stream), await say("k1", "a"), await say("k1", "a", stream)];
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    expect(answers.map(replayed)).toEqual([null, "true", null, "true"]);
    expect(new Set(ports.fake.sent.map(({ messageId }) => messageId))).toEqual(new Set([expect.stringMatching(/^msg_/)]));
    expect((await say("k1", "b", stream)).status).toBe(422);
  });

  test("of a chat is one message too", async () => {
    const { ports, call } = setUp();
    const json = { id: "chat-1", messages: [{ role: "user", parts: [{ type: "text", text: "a" }] }] };
    const chat = () => call("/v1/chat", { as: "demo", json, headers: { "idempotency-key": "k1" } });
    const answers = [await chat(), await chat()];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(answers.map(replayed)).toEqual([null, "true"]);
    expect(new Set(ports.fake.sent.map(({ messageId }) => messageId))).toEqual(new Set([expect.stringMatching(/^msg_/)]));
  });
});

test("every write of a caller declares the key and how it is refused; what takes none says why", async () => {
  const response = await callApp(testPorts())("/openapi.json");
  const operation = z.object({
    parameters: z.array(z.object({ name: z.string(), in: z.string(), required: z.boolean().optional() })).default([]),
    responses: z.record(z.string(), z.object({ description: z.string() })),
  });
  const { paths } = z.object({ paths: z.record(z.string(), z.record(z.string(), operation)) }).parse(await response.json());
  for (const { method, path, policy, idempotency } of endpoints) {
    const { parameters, responses } = operation.parse(paths[path]?.[method]);
    const declared = parameters.some((one) => one.in === "header" && one.name === "Idempotency-Key" && one.required !== true);
    const takes = method !== "get" && policy !== "public" && typeof idempotency !== "object";
    expect([path, method, declared]).toEqual([path, method, takes]);
    if (typeof idempotency === "object") expect(idempotency.none.length).toBeGreaterThan(20);
    if (!takes) continue;
    expect(responses["409"]?.description).toContain("`idempotency_key_running`");
    expect(responses["422"]?.description).toContain("`idempotency_key_reused`");
    expect(responses["400"]?.description).toContain("`invalid_request`");
  }
});

test("a page of another origin may send the key, and read that it was known", async () => {
  const call = callApp(testPorts());
  const preflight = await call("/v1/conversations", {
    method: "OPTIONS",
    headers: {
      origin: "https://shop.example",
      "access-control-request-method": "POST",
      "access-control-request-headers": "authorization,idempotency-key",
    },
  });
  expect(preflight.headers.get("access-control-allow-headers")).toContain("idempotency-key");
  const answer = await call("/v1/conversations", { as: "demo", json: {}, headers: { origin: "https://shop.example" } });
  expect(answer.headers.get("access-control-expose-headers")).toContain("idempotency-replayed");
});
