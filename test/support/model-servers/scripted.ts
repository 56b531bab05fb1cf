import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { JsonObject } from "../../../src/platform/ports.ts";

/** One request as it arrived. */
export interface RecordedRequest {
  method: string;
  path: string;
  query: Record<string, string>;
  headers: IncomingHttpHeaders;
  body: JsonObject;
}

/** What a server answers to one request. */
export type Reply =
  | { kind: "json"; status: number; body: unknown; headers?: Record<string, string> }
  /** Server-sent events. `end` is how the stream ends: in order, with the socket torn, or not at all. */
  | { kind: "events"; events: string[]; end?: "close" | "destroy" | "never" };

export interface ScriptedServer {
  url: string;
  requests: RecordedRequest[];
  close(): Promise<void>;
}

/**
 * A local HTTP server that answers by `script`, one reply a request.
 * `check` may refuse a request that the real server would refuse; the refused request uses up no reply.
 */
export async function startScripted(script: Reply[], check: (request: RecordedRequest) => Reply | null): Promise<ScriptedServer> {
  const requests: RecordedRequest[] = [];
  const server = createServer(async (incoming, response) => {
    const url = new URL(incoming.url ?? "/", "http://local");
    let text = "";
    for await (const piece of incoming.setEncoding("utf8")) text += String(piece);
    const request: RecordedRequest = {
      method: incoming.method ?? "",
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers: incoming.headers,
      body: JSON.parse(text),
    };
    requests.push(request);
    send(response, check(request) ?? script.shift() ?? exhausted);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A TCP server's address is an object.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const exhausted: Reply = { kind: "json", status: 418, body: { error: { message: "The script has no reply left." } } };

function send(response: ServerResponse, reply: Reply): void {
  if (reply.kind === "json") {
    response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers }).end(JSON.stringify(reply.body));
    return;
  }
  response.writeHead(200, { "content-type": "text/event-stream" });
  const { end = "close" } = reply;
  // The last write's callback, so that a torn socket tears after the events and not through them.
  response.write(reply.events.join(""), () => {
    if (end === "close") response.end();
    if (end === "destroy") response.destroy();
  });
}
