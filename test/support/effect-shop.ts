/** A shop on loopback that keeps every effect by its key, holds its answers as long as it is told to, and does not sort out doubles. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { z } from "zod";

/** What becomes of an order, by the conversation that it comes from. */
export interface Conduct {
  /** `at once`; `held` until it is let go; `lost`: the first request is held and comes to nothing, the next ones are orders. */
  answer: "at once" | "held" | "lost";
  /** What is said to the question what became of a key; `silence` is no answer at all, `404` a bare one. */
  inquiry: "outcome" | "silence" | "404";
}

export interface Effect {
  key: string;
  conversationId: string;
  reference: string;
}

export interface EffectShop {
  /** Where orders go. */
  url: string;
  /** Settles once an order of this conversation has come, or has been answered. */
  conduct(conversationId: string, conduct: Conduct): { arrived: Promise<void>; answered: Promise<void> };
  /** Everything that was ever done, in order: one for each order that was taken. */
  readonly effects: readonly Effect[];
  /** Requests that have come, by conversation. */
  readonly requests: ReadonlyMap<string, number>;
  /** Answers whoever is still there to be answered. */
  letGo(): void;
  stop(): Promise<void>;
}

const orderSchema = z.object({ conversation_id: z.string(), payload: z.looseObject({}) });

interface Kept {
  conduct: Conduct;
  arrived(): void;
  answered(): void;
}

export async function startEffectShop(): Promise<EffectShop> {
  const kept = new Map<string, Kept>();
  const effects: Effect[] = [];
  const requests = new Map<string, number>();
  const owners = new Map<string, string>();
  let held: (() => void)[] = [];

  async function order(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const key = String(request.headers["idempotency-key"]);
    const { conversation_id: conversationId } = orderSchema.parse(await json(request));
    const { conduct, arrived, answered } = kept.get(conversationId) ?? unknown(conversationId);
    const times = (requests.get(conversationId) ?? 0) + 1;
    requests.set(conversationId, times);
    owners.set(key, conversationId);
    const isLost = conduct.answer === "lost" && times === 1;
    const reference = `DH-${effects.length + 1}`;
    if (!isLost) effects.push({ key, conversationId, reference });
    const answer = () => {
      if (isLost) response.destroy();
      else sendJson(response, 200, { status: "pending", reference });
    };
    response.on("finish", answered);
    if (conduct.answer === "held" || isLost) held.push(answer);
    else answer();
    arrived();
  }

  function inquire(key: string, response: ServerResponse): void {
    const conduct = kept.get(owners.get(key) ?? "")?.conduct;
    const effect = effects.find((one) => one.key === key);
    if (conduct?.inquiry === "silence") held.push(() => response.destroy());
    else if (conduct?.inquiry === "404") response.writeHead(404).end("Not found");
    else if (effect) sendJson(response, 200, { status: "pending", reference: effect.reference });
    else sendJson(response, 404, { status: "never_arrived" });
  }

  const server = createServer((request, response) => {
    const key = new URL(request.url ?? "/", "http://shop").searchParams.get("idempotency_key");
    if (request.method === "POST") order(request, response).catch(() => response.writeHead(500).end());
    else if (key !== null) inquire(key, response);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A TCP server's address is an object.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/checkout`,
    effects,
    requests,
    conduct(conversationId, conduct) {
      const { promise: arrived, resolve: onArrival } = Promise.withResolvers<void>();
      const { promise: answered, resolve: onAnswer } = Promise.withResolvers<void>();
      kept.set(conversationId, { conduct, arrived: onArrival, answered: onAnswer });
      return { arrived, answered };
    },
    letGo() {
      for (const answer of held.splice(0)) answer();
    },
    stop: () =>
      new Promise((resolve) => {
        held = [];
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function unknown(conversationId: string): Kept {
  throw new Error(`Nothing is known of ${conversationId}.`);
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}
