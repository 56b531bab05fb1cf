import { describe, expect, test } from "vitest";
import { signVisitorToken } from "../../../src/access/visitor-token.ts";
import { callApp, testPorts } from "../../support/app-ports.ts";

/** An app in which a visitor may send one message. */
async function setUp() {
  const counted: string[] = [];
  const ports = testPorts({
    limitVisitorMessages: async (...visitor) => {
      const key = visitor.join("/");
      counted.push(key);
      return counted.filter((one) => one === key).length <= 1;
    },
  });
  const call = callApp(ports);
  const tokenOf = async (userId: string) => (await signVisitorToken(ports, { tenantId: "demo", userId, botId: "bot_demo" })).token;
  const lan = await tokenOf("lan");
  await call("/v1/conversations", { as: lan, json: { conversation_id: "c1" } });
  return { ports, call, counted, lan, tokenOf };
}

const message = { text: "Chào" };
const chatOf = (id: string) => ({ id, messages: [{ id: "m1", role: "user", parts: [{ type: "text", text: "Chào" }] }] });

describe("a visitor who sends too much", () => {
  test.each([
    ["a message", "/v1/conversations/c1/messages", message],
    ["a chat", "/v1/chat", chatOf("c1")],
    ["a chat that would begin", "/v1/chat", chatOf("c2")],
  ])("is asked to wait, and nobody answers %s", async (_, path, json) => {
    const { ports, call, lan } = await setUp();
    expect((await call("/v1/conversations/c1/messages", { as: lan, json: message })).status).toBe(200);
    const response = await call(path, { as: lan, json });
    expect(response.status).toBe(429);
    expect(response.headers.get("retry-after")).toBe("60");
    expect(await response.json()).toMatchObject({ code: "rate_limited", detail: expect.stringMatching(/Please wait a minute/) });
    expect([ports.fake.sent.length, ports.fake.started.length]).toEqual([1, 1]);
  });

  test("may still read, and takes nothing from others", async () => {
    const { call, lan, tokenOf, counted } = await setUp();
    for (const as of [lan, lan]) await call("/v1/conversations/c1/messages", { as, json: message });
    expect((await call("/v1/conversations/c1/messages", { as: lan })).status).toBe(200);
    expect((await call("/v1/chat", { as: await tokenOf("minh"), json: chatOf("c2") })).status).toBe(200);
    expect(counted).toEqual(["demo/lan", "demo/lan", "demo/minh"]);
  });
});

test("an API key has no limit on messages, and what is refused for its form does not count", async () => {
  const { call, lan, counted } = await setUp();
  for (const id of ["m1", "m2", "m3"]) {
    expect((await call("/v1/conversations/c1/messages", { as: "demo", json: { ...message, id } })).status).toBe(200);
  }
  expect((await call("/v1/conversations/c1/messages", { as: lan, json: { text: " " } })).status).toBe(400);
  expect(counted).toEqual([]);
});
