import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { signVisitorToken } from "../../../../src/access/visitor-token.ts";
import { messageSchema, settledTurnSchema } from "../../../../src/http/conversation-schema.ts";
import { problemSchema } from "../../../../src/http/problem-schema.ts";
import { feedOf } from "../../../../src/http/schemas.ts";
import { fileSchema } from "../../../../src/http/file-schema.ts";
import { callApp, testPorts, type Call } from "../../../support/app-ports.ts";
import { png } from "../../../support/sample-files.ts";

const feed = feedOf(messageSchema);

async function conversation(): Promise<{ call: Call; ports: ReturnType<typeof testPorts>; path: string }> {
  const ports = testPorts();
  const call = callApp(ports);
  await call("/v1/conversations", { as: "demo", json: { conversation_id: "c1", user_id: "lan" } });
  return { call, ports, path: "/v1/conversations/c1/messages" };
}

async function refusal(response: Response) {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  return problemSchema.parse(await response.json());
}

describe("a message is answered", () => {
  test("whole, when the client takes JSON", async () => {
    const { call, path } = await conversation();
    const response = await call(path, { as: "demo", json: { id: "m1", text: "Cho tôi xem laptop" } });
    expect(response.status).toBe(200);
    const turn = settledTurnSchema.parse(await response.json());
    expect(turn).toMatchObject({
      message: { id: "answer_to_m1", previous_message_id: "m1", author_type: "assistant", content: "Bạn nói: Cho tôi xem laptop" },
      state: "idle",
      usage: { input_tokens: 12, output_tokens: 5, reasoning_tokens: 0, cached_input_tokens: 3, steps: 1, cost_usd: null },
      suggestions: ["Còn gì nữa không?"],
    });
  });

  test("as a stream that no proxy may hold up, when the client takes events", async () => {
    const { call, path } = await conversation();
    const response = await call(path, { as: "demo", json: { text: "Chào" }, headers: { accept: "text/event-stream" } });
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-vercel-ai-ui-message-stream": "v1",
      "x-accel-buffering": "no",
      "access-control-allow-origin": "*",
    });
    expect(await response.text()).toMatch(/^id: 1\ndata: \{"type":"start"\}\n\n[^]*data: \[DONE\]\n\n$/);
  });

  test("with only the words of its text parts kept", async () => {
    const { call, ports, path } = await conversation();
    const parts = [{ type: "text", text: "a\u0000b", state: "done", providerMetadata: { x: {} } }];
    await call(path, { as: "demo", json: { parts, metadata: { page: "home" } } });
    expect(ports.fake.sent).toMatchObject([{ parts: [{ type: "text", text: "a\uFFFDb" }], metadata: { page: "home" }, trigger: "submit" }]);
    expect(Object.keys(ports.fake.sent[0]?.parts[0] ?? {})).toEqual(["type", "text"]);
  });
});

describe("a message that cannot be taken is refused with what to do instead", () => {
  const long = "x".repeat(32_001);
  test.each([
    ["neither text nor parts", {}, 400, "text", /"text": "…"/],
    ["text and parts", { text: "a", parts: [{ type: "text", text: "a" }] }, 400, "text", /"parts"/],
    ["nothing but blanks", { text: " \n" }, 400, "text", /must hold some text/],
    ["no parts", { parts: [] }, 400, "parts", /must hold some text/],
    ["too long a text", { text: long }, 400, "text", /at most 32000 characters, not 32001/],
    [
      "texts that are too long together",
      {
        parts: [
          { type: "text", text: long.slice(2) },
          { type: "text", text: "ab" + "c" },
        ],
      },
      400,
      "parts",
      /32000/,
    ],
    ["too many parts", { parts: Array(21).fill({ type: "text", text: "a" }) }, 400, "parts", /at most 20 parts/],
    ["a text that is none", { parts: [{ type: "text", text: 5 }] }, 400, "parts[0].text", /must be a string/],
    [
      "a file from elsewhere",
      { parts: [{ type: "file", url: "https://example.com/a.png" }] },
      422,
      "parts[0]",
      /nothing is fetched from elsewhere/,
    ],
    ["a file inside the network", { parts: [{ type: "file", url: "http://169.254.169.254/" }] }, 422, "parts[0]", /nothing is fetched/],
    [
      "a file's bytes",
      { parts: [{ type: "file", url: "data:image/png;base64,AAAA" }] },
      422,
      "parts[0]",
      /upload it first with POST \/v1\/files/,
    ],
    ["a file of no name", { parts: [{ type: "file" }] }, 422, "parts[0]", /names no file/],
    [
      "a file that is not there",
      {
        parts: [
          { type: "text", text: "a" },
          { type: "file", file_id: "file_0" },
        ],
      },
      422,
      "parts[1]",
      /not there, or not yours/,
    ],
    ["too many files", { parts: Array(6).fill({ type: "file", file_id: "file_0" }) }, 400, "parts", /at most 5 files/],
    ["a tool's result", { parts: [{ type: "tool-x", state: "output-available" }] }, 422, "parts[0]", /neither text nor a file/],
    ["a part without a type", { parts: [{ text: "a" }] }, 400, "parts[0].type", /is required/],
    ["an empty id", { id: "", text: "a" }, 400, "id", /must not be empty/],
    ["too long an id", { id: "i".repeat(256), text: "a" }, 400, "id", /at most 255/],
    ["an id with a line break", { id: "a\nb", text: "a" }, 400, "id", /no control characters/],
    ["too much metadata", { text: "a", metadata: { x: long } }, 400, "metadata", /at most 16 kB/],
    ["metadata that is a list", { text: "a", metadata: [1] }, 400, "metadata", /must be an object/],
    ["text that is a number", { text: 5 }, 400, "text", /must be a string/],
    ["a body that is a list", [], 400, "the body", /must be an object/],
  ])("%s", async (_, json, status, path, detail) => {
    const { call, ports, path: url } = await conversation();
    const response = await call(url, { as: "demo", json });
    expect(response.status).toBe(status);
    const problem = await refusal(response);
    expect(problem.detail).toMatch(detail);
    expect(problem.errors?.map((error) => error.path)).toContain(path);
    expect(ports.fake.sent).toEqual([]);
  });

  test("and never quotes what may be megabytes", async () => {
    const { call, path } = await conversation();
    const url = `data:image/png;base64,${"A".repeat(500_000)}`;
    const problem = await refusal(await call(path, { as: "demo", json: { parts: [{ type: "file", mediaType: "image/png", url }] } }));
    expect(JSON.stringify(problem).length).toBeLessThan(1000);
  });

  test("metadata that is nested without end", async () => {
    const { call, path } = await conversation();
    const deep = `${'{"a":'.repeat(3000)}1${"}".repeat(3000)}`;
    const response = await call(path, {
      as: "demo",
      body: `{"text":"a","metadata":${deep}}`,
      headers: { "content-type": "application/json" },
    });
    expect((await refusal(response)).detail).toMatch(/at most 16 levels deep/);
  });
});

describe("a conversation's messages come in pages", () => {
  test("that go back in time, each oldest first, without a gap or a double", async () => {
    const { call, path } = await conversation();
    for (const text of ["một", "hai", "ba"]) await call(path, { as: "demo", json: { text } });
    const seen: string[][] = [];
    for (let cursor: string | null = ""; cursor !== null;) {
      const response: Response = await call(`${path}?limit=3${cursor && `&cursor=${cursor}`}`, { as: "demo" });
      const page: z.infer<typeof feed> = feed.parse(await response.json());
      expect(page.has_more).toBe(page.next_cursor !== null);
      seen.unshift(page.data.map(({ content }) => content));
      cursor = page.next_cursor;
    }
    expect(seen).toEqual([["Xin chào!"], ["một", "Bạn nói: một", "hai"], ["Bạn nói: hai", "ba", "Bạn nói: ba"]]);
  });

  test("that may be short and still not the last, as where messages are long", async () => {
    const { call, ports, path } = await conversation();
    for (const text of ["một", "hai"]) await call(path, { as: "demo", json: { text } });
    ports.fake.holdAtMost(2);
    const first = feed.parse(await (await call(`${path}?limit=50`, { as: "demo" })).json());
    expect([first.data.map(({ content }) => content), first.has_more]).toEqual([["hai", "Bạn nói: hai"], true]);
    const second = feed.parse(await (await call(`${path}?limit=50&cursor=${first.next_cursor}`, { as: "demo" })).json());
    expect(second.data.map(({ content }) => content)).toEqual(["một", "Bạn nói: một"]);
  });

  test.each([
    ["cursor=next", "query.cursor", /next_cursor/],
    ["cursor=%F0%9F%98%80", "query.cursor", /next_cursor/],
    ["limit=0", "query.limit", /at least 1/],
    ["limit=201", "query.limit", /at most 200/],
    ["limit=many", "query.limit", /must be a number/],
  ])("but not for %s", async (query, path, detail) => {
    const { call, path: url } = await conversation();
    const response = await call(`${url}?${query}`, { as: "demo" });
    expect(response.status).toBe(400);
    const problem = await refusal(response);
    expect(problem.errors?.[0]?.path).toBe(path);
    expect(problem.detail).toMatch(detail);
  });
});

test("nobody but its user and its tenant can tell that a conversation exists", async () => {
  const { call, ports, path } = await conversation();
  const tokenOf = async (tenantId: string, userId: string) =>
    (await signVisitorToken(ports, { tenantId, userId, botId: "bot_demo" })).token;
  for (const stranger of [await tokenOf("demo", "minh"), await tokenOf("other", "lan")]) {
    for (const attempt of [
      call(path, { as: stranger }),
      call(path, { as: stranger, json: { text: "a" } }),
      call(path, { as: stranger, json: { text: "a" }, headers: { accept: "text/event-stream" } }),
    ]) {
      const response = await attempt;
      const absent = await call(path.replace("c1", "c2"), { as: stranger });
      expect(response.status).toBe(404);
      expect((await refusal(response)).detail).toBe((await refusal(absent)).detail);
    }
  }
  expect((await call(path, { as: await tokenOf("demo", "lan") })).status).toBe(200);
});

describe("a message refers to files", () => {
  async function uploaded(call: Call, as: string): Promise<string> {
    const response = await call("/v1/files?filename=a.png", { as, body: png, headers: { "content-type": "image/png" } });
    return fileSchema.parse(await response.json()).file_id;
  }

  test.each([
    ["their ids", (id: string) => ({ file_id: id })],
    ["the AI SDK's file part", (id: string) => ({ url: `/v1/files/${id}`, mediaType: "text/html", filename: "<b>" })],
    ["their address here", (id: string) => ({ url: `http://127.0.0.1:8787/v1/files/${id}` })],
    ["the link that shows them", (id: string) => ({ url: `/v1/files/${id}/view?token=a.b.c` })],
  ])("by %s; what is kept is our reference, in less than 1 kB", async (_, name) => {
    const { call, ports, path } = await conversation();
    const id = await uploaded(call, "demo");
    const response = await call(path, {
      as: "demo",
      json: {
        parts: [
          { type: "text", text: "Cái này" },
          { type: "file", ...name(id) },
        ],
      },
    });
    expect(response.status).toBe(200);
    const parts = ports.fake.sent[0]?.parts;
    expect(parts).toEqual([
      { type: "text", text: "Cái này" },
      { type: "file", mediaType: "image/png", filename: "a.png", url: `/v1/files/${id}`, size: png.length },
    ]);
    expect(JSON.stringify(parts).length).toBeLessThan(1000);
  });

  test("without a word", async () => {
    const { call, ports, path } = await conversation();
    await call(path, { as: "demo", json: { parts: [{ type: "file", file_id: await uploaded(call, "demo") }] } });
    expect(ports.fake.sent).toHaveLength(1);
  });

  test("of their own only: another user's and another tenant's are not there", async () => {
    const { call, ports, path } = await conversation();
    const tokenOf = async (userId: string, tenantId = "demo") =>
      (await signVisitorToken(ports, { tenantId, userId, botId: "bot_demo" })).token;
    const lan = await tokenOf("lan");
    for (const other of [await tokenOf("minh"), await tokenOf("lan", "other")]) {
      const response = await call(path, { as: lan, json: { parts: [{ type: "file", file_id: await uploaded(call, other) }] } });
      expect([response.status, (await refusal(response)).errors?.[0]?.path]).toEqual([422, "parts[0]"]);
    }
    expect((await call(path, { as: lan, json: { parts: [{ type: "file", file_id: await uploaded(call, lan) }] } })).status).toBe(200);
  });

  test("and a message of words alone asks the store nothing", async () => {
    const { call, ports, path } = await conversation();
    ports.files.failNext(new Error("away"));
    expect((await call(path, { as: "demo", json: { text: "Chào" } })).status).toBe(200);
  });
});
