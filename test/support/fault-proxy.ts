/** A proxy on loopback that stands between the Worker and what it depends on, and fails on demand. */
import { createServer, request as forward, Agent, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { buffer } from "node:stream/consumers";

export type Fault =
  /** Everything goes through. */
  | { kind: "pass" }
  /** Connections are reset, also those that are open. */
  | { kind: "down" }
  /** Requests are taken and never answered. */
  | { kind: "hang" }
  /** Requests go through this much later. */
  | { kind: "slow"; milliseconds: number }
  /** Requests are answered with 500 and reach nobody. */
  | { kind: "error" }
  /** Requests go through; the answer breaks off in the middle. */
  | { kind: "truncate" };

export interface FaultProxy {
  url: string;
  /** Chooses what becomes of every request from now on; a function chooses for each request. */
  set(fault: Fault | (() => Fault)): void;
  /** Requests so far by what became of them. */
  counts: Record<Fault["kind"], number>;
  stop(): Promise<void>;
}

/** @param target the origin that requests go on to, such as `http://127.0.0.1:5432`. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const sockets = new Set<Socket>();
  const agent = new Agent({ keepAlive: true });
  const counts = { pass: 0, down: 0, hang: 0, slow: 0, error: 0, truncate: 0 };
  let choose: () => Fault = () => ({ kind: "pass" });
  let isDown = false;

  const server = createServer((request, response) => {
    const fault = choose();
    counts[fault.kind] += 1;
    void answer(fault, { target, agent, request, response });
  });
  server.keepAliveTimeout = 0;
  server.on("connection", (socket) => {
    if (isDown) {
      counts.down += 1;
      socket.resetAndDestroy();
      return;
    }
    sockets.add(socket);
    // A reset is what was asked for.
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A TCP server's address is an object.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    counts,
    set(fault) {
      choose = typeof fault === "function" ? fault : () => fault;
      isDown = typeof fault !== "function" && fault.kind === "down";
      if (isDown) for (const socket of sockets) socket.resetAndDestroy();
    },
    async stop() {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      server.closeAllConnections();
      agent.destroy();
      await closed;
    },
  };
}

interface Exchange {
  target: string;
  agent: Agent;
  request: IncomingMessage;
  response: ServerResponse;
}

async function answer(fault: Fault, exchange: Exchange): Promise<void> {
  const { request, response } = exchange;
  switch (fault.kind) {
    case "down":
      request.socket.resetAndDestroy();
      return;
    case "hang":
      request.resume();
      return;
    case "error":
      request.resume();
      response.writeHead(500, { "content-type": "text/plain" }).end("It fails on demand.");
      return;
    case "slow":
      await new Promise((resolve) => setTimeout(resolve, fault.milliseconds));
      return pass(exchange, false);
    case "truncate":
      return pass(exchange, true);
    case "pass":
      return pass(exchange, false);
  }
}

/** Whichever side is torn tears the other. */
function pass({ target, agent, request, response }: Exchange, cut: boolean): void {
  const url = new URL(request.url ?? "/", target);
  const onward = forward(url.href, { agent, method: request.method, headers: { ...request.headers, host: url.host } }, (answered) => {
    answered.on("error", () => response.destroy());
    if (cut) void cutInHalf(answered, response);
    else answered.pipe(response.writeHead(answered.statusCode ?? 502, answered.headers));
  });
  onward.on("error", () => response.destroy());
  response.on("close", () => onward.destroy());
  request.pipe(onward);
}

/** The headers promise all of the body; half of it comes. */
async function cutInHalf(answered: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await buffer(answered).catch(() => Buffer.alloc(0));
  const { "transfer-encoding": _, ...headers } = answered.headers;
  response.writeHead(answered.statusCode ?? 502, { ...headers, "content-length": body.length });
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.destroy());
}
