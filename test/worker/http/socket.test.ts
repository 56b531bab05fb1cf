/** The feed and the socket behind the front door: who may open them, and by what. */
import { exports } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { FeedClient, hasType, isLive, SocketClient } from "../support/feed.ts";

const origin = "http://edgewise.test";
const upgrade = { upgrade: "websocket" };
const asOwner = { authorization: "Bearer demo" };
let id = "";
let token = "";

const get = (path: string, headers: Record<string, string> = {}) => exports.default.fetch(`${origin}${path}`, { headers });

async function post(path: string, body: unknown) {
  const headers = { ...asOwner, "content-type": "application/json" };
  const response = await exports.default.fetch(`${origin}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  return response.json<Record<string, string>>();
}

async function connect(path: string, headers: Record<string, string>) {
  const response = await get(path, { ...upgrade, ...headers });
  if (!response.webSocket) throw new Error(`${response.status}: ${await response.text()}`);
  return { response, socket: new SocketClient(response.webSocket) };
}

const codeOf = async (response: Response) => [response.status, (await response.json<{ code: string }>()).code];

beforeAll(async () => {
  id = (await post("/v1/conversations", { user_id: "socket-lan" }))["conversation_id"] ?? "";
  token = (await post("/v1/visitor-tokens", { user_id: "socket-lan" }))["token"] ?? "";
}, 30_000);

describe("the socket", () => {
  it("opens with an API key in the header, and talks", async () => {
    const { response, socket } = await connect(`/v1/conversations/${id}/socket?after=0&only=messages`, asOwner);
    expect([response.status, response.headers.get("sec-websocket-protocol")]).toEqual([101, null]);
    expect((await socket.until(isLive)).map(({ type }) => type)).toEqual(["ready", "message.created", "live"]);
    expect(await socket.ask({ type: "message", text: "Chào" })).toMatchObject({ type: "accepted" });
    await socket.until(hasType("message.created", 3));
    socket.close();
    await socket.untilClosed();
  });

  it("opens with a visitor's token among the subprotocols, and never says it again", async () => {
    const { response, socket } = await connect(`/v1/conversations/${id}/socket`, { "sec-websocket-protocol": `edgewise, bearer.${token}` });
    expect(response.headers.get("sec-websocket-protocol")).toBe("edgewise");
    expect((await socket.until(isLive))[0]).toMatchObject({ participants: [{ role: "visitor", user_id: "socket-lan" }] });
    socket.close();
  });

  it("does not open for who cannot be named, whatever else they say", async () => {
    const path = `/v1/conversations/${id}/socket`;
    const forged = encodeURIComponent(JSON.stringify({ address: { tenantId: "demo", conversationId: id }, actor: { role: "owner" } }));
    const attempts: [Record<string, string>, string][] = [
      [{}, path],
      [{ "edgewise-socket": forged }, path],
      [{ "sec-websocket-protocol": "edgewise" }, path],
      [{ "sec-websocket-protocol": "edgewise, bearer.wrong" }, path],
      [{ authorization: "Bearer wrong", "sec-websocket-protocol": `edgewise, bearer.${token}` }, path],
      [{ origin: "http://edgewise.test", cookie: `token=${token}` }, `${path}?token=${token}`],
    ];
    for (const [headers, where] of attempts)
      expect(await codeOf(await get(where, { ...upgrade, ...headers }))).toEqual([401, "unauthenticated"]);
  });

  it("is the caller's own, also where a header says otherwise", async () => {
    const other = (await post("/v1/visitor-tokens", { user_id: "socket-minh" }))["token"] ?? "";
    const forged = encodeURIComponent(
      JSON.stringify({ address: { tenantId: "demo", conversationId: id }, actor: { role: "owner" }, query: { after: null, only: null } }),
    );
    const headers = { ...upgrade, authorization: `Bearer ${other}`, "edgewise-socket": forged };
    expect(await codeOf(await get(`/v1/conversations/${id}/socket`, headers))).toEqual([404, "not_found"]);
    expect(await codeOf(await get(`/v1/conversations/nowhere/socket`, { ...upgrade, ...asOwner }))).toEqual([404, "not_found"]);
  });

  it("says what to do to who comes without an upgrade, or asks for what there is not", async () => {
    const plain = await get(`/v1/conversations/${id}/socket`, asOwner);
    expect(plain.headers.get("upgrade")).toBe("websocket");
    expect(await codeOf(plain)).toEqual([426, "upgrade_required"]);
    expect(await codeOf(await get(`/v1/conversations/${id}/socket?only=all`, { ...upgrade, ...asOwner }))).toEqual([
      400,
      "invalid_request",
    ]);
    expect(await codeOf(await get(`/v1/conversations/${id}/events?after=x`, asOwner))).toEqual([400, "invalid_request"]);
  });
});

describe("the feed", () => {
  it("goes on behind Last-Event-ID, whatever `after` said when it began", async () => {
    const { last_seq: last } = await (await get(`/v1/conversations/${id}`, asOwner)).json<{ last_seq: number }>();
    const response = await get(`/v1/conversations/${id}/events?after=0`, { ...asOwner, "last-event-id": String(last - 1) });
    expect(response.headers.get("content-type")).toMatch("text/event-stream");
    expect(response.headers.get("x-vercel-ai-ui-message-stream"), "it is none").toBeNull();
    if (!response.body) throw new Error("no body");
    const feed = new FeedClient(response.body);
    expect((await feed.until(isLive)).map(({ type }) => type)).toEqual(["ready", "turn.ended", "live"]);
    await feed.cancel();
  });
});
