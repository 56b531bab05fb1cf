import { randomInt } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { listenOnLoopback, readJson, sendJson, sendText } from "../loopback.ts";
import { checkoutRequest, decideCheckout, type Order } from "./orders.ts";
import { renderOrder, renderUnknownOrder } from "./page.ts";

export interface RunningShop {
  /** Orders go to `<url>/checkout`. */
  url: string;
  stop(): Promise<void>;
}

interface Shop {
  orders: Map<string, Order>;
  /** What was answered to each Idempotency-Key. */
  answers: Map<string, object>;
  orderUrl(reference: string): string;
}

/** Starts the demo shop: the endpoint of the action `checkout`, and a page on which a person pays. It keeps orders in memory. */
export async function startShop(port = 0): Promise<RunningShop> {
  const shop: Shop = { orders: new Map(), answers: new Map(), orderUrl: (reference) => `${server.url}/checkout/${reference}` };
  const server = await listenOnLoopback(port, (request, response) => route(shop, request, response));
  return { url: server.url, stop: server.stop };
}

async function route(shop: Shop, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? "/";
  if (path === "/checkout" && request.method === "POST") return checkOut(shop, request, response);
  const order = shop.orders.get(path.replace(/^\/checkout\//, ""));
  if (order === undefined) return sendText(response, 404, renderUnknownOrder(), "text/html; charset=utf-8");
  if (request.method === "POST") {
    shop.orders.set(order.reference, { ...order, status: "confirmed" });
    response.writeHead(303, { location: path }).end();
    return;
  }
  sendText(response, 200, renderOrder(order), "text/html; charset=utf-8");
}

async function checkOut(shop: Shop, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = checkoutRequest.safeParse(await readJson(request));
  if (!body.success) return sendJson(response, 422, { status: "rejected", message: z.prettifyError(body.error) });
  const key = request.headers["idempotency-key"];
  const answered = typeof key === "string" ? shop.answers.get(key) : undefined;
  if (answered !== undefined) return sendJson(response, 200, answered);
  const decision = decideCheckout(shop.orders.values(), body.data, () => `DH-${randomInt(100_000, 1_000_000)}`);
  const answer = "rejected" in decision ? { status: "rejected", message: decision.rejected } : keep(shop, decision.order);
  if (typeof key === "string") shop.answers.set(key, answer);
  sendJson(response, 200, answer);
}

function keep(shop: Shop, order: Order): object {
  shop.orders.set(order.reference, order);
  const { status, reference, items, total } = order;
  return { status, reference, url: shop.orderUrl(reference), items, ...(total === undefined ? {} : { total }) };
}
