import { describe, expect, test } from "vitest";
import { signVisitorToken } from "../../../../src/access/visitor-token.ts";
import { callApp, testPorts } from "../../../support/app-ports.ts";

async function conversation() {
  const ports = testPorts();
  const call = callApp(ports);
  await call("/v1/conversations", { as: "demo", json: { conversation_id: "c1", user_id: "lan" } });
  return { call, ports };
}

describe("a running turn", () => {
  test("streams again from its first event", async () => {
    const { call, ports } = await conversation();
    ports.fake.keepRunning("c1");
    const response = await call("/v1/conversations/c1/stream", { as: "demo" });
    expect(response.status).toBe(200);
    expect(response.headers.get("x-vercel-ai-ui-message-stream")).toBe("v1");
    expect(await response.text()).toMatch(/^id: 1\n/);
    expect(ports.fake.attachedAfter).toEqual([null]);
  });

  test("goes on after the last event that a client saw", async () => {
    const { call, ports } = await conversation();
    ports.fake.keepRunning("c1");
    const response = await call("/v1/conversations/c1/stream", { as: "demo", headers: { "last-event-id": "2" } });
    expect(await response.text()).toMatch(/^id: 3\n/);
    expect(ports.fake.attachedAfter).toEqual([{ seq: 2, generation: 0 }]);
  });

  test("is left again when only its headers were asked for", async () => {
    const { call, ports } = await conversation();
    let left = false;
    ports.conversations = (address) => ({
      ...ports.fake.find(address),
      attach: async () => ({ ok: true, value: new ReadableStream({ cancel: () => void (left = true) }) }),
    });
    const response = await call("/v1/conversations/c1/stream", { method: "HEAD", as: "demo" });
    expect(response.status).toBe(200);
    expect(left).toBe(true);
  });

  test("stops, once", async () => {
    const { call, ports } = await conversation();
    ports.fake.keepRunning("c1");
    const stop = () => call("/v1/conversations/c1/stop", { method: "POST", as: "demo" });
    expect(await (await stop()).json()).toEqual({ stopped: true });
    const again = await stop();
    expect(again.status).toBe(200);
    expect(await again.json()).toEqual({ stopped: false });
  });
});

test("204 where no turn is running", async () => {
  const { call } = await conversation();
  const response = await call("/v1/conversations/c1/stream", { as: "demo" });
  expect(response.status).toBe(204);
  expect(await response.text()).toBe("");
});

test.each(["-1", "two", "1.5.5", "1.", "1e3", "9".repeat(16)])("an event id that is none is refused: %s", async (id) => {
  const { call } = await conversation();
  const response = await call("/v1/conversations/c1/stream", { as: "demo", headers: { "Last-Event-ID": id } });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    errors: [{ path: "header.Last-Event-ID", message: "must be the id of an event, as it was sent" }],
  });
});

test("nobody attaches to another's turn, or stops it", async () => {
  const { call, ports } = await conversation();
  ports.fake.keepRunning("c1");
  for (const [tenantId, userId] of [
    ["demo", "minh"],
    ["other", "lan"],
  ] as const) {
    const { token } = await signVisitorToken(ports, { tenantId, userId, botId: "bot_demo" });
    expect((await call("/v1/conversations/c1/stream", { as: token })).status).toBe(404);
    expect((await call("/v1/conversations/c1/stop", { method: "POST", as: token })).status).toBe(404);
    expect((await call("/v1/chat/c1/stop", { method: "POST", as: token })).status).toBe(404);
    expect((await call("/v1/chat/c1/stream", { as: token })).status).toBe(204);
  }
  expect(await (await call("/v1/conversations/c1/stop", { method: "POST", as: "demo" })).json()).toEqual({ stopped: true });
});
