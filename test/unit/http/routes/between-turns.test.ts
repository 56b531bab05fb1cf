import { describe, expect, test } from "vitest";
import { signVisitorToken } from "../../../../src/access/visitor-token.ts";
import { listedMessageSchema, messageSchema, settledTurnSchema, standingSchema } from "../../../../src/http/conversation-schema.ts";
import { problemSchema } from "../../../../src/http/problem-schema.ts";
import { feedOf } from "../../../../src/http/schemas.ts";
import { callApp, testPorts } from "../../../support/app-ports.ts";

async function conversation() {
  const ports = testPorts();
  const call = callApp(ports);
  await call("/v1/conversations", { as: "demo", json: { conversation_id: "c1", user_id: "lan" } });
  await call("/v1/conversations/c1/messages", { as: "demo", json: { id: "m1", text: "Chào" } });
  const at = (path: string, json: object = {}, as = "demo") => call(`/v1/conversations/c1/${path}`, { as, json });
  const visitor = async (userId: string, tenantId = "demo") =>
    (await signVisitorToken(ports, { tenantId, userId, botId: "bot_demo" })).token;
  return { ports, call, at, visitor };
}

const standing = async (response: Response) => standingSchema.strict().parse(await response.json());

/** Every verb: its path, a body, and what reaches the conversation. */
const verbs: [path: string, json: object, done: [verb: string, given?: unknown]][] = [
  ["branches/select", { message_id: "m1" }, ["selectBranch", "m1"]],
  ["close", {}, ["close"]],
  ["handover", { reason: "Khách muốn gặp nhân viên" }, ["takeOver", "Khách muốn gặp nhân viên"]],
  ["messages/m1/feedback", { rating: "down", comment: "sai" }, ["rate", { messageId: "m1", rating: "down", comment: "sai" }]],
];
const staffVerbs: typeof verbs = [
  ["staff-messages", { id: "s1", text: "Chào anh" }, ["staffSay", { id: "s1", text: "Chào anh" }]],
  ["release", {}, ["giveBack"]],
  ["fork", { at_message_id: "m1", conversation_id: "c2" }, ["fork", { conversationId: "c1", atMessageId: "m1" }]],
  ["effects/release", {}, ["letLoose"]],
  ["flow", {}, ["changeFlow"]],
];

describe("customers and staff", () => {
  test.each(verbs)("may %s", async (path, json, done) => {
    const { ports, at, visitor } = await conversation();
    for (const as of [await visitor("lan"), "demo"]) expect((await at(path, json, as)).status).toBe(200);
    expect(ports.fake.done).toEqual([done, done]);
  });
});

describe("staff alone", () => {
  test.each(staffVerbs)("may %s: a customer is told so, and nothing happens", async (path, json, done) => {
    const { ports, at, visitor } = await conversation();
    expect((await at(path, json, await visitor("lan"))).status).toBe(403);
    expect(ports.fake.done).toEqual([]);
    expect((await at(path, json)).ok).toBe(true);
    expect(ports.fake.done).toEqual([done]);
  });
});

const everything: [path: string, json: object][] = [
  ...verbs.map(([path, json]): [string, object] => [path, json]),
  ...staffVerbs.map(([path, json]): [string, object] => [path, json]),
  ["regenerate", {}],
];

test.each(everything)("nobody else learns that it is there: %s", async (path, json) => {
  const { ports, call, at, visitor } = await conversation();
  for (const stranger of [await visitor("minh"), await visitor("lan", "other")]) {
    const response = await at(path, json, stranger);
    const absent = await call(`/v1/conversations/absent/${path}`, { as: stranger, json });
    expect([403, 404]).toContain(response.status);
    expect([absent.status, await absent.text()].toString().replaceAll(/req_[\w-]+|absent/g, "")).toBe(
      [response.status, await response.text()].toString().replaceAll(/req_[\w-]+|c1/g, ""),
    );
  }
  expect(ports.fake.done).toEqual([]);
});

describe("what is answered", () => {
  test("says where the conversation stands", async () => {
    const { at } = await conversation();
    expect(await standing(await at("handover"))).toMatchObject({ conversation_id: "c1", handler: "staff", state: "handover", epoch: 1 });
    expect(await standing(await at("release"))).toMatchObject({ handler: "bot", state: "idle", epoch: 2 });
    expect(await standing(await at("branches/select", { message_id: "m1" }))).toMatchObject({ last_message_id: "m1" });
    expect(await standing(await at("close"))).toMatchObject({ state: "closed", end_time: "2026-11-20T10:00:00.000Z" });
  });

  test("to staff is their message as it is kept", async () => {
    const { at } = await conversation();
    const response = await at("staff-messages", { text: "Em chào anh" });
    expect(messageSchema.parse(await response.json())).toMatchObject({ author_type: "staff", content: "Em chào anh" });
  });

  test("to a rating is the rating", async () => {
    const { at } = await conversation();
    const response = await at("messages/answer_to_m1/feedback", { rating: "up" });
    expect(await response.json()).toEqual({ message_id: "answer_to_m1", rating: "up", comment: null });
  });

  test("to a list is what was last thought of each message", async () => {
    const { at, call } = await conversation();
    for (const rating of ["up", "down"]) await at("messages/answer_to_m1/feedback", { rating });
    const { data } = feedOf(listedMessageSchema).parse(await (await call("/v1/conversations/c1/messages", { as: "demo" })).json());
    expect(Object.fromEntries(data.map(({ id, rating }) => [id, rating]))).toMatchObject({ m1: null, answer_to_m1: "down" });
  });

  test("to a message while staff have the conversation is that nobody answers yet", async () => {
    const { at } = await conversation();
    await at("handover");
    const turn = settledTurnSchema.parse(await (await at("messages", { text: "Có ai không?" })).json());
    expect(turn).toMatchObject({ message: null, state: "handover" });
  });
});

describe("a fork", () => {
  test("is a new conversation that names its origin, with tools that change nothing", async () => {
    const { at, call } = await conversation();
    const response = await at("fork");
    expect(response.status).toBe(201);
    const fork = await standing(response);
    expect(fork).toMatchObject({ effects: "fenced", forked_from: { conversation_id: "c1", seq: 3 }, last_message_id: "answer_to_m1" });
    expect(fork.conversation_id).toMatch(/^conv_/);
    const loose = await call(`/v1/conversations/${fork.conversation_id}/effects/release`, { as: "demo", method: "POST" });
    expect(await standing(loose)).toMatchObject({ effects: "live" });
  });

  test("never takes the place of a conversation", async () => {
    const { at } = await conversation();
    expect((await at("fork", { conversation_id: "c1" })).status).toBe(409);
  });

  test("asked for again under one key is one fork", async () => {
    const { call, ports } = await conversation();
    const ask = () => call("/v1/conversations/c1/fork", { as: "demo", json: {}, headers: { "idempotency-key": "once" } });
    const [first, second] = [await ask(), await ask()];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(await second.json()).toEqual(await first.json());
    expect(ports.fake.done).toHaveLength(1);
  });
});

describe("an answer is made again", () => {
  test("whole or as a stream, of the last message or of the one that is named", async () => {
    const { at, call, ports } = await conversation();
    const whole = await at("regenerate", { message_id: "m1" });
    expect(settledTurnSchema.parse(await whole.json())).toMatchObject({ message: { id: "answer_to_m1" } });
    const stream = await call("/v1/conversations/c1/regenerate", { as: "demo", method: "POST", headers: { accept: "text/event-stream" } });
    expect(stream.headers.get("x-vercel-ai-ui-message-stream")).toBe("v1");
    expect(await stream.text()).toMatch(/data: \[DONE\]\n\n$/);
    const retry = { trigger: "retry", parts: [], edits: null };
    expect(ports.fake.sent.slice(1)).toMatchObject([
      { ...retry, messageId: "m1" },
      { ...retry, messageId: null },
    ]);
  });

  test("once for each key, by the name that goes along", async () => {
    const { call, ports } = await conversation();
    for (const key of ["a", "a", "b"]) {
      await call("/v1/conversations/c1/regenerate", { as: "demo", json: {}, headers: { "idempotency-key": key } });
    }
    const names = ports.fake.sent.slice(1).map(({ requestId }) => requestId);
    expect(names[0]).toMatch(/^turn_/);
    expect(names[1]).toBe(names[0]);
    expect(names[2]).not.toBe(names[0]);
  });
});

describe("is refused with what to do instead:", () => {
  test.each([
    ["branches/select", {}, "message_id", /required/],
    ["messages/m1/feedback", { rating: "great" }, "rating", /up or down/],
    ["messages/m1/feedback", { rating: "up", comment: "x".repeat(2001) }, "comment", /at most 2000/],
    ["handover", { reason: "x".repeat(1001) }, "reason", /at most 1000/],
    ["staff-messages", { text: " \n" }, "text", /some text/],
    ["staff-messages", { text: "x".repeat(32_001) }, "text", /at most 32000/],
    ["staff-messages", {}, "text", /required/],
    ["regenerate", { message_id: "" }, "message_id", /not be empty/],
    ["fork", { at_message_id: 7 }, "at_message_id", /string/],
  ])("%s %j", async (path, json, field, detail) => {
    const { ports, at } = await conversation();
    const response = await at(path, json);
    expect(response.status).toBe(400);
    const problem = problemSchema.parse(await response.json());
    expect([problem.errors?.map((error) => error.path), problem.detail]).toEqual([[field], expect.stringMatching(detail)]);
    expect(ports.fake.done).toEqual([]);
  });

  test.each(["branches/select", "messages/nowhere/feedback", "regenerate", "fork"])("%s of a message that is not there", async (path) => {
    const { at } = await conversation();
    const response = await at(path, { message_id: "nowhere", at_message_id: "nowhere", rating: "up" });
    expect(response.status).toBe(404);
  });

  test("a visitor who asks too often, whatever it asks for", async () => {
    const { ports, at, visitor } = await conversation();
    const lan = await visitor("lan");
    ports.limitVisitorMessages = async () => false;
    for (const [path, json] of [...verbs, ["regenerate", {}] as const]) expect((await at(path, json, lan)).status).toBe(429);
    expect(ports.fake.done).toEqual([]);
  });
});
