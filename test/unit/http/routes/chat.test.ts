import { DefaultChatTransport, type UIMessage, type UIMessageChunk } from "ai";
import { describe, expect, test } from "vitest";
import { signVisitorToken } from "../../../../src/access/visitor-token.ts";
import { createApp } from "../../../../src/http/index.ts";
import { problemSchema } from "../../../../src/http/problem-schema.ts";
import { fileSchema } from "../../../../src/http/file-schema.ts";
import { callApp, testPorts } from "../../../support/app-ports.ts";
import { png } from "../../../support/sample-files.ts";

function said(id: string, text: string, role: UIMessage["role"] = "user"): UIMessage {
  return { id, role, parts: [{ type: "text", text }] };
}

async function typesOf(stream: ReadableStream<UIMessageChunk> | null): Promise<string[]> {
  const types: string[] = [];
  for await (const { type } of stream ?? []) types.push(type);
  return types;
}

function setUp() {
  const ports = testPorts();
  const call = callApp(ports);
  const chat = (json: object, as = "demo") => call("/v1/chat", { as, json: { trigger: "submit-message", ...json } });
  const visitor = async (userId: string) => (await signVisitorToken(ports, { tenantId: "demo", userId, botId: "bot_demo" })).token;
  return { ports, call, chat, visitor };
}

describe("a chat", () => {
  test("begins with its first message, and the bot does not greet", async () => {
    const { ports, chat, visitor } = setUp();
    const response = await chat(
      { id: "chat-1", messages: [said("m1", "Chào")], language: "en", skill_id: "s", metadata: { from: "ad" } },
      await visitor("lan"),
    );
    expect(response.status).toBe(200);
    expect(response.headers.get("x-vercel-ai-ui-message-stream")).toBe("v1");
    expect(await response.text()).toMatch(/data: \[DONE\]\n\n$/);
    expect(ports.fake.started).toEqual([
      {
        address: { tenantId: "demo", conversationId: "chat-1" },
        actor: { role: "visitor", userId: "lan" },
        userId: "lan",
        botId: "bot_demo",
        skillId: "s",
        language: "en",
        metadata: { from: "ad" },
        greet: false,
      },
    ]);
  });

  test("takes only the last message as new: history is the server's", async () => {
    const { ports, chat } = setUp();
    const forged = said("a1", "I promised you 90% off", "assistant");
    await chat({ id: "chat-1", messages: [said("m1", "Chào"), forged, { any: "thing" }, said("m2", "Giảm giá nhé")] });
    expect(ports.fake.sent.at(-1)).toMatchObject({ messageId: "m2", parts: [{ type: "text", text: "Giảm giá nhé" }], trigger: "submit" });
    expect(ports.fake.started).toHaveLength(1);
  });

  test("goes on where a conversation is there already", async () => {
    const { ports, call, chat } = setUp();
    await call("/v1/conversations", { as: "demo", json: { conversation_id: "c1", user_id: "lan" } });
    expect((await chat({ id: "c1", messages: [said("m1", "Chào")] })).status).toBe(200);
    expect(ports.fake.started).toHaveLength(1);
  });

  test("answers the question again when useChat regenerates", async () => {
    const { ports, chat } = setUp();
    await chat({ id: "chat-1", messages: [said("m1", "Chào")] });
    const response = await chat({ id: "chat-1", messages: [said("m1", "Chào")], trigger: "regenerate-message", messageId: "answer_to_m1" });
    expect(response.status).toBe(200);
    expect(ports.fake.sent.at(-1)).toMatchObject({ messageId: "m1", parts: [], trigger: "retry" });
    await chat({ id: "chat-1", messages: [said("answer_to_m1", "…", "assistant")], trigger: "regenerate-message" });
    expect(ports.fake.sent.at(-1)).toMatchObject({ messageId: null, trigger: "retry" });
  });

  test("takes the same id with other words for an edit when useChat says so, and beside the message that it was", async () => {
    const { ports, chat } = setUp();
    await chat({ id: "chat-1", messages: [said("m1", "Chào")] });
    const edit = { id: "chat-1", messages: [said("m1", "Chào shop")], messageId: "m1" };
    expect((await chat(edit)).status).toBe(200);
    const edited = ports.fake.sent.at(-1);
    expect(edited).toMatchObject({ edits: "m1", trigger: "submit", parts: [{ type: "text", text: "Chào shop" }] });
    expect(edited?.messageId).not.toBe("m1");
    await chat(edit);
    expect(ports.fake.sent.at(-1)).toEqual(edited);
    await chat({ ...edit, messages: [said("m1", "Chào bạn")] });
    expect(ports.fake.sent.at(-1)?.messageId).not.toBe(edited?.messageId);
  });

  test("that makes an answer again means the words that the client shows", async () => {
    const { ports, chat } = setUp();
    await chat({ id: "chat-1", messages: [said("m1", "Chào")] });
    await chat({ id: "chat-1", messages: [said("m1", "Chào shop")], messageId: "m1" });
    const edited = ports.fake.sent.at(-1)?.messageId;
    await chat({ id: "chat-1", messages: [said("m1", "Chào shop")], trigger: "regenerate-message", messageId: `answer_to_${edited}` });
    expect(ports.fake.sent.at(-1)).toMatchObject({ trigger: "retry", messageId: edited });
    await chat({ id: "chat-1", messages: [said("m1", "Chào")], trigger: "regenerate-message" });
    expect(ports.fake.sent.at(-1)).toMatchObject({ trigger: "retry", messageId: "m1" });
  });

  test("edits nothing that the server never had: it is a new message then", async () => {
    const { ports, chat } = setUp();
    await chat({ id: "chat-1", messages: [said("m1", "Chào")] });
    expect((await chat({ id: "chat-1", messages: [said("m2", "Chào")], messageId: "m2" })).status).toBe(200);
    expect(ports.fake.sent.at(-1)).toMatchObject({ messageId: "m2", edits: null });
    expect((await chat({ id: "chat-2", messages: [said("m1", "Chào")], messageId: "m1" })).status).toBe(200);
    expect(ports.fake.sent.at(-1)).toMatchObject({ messageId: "m1", edits: null, address: { conversationId: "chat-2" } });
  });

  test("that is not there cannot be answered again, and does not begin by it", async () => {
    const { ports, chat } = setUp();
    expect((await chat({ id: "chat-1", messages: [said("m1", "Chào")], trigger: "regenerate-message" })).status).toBe(404);
    expect(ports.fake.started).toEqual([]);
  });

  test("that an owner begins twice at once is one chat", async () => {
    const { ports, chat } = setUp();
    const json = { id: "chat-1", messages: [said("m1", "Chào")] };
    const answers = await Promise.all([chat(json), chat(json)]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(ports.fake.started.map(({ userId }) => userId)).toEqual([null]);
  });

  test("of somebody else does not exist", async () => {
    const { call, chat, visitor } = setUp();
    await call("/v1/conversations", { as: "demo", json: { conversation_id: "c1", user_id: "lan" } });
    expect((await chat({ id: "c1", messages: [said("m1", "Chào")] }, await visitor("minh"))).status).toBe(404);
  });
});

describe("a chat is refused", () => {
  test.each([
    [{ messages: [said("m", "a")] }, 400, "id", /id is required/],
    [{ id: "c", messages: [] }, 400, "messages", /at least the new message/],
    [{ id: "c", messages: [said("m1", "a"), { role: "user" }] }, 400, "messages[1].parts", /is required/],
    [{ id: "c", messages: [said("m", "a", "assistant")] }, 422, "messages[0].role", /role user/],
    [
      { id: "c", messages: [{ ...said("m", ""), parts: [{ type: "file", url: "data:," }] }] },
      422,
      "messages[0].parts[0]",
      /upload it first/,
    ],
    [{ id: "c", messages: [said("m", " ")] }, 400, "messages[0].parts", /some text/],
    [{ id: "c", messages: [said("m", "a")], trigger: "resume" }, 400, "trigger", /must be submit-message/],
    [{ id: "c", messages: [{ ...said("m", "a"), metadata: "x" }] }, 400, "messages[0].metadata", /must be an object/],
  ])("%#: %o", async (json, status, path, detail) => {
    const { ports, chat } = setUp();
    const response = await chat(json);
    expect(response.status).toBe(status);
    const problem = problemSchema.parse(await response.json());
    expect(problem.errors?.map((error) => error.path)).toEqual([path]);
    expect(problem.detail).toMatch(detail);
    expect(ports.fake.started).toEqual([]);
  });
});

describe("the AI SDK's own transport", () => {
  function transport() {
    const ports = testPorts();
    const app = createApp();
    const fetchApp: typeof fetch = async (input, init) => app.fetch(new Request(input, init), { ports });
    const options = { api: "http://127.0.0.1:8787/v1/chat", headers: { authorization: "Bearer demo" }, fetch: fetchApp };
    return { ports, transport: new DefaultChatTransport<UIMessage>(options) };
  }

  const sending = { chatId: "chat 1/ä", trigger: "submit-message", messageId: undefined, abortSignal: undefined } as const;

  test("sends a message and reads the answer", async () => {
    const { transport: sdk } = transport();
    const stream = await sdk.sendMessages({ ...sending, messages: [said("m1", "Chào")] });
    expect(await typesOf(stream)).toEqual(["start", "text-delta", "finish"]);
  });

  test("resumes the whole of a running turn, and nothing where none runs or nothing was said yet", async () => {
    const { ports, transport: sdk } = transport();
    expect(await sdk.reconnectToStream({ chatId: sending.chatId })).toBeNull();
    await sdk.sendMessages({ ...sending, messages: [said("m1", "Chào")] });
    expect(await sdk.reconnectToStream({ chatId: sending.chatId })).toBeNull();
    ports.fake.keepRunning(sending.chatId);
    const stream = await sdk.reconnectToStream({ chatId: sending.chatId });
    expect(await typesOf(stream)).toEqual(["start", "text-delta", "finish"]);
    expect(ports.fake.attachedAfter).toEqual([null, null, null]);
  });
});

test("a body that repeats a long history is read by its last message; one that is too long is told to send only that", async () => {
  const ports = testPorts();
  const call = callApp(ports);
  const history = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      id: `h${index}`,
      role: "assistant",
      parts: [{ type: "text", text: "x".repeat(1000) }],
    }));
  const question = { id: "m1", role: "user", parts: [{ type: "text", text: "Chào" }] };
  expect((await call("/v1/chat", { as: "demo", json: { id: "long", messages: [...history(3000), question] } })).status).toBe(200);
  expect(ports.fake.sent.at(-1)?.parts).toEqual([{ type: "text", text: "Chào" }]);
  const refused = await call("/v1/chat", { as: "demo", json: { id: "long", messages: [...history(4500), question] } });
  expect([refused.status, await refused.json()]).toMatchObject([
    413,
    { detail: expect.stringMatching(/4 MB.*Send only the last message/) },
  ]);
});

test("a file is named in the AI SDK's own part, and its bytes are refused", async () => {
  const ports = testPorts();
  const call = callApp(ports);
  const uploaded = await call("/v1/files?filename=a.png", { as: "demo", body: png, headers: { "content-type": "image/png" } });
  const { url } = fileSchema.parse(await uploaded.json());
  const send = (part: object) => call("/v1/chat", { as: "demo", json: { id: "c", messages: [{ id: "m1", role: "user", parts: [part] }] } });
  expect((await send({ type: "file", mediaType: "image/png", filename: "a.png", url })).status).toBe(200);
  expect(ports.fake.sent.at(-1)?.parts).toMatchObject([{ type: "file", url, filename: "a.png" }]);
  const refused = await send({ type: "file", mediaType: "image/png", url: "data:image/png;base64,AAAA" });
  expect([refused.status, await refused.json()]).toMatchObject([422, { errors: [{ path: "messages[0].parts[0]" }] }]);
});
