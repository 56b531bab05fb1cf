/** The page's endpoints in one process, scripted: for trying the page, and for the cuts and refusals that a real stack will not produce on demand. */
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join } from "node:path";
import type { UIMessageChunk } from "ai";
import { MockFiles } from "./mock-files.ts";
import { MockConversations, type MockConversation } from "./mock-conversations.ts";
import type { MockTurn } from "./mock-turn.ts";

export interface MockChat {
  origin: string;
  /** Breaks every open stream; turns go on. */
  cutStreams(): void;
  /** Answers the next request of `method path-prefix` with a problem. */
  refuseNext(route: string, status: number, code: string, detail: string): void;
  /** Drops the next request of `method path-prefix` without an answer. */
  dropNext(route: string): void;
  /** Makes every token out there invalid. */
  expireTokens(): void;
  tokensGiven(): number;
  conversations: MockConversations;
  close(): Promise<void>;
}

type Fault = { route: string; act: (response: ServerResponse) => void };

/** Serves `webRoot` and the endpoints on a free port. @param wordMs pause between two words. */
export async function startMockChat({ webRoot, wordMs }: { webRoot: string; wordMs: number }): Promise<MockChat> {
  const conversations = new MockConversations(wordMs);
  const files = new MockFiles();
  const faults: Fault[] = [];
  const streams = new Set<ServerResponse>();
  let generation = 0;
  let tokens = 0;

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? "/", "http://mock");
    const route = `${request.method} ${url.pathname}`;
    const fault = faults.findIndex((candidate) => `${route}${url.search}`.startsWith(candidate.route));
    if (fault >= 0) return faults.splice(fault, 1)[0]?.act(response);
    if (!url.pathname.startsWith("/v1/")) return serveFile(webRoot, url.pathname, response);
    if (route === "POST /v1/visitor-tokens") {
      tokens += 1;
      return json(response, 201, {
        token: `visitor-${generation}-${tokens}`,
        user_id: "user_mock",
        tenant: "demo",
        expires_at: new Date(Date.now() + 900_000).toISOString(),
      });
    }
    if (route.endsWith("/view") && (await files.answer(route, url, request, response))) return;
    if (!request.headers.authorization?.startsWith(`Bearer visitor-${generation}-`))
      return problem(response, 401, "unauthenticated", "The token has expired.");
    if (await files.answer(route, url, request, response)) return;
    await api(route, url, await bodyOf(request), response, conversations, streams);
  };

  const server = createServer(
    (request, response) => void answer(request, response).catch((error: unknown) => problem(response, 500, "internal", String(error))),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    origin: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    cutStreams: () => streams.forEach((stream) => stream.destroy()),
    refuseNext: (route, status, code, detail) => faults.push({ route, act: (response) => problem(response, status, code, detail) }),
    dropNext: (route) => faults.push({ route, act: (response) => void response.destroy() }),
    expireTokens: () => (generation += 1),
    tokensGiven: () => tokens,
    conversations,
    close: () =>
      new Promise((resolve) => {
        conversations.stopAll();
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function api(
  route: string,
  url: URL,
  body: Record<string, unknown>,
  response: ServerResponse,
  conversations: MockConversations,
  streams: Set<ServerResponse>,
): Promise<void> {
  if (route === "POST /v1/conversations") {
    const conversation = conversations.start(body["language"] === "en" ? "en" : "vi");
    return json(response, 201, {
      conversation_id: conversation.id,
      user_id: "user_mock",
      bot_id: "bot_demo",
      state: "idle",
      language: conversation.language,
      greeting: conversation.messages[0],
    });
  }
  if (route === "GET /v1/conversations") return json(response, 200, conversations.list());
  if (route === "POST /v1/chat") {
    const turn = conversations.send(body);
    return turn ? stream(response, turn, streams) : unanswered(response);
  }

  const [, kind, id, action = ""] = /^\/v1\/(chat|conversations)\/([^/]+)\/?([\w/-]*)$/.exec(url.pathname) ?? [];
  const conversation = conversations.find(decodeURIComponent(id ?? ""));
  if (!conversation) return problem(response, 404, "not_found", "There is no such conversation.");
  if (kind === "chat" && action === "stop") return json(response, 200, { stopped: conversations.stop(conversation) });
  if (kind === "chat" && action === "stream")
    return conversation.turn ? stream(response, conversation.turn, streams) : void response.writeHead(204).end();
  if (action === "messages") return json(response, 200, pageOf(conversations.path(conversation), url));
  if (action === "events") return listen(response, conversation, streams);
  if (action === "branches/select") {
    conversations.select(conversation, String(body["message_id"]));
    return json(response, 200, {});
  }
  const [, rated] = /^messages\/([^/]+)\/feedback$/.exec(action) ?? [];
  if (rated) {
    const message = conversation.messages.find((one) => one.id === rated);
    if (!message) return problem(response, 404, "not_found", "There is no such message.");
    message.rating = String(body["rating"]);
    return json(response, 200, { message_id: rated, rating: message.rating, comment: null });
  }
  return json(response, 200, {
    conversation_id: conversation.id,
    state: conversation.state,
    language: conversation.language,
    handler: conversation.handler,
    last_seq: 1,
    allowed_tools: [],
  });
}

function pageOf(path: object[], url: URL): object {
  const limit = Number(url.searchParams.get("limit") ?? 50);
  const from = Number(url.searchParams.get("cursor") ?? 0);
  const newestFirst = path.toReversed();
  const has_more = newestFirst.length > from + limit;
  return { data: newestFirst.slice(from, from + limit), has_more, next_cursor: has_more ? String(from + limit) : null };
}

/** What a message's stream says while staff have the conversation. */
function unanswered(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "text/event-stream", "x-vercel-ai-ui-message-stream": "v1" });
  response.end('data: {"type":"finish","finishReason":"other"}\n\ndata: [DONE]\n\n');
}

function listen(response: ServerResponse, { listeners }: MockConversation, streams: Set<ServerResponse>): void {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  const tell = (event: string): void => void response.write(`event: ${event}\ndata: {}\n\n`);
  listeners.add(tell);
  streams.add(response);
  response.on("close", () => {
    listeners.delete(tell);
    streams.delete(response);
  });
  tell("ready");
}

function stream(response: ServerResponse, turn: MockTurn, streams: Set<ServerResponse>): void {
  response.writeHead(200, { "content-type": "text/event-stream", "x-vercel-ai-ui-message-stream": "v1", "cache-control": "no-cache" });
  response.flushHeaders();
  streams.add(response);
  response.on("close", () => streams.delete(response));
  const send = (chunk: UIMessageChunk, seq: number): void => void response.write(`id: ${seq}\ndata: ${JSON.stringify(chunk)}\n\n`);
  turn.attach(send, () => response.end("data: [DONE]\n\n"));
}

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
};

/** The built page, under the headers that its `_headers` file asks of the host. */
async function serveFile(webRoot: string, path: string, response: ServerResponse): Promise<void> {
  const file = path === "/" ? "/index.html" : path;
  try {
    const policy = /Content-Security-Policy: (.+)/.exec(await readFile(join(webRoot, "_headers"), "utf8"))?.[1] ?? "";
    response.writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream", "content-security-policy": policy });
    response.end(await readFile(join(webRoot, file)));
  } catch {
    if (!response.headersSent) response.writeHead(404);
    response.end();
  }
}

async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  let text = "";
  for await (const chunk of request) text += String(chunk);
  const parsed: unknown = text ? JSON.parse(text) : {};
  return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function problem(response: ServerResponse, status: number, code: string, detail: string): void {
  response
    .writeHead(status, { "content-type": "application/problem+json" })
    .end(JSON.stringify({ type: "about:blank", title: code, status, code, detail }));
}
