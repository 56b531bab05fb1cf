/** No access across tenants and users: every route that names a conversation, asked by everyone who should not know of it. */
import { env } from "cloudflare:test";
import { exports } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { createApiKey } from "../../../src/access/index.ts";
import { tenants } from "../../../src/db/schema/index.ts";
import { sharedPorts } from "../../../src/wiring.ts";

const origin = "http://edgewise.test";

async function call(token: string | null, method: string, path: string, body?: unknown) {
  const response = await exports.default.fetch(`${origin}${path}`, {
    method,
    headers: {
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, type: response.headers.get("content-type"), text };
}

async function visitor(userId: string): Promise<string> {
  const { text } = await call("demo", "POST", "/v1/visitor-tokens", { user_id: userId });
  return JSON.parse(text).token;
}

const chatBody = (id: string) => ({
  id,
  trigger: "submit-message",
  messages: [{ id: "m2", role: "user", parts: [{ type: "text", text: "hi" }] }],
});

/** Every route with a conversation's id in it. */
const routes: [method: string, path: (id: string) => string, body?: (id: string) => unknown][] = [
  ["GET", (id) => `/v1/conversations/${id}`],
  ["GET", (id) => `/v1/conversations/${id}/messages`],
  ["POST", (id) => `/v1/conversations/${id}/messages`, () => ({ text: "hi" })],
  ["GET", (id) => `/v1/conversations/${id}/stream`],
  ["POST", (id) => `/v1/conversations/${id}/stop`],
  ["POST", (id) => `/v1/chat/${id}/stop`],
  ["GET", (id) => `/v1/conversations/${id}/events`],
  ["POST", (id) => `/v1/conversations/${id}/regenerate`, () => ({})],
  ["POST", (id) => `/v1/conversations/${id}/branches/select`, () => ({ message_id: "m1" })],
  ["POST", (id) => `/v1/conversations/${id}/messages/m1/feedback`, () => ({ rating: "up" })],
  ["POST", (id) => `/v1/conversations/${id}/handover`, () => ({})],
  ["POST", (id) => `/v1/conversations/${id}/close`],
];

/** Those that only staff may call at all. */
const staffRoutes: typeof routes = [
  ["POST", (id) => `/v1/conversations/${id}/staff-messages`, () => ({ text: "hi" })],
  ["POST", (id) => `/v1/conversations/${id}/release`],
  ["POST", (id) => `/v1/conversations/${id}/fork`, () => ({})],
  ["POST", (id) => `/v1/conversations/${id}/effects/release`],
];

const canary = "the-secret-words-of-lan";
let conversation: string;
let lastMessage: string;
const strangers: Record<string, string> = {};
let lan: string;

beforeAll(async () => {
  const ports = sharedPorts(env);
  const tenantId = ports.ids.next("tenant");
  await ports.db.insert(tenants).values({ id: tenantId, name: "Another" });
  strangers["another tenant's owner"] = (await createApiKey(ports, tenantId, "test")).key;
  const user = ports.ids.next("user");
  lan = await visitor(user);
  strangers["another user"] = await visitor(ports.ids.next("user"));
  const begun = await call("demo", "POST", "/v1/conversations", { user_id: user });
  conversation = JSON.parse(begun.text).conversation_id;
  const said = await call("demo", "POST", `/v1/conversations/${conversation}/messages`, { id: "m1", text: canary });
  lastMessage = JSON.parse(said.text).message.id;
});

describe.each(["another tenant's owner", "another user"])("%s", (who) => {
  it.each(routes)("is told that it is not there: %s %s", async (method, path, body) => {
    const answer = await call(strangers[who] ?? "", method, path(conversation), body?.(conversation));
    expect([answer.status, answer.type]).toEqual([404, "application/problem+json"]);
    expect(answer.text).not.toContain(canary);
    const unknown = await call(strangers[who] ?? "", method, path("conv_never_begun"), body?.("conv_never_begun"));
    expect(unknown.status).toBe(404);
    expect(JSON.parse(unknown.text).detail).toBe(JSON.parse(answer.text).detail);
  });
});

it.each(staffRoutes)(
  "another tenant's owner is told that it is not there, a customer that this is for staff: %s %s",
  async (method, path, body) => {
    for (const [who, status] of [
      ["another tenant's owner", 404],
      ["another user", 403],
    ] as const) {
      const answer = await call(strangers[who] ?? "", method, path(conversation), body?.(conversation));
      const unknown = await call(strangers[who] ?? "", method, path("conv_never_begun"), body?.("conv_never_begun"));
      expect([answer.status, unknown.status, answer.text.includes(canary)]).toEqual([status, status, false]);
      expect(JSON.parse(unknown.text).detail).toBe(JSON.parse(answer.text).detail);
    }
    expect((await call(lan, method, path(conversation), body?.(conversation))).status).toBe(403);
  },
);

it("whatever strangers asked for has not happened", async () => {
  const { text } = await call(lan, "GET", `/v1/conversations/${conversation}`);
  expect(JSON.parse(text)).toMatchObject({ handler: "bot", epoch: 0, end_time: null, last_message_id: lastMessage });
});

it("is told nothing by the list", async () => {
  for (const token of Object.values(strangers)) {
    const answer = await call(token, "GET", "/v1/conversations");
    expect([answer.status, answer.text.includes(conversation)]).toEqual([200, false]);
  }
});

it("another user cannot chat into it, and another tenant's chat of the same id is its own", async () => {
  const intruding = await call(strangers["another user"] ?? "", "POST", "/v1/chat", chatBody(conversation));
  expect([intruding.status, intruding.text.includes(canary)]).toEqual([404, false]);
  const stream = await call(strangers["another user"] ?? "", "GET", `/v1/chat/${conversation}/stream`);
  expect([stream.status, stream.text]).toEqual([204, ""]);
});

it("everyone without a token, with a forged one or a revoked one is turned away", async () => {
  const [head, , signature] = lan.split(".");
  const forged = `${head}.${btoa(JSON.stringify({ sub: "owner", tenant: "demo" })).replaceAll("=", "")}.${signature}`;
  const made = JSON.parse((await call("demo", "POST", "/v1/api-keys", { name: "short-lived" })).text);
  await call("demo", "DELETE", `/v1/api-keys/${made.id}`);
  for (const token of [null, "", "nonsense", forged, made.key]) {
    for (const [method, path, body] of [...routes, ...staffRoutes]) {
      const answer = await call(token, method, path(conversation), body?.(conversation));
      expect([answer.status, answer.type]).toEqual([401, "application/problem+json"]);
    }
  }
});

it("the user himself is let in, and only as himself", async () => {
  expect((await call(lan, "GET", `/v1/conversations/${conversation}`)).text).toContain(canary);
  expect((await call(lan, "GET", "/v1/api-keys")).status).toBe(403);
  expect((await call(lan, "GET", "/v1/dead-letters")).status).toBe(403);
  expect((await call(lan, "POST", "/v1/conversations", { user_id: "somebody-else" })).status).toBe(403);
});
