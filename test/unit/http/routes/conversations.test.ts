import { describe, expect, test } from "vitest";
import { signVisitorToken } from "../../../../src/access/visitor-token.ts";
import type { PageQuery } from "../../../../src/conversations/port.ts";
import { retailFlow } from "../../../../src/lifecycle/index.ts";
import { conversationSchema, startedSchema } from "../../../../src/http/conversation-schema.ts";
import { problemSchema } from "../../../../src/http/problem-schema.ts";
import { callApp, testPorts } from "../../../support/app-ports.ts";

function setUp() {
  const ports = testPorts();
  const call = callApp(ports);
  const visitor = async (userId: string, tenantId = "demo") =>
    (await signVisitorToken(ports, { tenantId, userId, botId: "bot_demo" })).token;
  return { ports, call, visitor };
}

describe("a conversation starts", () => {
  test("with the bot's greeting, and ids of its own", async () => {
    const { call } = setUp();
    const response = await call("/v1/conversations", { as: "demo", json: {} });
    expect(response.status).toBe(201);
    const started = startedSchema.strict().parse(await response.json());
    expect(started).toMatchObject({
      state: "idle",
      language: "vi",
      bot_id: "bot_default",
      greeting: { author_type: "assistant", content: "Xin chào!" },
    });
    expect(started.conversation_id).toMatch(/^conv_/);
    expect(started.user_id).toMatch(/^user_/);
  });

  test("without any body", async () => {
    expect((await setUp().call("/v1/conversations", { as: "demo", method: "POST" })).status).toBe(201);
  });

  test("as the owner says", async () => {
    const { call, ports } = setUp();
    const json = { bot_id: "b", user_id: "u", skill_id: "s", conversation_id: "c", language: "en", metadata: { plan: { name: "gold" } } };
    const response = await call("/v1/conversations", { as: "demo", json });
    expect(await response.json()).toMatchObject({ conversation_id: "c", user_id: "u", bot_id: "b", language: "en" });
    expect(ports.fake.started).toEqual([
      {
        address: { tenantId: "demo", conversationId: "c" },
        actor: { role: "owner" },
        userId: "u",
        botId: "b",
        skillId: "s",
        language: "en",
        metadata: { plan: { name: "gold" } },
        greet: true,
      },
    ]);
  });

  test("once, however often its id is sent", async () => {
    const { call } = setUp();
    const json = { conversation_id: "c1", user_id: "lan" };
    const first = await call("/v1/conversations", { as: "demo", json });
    const second = await call("/v1/conversations", { as: "demo", json });
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(await second.json()).toEqual(await first.json());
  });

  test("once, also for an owner who names no user: it is whoever has it already", async () => {
    const { call, ports } = setUp();
    const json = { conversation_id: "c1" };
    const first = await call("/v1/conversations", { as: "demo", json });
    const second = await call("/v1/conversations", { as: "demo", json });
    expect([first.status, second.status]).toEqual([201, 200]);
    expect(await second.json()).toEqual(await first.json());
    expect(ports.fake.started.map(({ userId }) => userId)).toEqual([null, null]);
    await call("/v1/conversations", { as: "demo", json: { conversation_id: "c2", user_id: "lan" } });
    const named = await call("/v1/conversations", { as: "demo", json: { conversation_id: "c2" } });
    expect(named.status).toBe(200);
    expect(await named.json()).toMatchObject({ user_id: "lan" });
  });

  test("for a visitor as himself, with the bot of his token", async () => {
    const { call, visitor, ports } = setUp();
    const response = await call("/v1/conversations", { as: await visitor("lan"), json: { user_id: "lan" } });
    expect(response.status).toBe(201);
    expect(ports.fake.started).toMatchObject([{ actor: { role: "visitor", userId: "lan" }, userId: "lan", botId: "bot_demo" }]);
  });
});

describe("a conversation does not start", () => {
  test.each([{ user_id: "minh" }, { bot_id: "bot_private" }])("when a visitor names somebody or something else: %o", async (json) => {
    const { call, visitor, ports } = setUp();
    const response = await call("/v1/conversations", { as: await visitor("lan"), json });
    expect(response.status).toBe(403);
    expect(problemSchema.parse(await response.json()).detail).toMatch(/leave .* out/);
    expect(ports.fake.started).toEqual([]);
  });

  test("under an id that another user has", async () => {
    const { call, visitor } = setUp();
    await call("/v1/conversations", { as: await visitor("lan"), json: { conversation_id: "c1" } });
    const response = await call("/v1/conversations", { as: await visitor("minh"), json: { conversation_id: "c1" } });
    expect(response.status).toBe(409);
  });

  test.each([
    [{ language: "fr" }, "language", /vi or en/],
    [{ conversation_id: ".." }, "conversation_id", /not be \. or \.\./],
    [{ user_id: 7 }, "user_id", /must be a string/],
    [{ metadata: "gold" }, "metadata", /must be an object/],
  ])("from %o", async (json, path, detail) => {
    const response = await setUp().call("/v1/conversations", { as: "demo", json });
    expect(response.status).toBe(400);
    const problem = problemSchema.parse(await response.json());
    expect(problem.errors).toHaveLength(1);
    expect(problem.errors?.[0]?.path).toBe(path);
    expect(problem.detail).toMatch(detail);
  });
});

describe("a conversation is read", () => {
  test("with its state, the tools of that state, and what was said", async () => {
    const { call, visitor } = setUp();
    const lan = await visitor("lan");
    await call("/v1/conversations", { as: lan, json: { conversation_id: "c1", metadata: { emotion: "happy" } } });
    await call("/v1/conversations/c1/messages", { as: lan, json: { id: "m1", text: "Chào shop" } });
    const response = await call("/v1/conversations/c1", { as: lan });
    expect(response.status).toBe(200);
    expect(conversationSchema.strict().parse(await response.json())).toEqual({
      conversation_id: "c1",
      user_id: "lan",
      bot_id: "bot_demo",
      agent_id: null,
      agent_type: null,
      skill_id: null,
      state: "idle",
      language: "vi",
      handler: "bot",
      allowed_tools: retailFlow.states["idle"]?.tools,
      last_seq: 3,
      synced_seq: 0,
      start_time: "2026-11-20T10:00:00.000Z",
      end_time: null,
      duration_seconds: 3,
      conversation_log: [
        { turn_id: null, speaker: "assistant", text: "Xin chào!", timestamp: "2026-11-20T10:00:01.000Z" },
        { turn_id: "turn_1", speaker: "user", text: "Chào shop", timestamp: "2026-11-20T10:00:02.000Z" },
        { turn_id: "turn_1", speaker: "assistant", text: "Bạn nói: Chào shop", timestamp: "2026-11-20T10:00:03.000Z" },
      ],
      metadata: { emotion: "happy", user_initiated_questions: 0 },
      epoch: 0,
      effects: "live",
      forked_from: null,
      idle_at: null,
      last_message_id: "answer_to_m1",
      flow: { name: "retail", version: 1 },
    });
  });

  test("with its questions counted, whoever wrote that they were others, and an emotion that nobody has scored", async () => {
    const { call } = setUp();
    await call("/v1/conversations", {
      as: "demo",
      json: { conversation_id: "c1", metadata: { plan: "gold", user_initiated_questions: 9 } },
    });
    for (const text of ["Cho tôi xem laptop", "Cái đầu bao nhiêu tiền", "Còn hàng không?"]) {
      await call("/v1/conversations/c1/messages", { as: "demo", json: { text } });
    }
    const { metadata } = conversationSchema.parse(await (await call("/v1/conversations/c1", { as: "demo" })).json());
    expect(metadata).toEqual({ plan: "gold", emotion: null, user_initiated_questions: 2 });
  });

  test("without asking its object for more than the words", async () => {
    const { call, ports } = setUp();
    await call("/v1/conversations", { as: "demo", json: { conversation_id: "c1" } });
    const asked: PageQuery[] = [];
    ports.conversations = (address) => {
      const port = ports.fake.find(address);
      return { ...port, messages: (at, actor, page) => (asked.push(page), port.messages(at, actor, page)) };
    };
    expect((await call("/v1/conversations/c1", { as: "demo" })).status).toBe(200);
    expect(asked).toEqual([{ beforeSeq: null, limit: 200, textOnly: true }]);
  });

  test.each(["a/b", "100%", "%41", "a?b#c", "đơn hàng 7", "a\\b", "x".repeat(255)])("by the id that it was given: %s", async (id) => {
    const { call } = setUp();
    await call("/v1/conversations", { as: "demo", json: { conversation_id: id } });
    const response = await call(`/v1/conversations/${encodeURIComponent(id)}`, { as: "demo" });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ conversation_id: id });
  });

  test("by nobody else", async () => {
    const { call, visitor } = setUp();
    await call("/v1/conversations", { as: "demo", json: { conversation_id: "c1", user_id: "lan" } });
    expect((await call("/v1/conversations/c1", { as: await visitor("lan") })).status).toBe(200);
    for (const stranger of [await visitor("minh"), await visitor("lan", "other")]) {
      expect((await call("/v1/conversations/c1", { as: stranger })).status).toBe(404);
    }
  });
});
