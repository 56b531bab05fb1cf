import { randomInt } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { z } from "zod";
import { listenOnLoopback, readJson, sendJson, sendText } from "../loopback.ts";
import { OrderBook } from "./order-book.ts";
import { checkoutRequest, decideCheckout, type Order } from "./orders.ts";
import { renderOrder, renderUnknownOrder } from "./page.ts";

export interface RunningShop {
  /** Orders go to `<url>/checkout`. */
  url: string;
  stop(): Promise<void>;
}

interface Shop {
  orders: OrderBook;
  /** What was answered to each Idempotency-Key. */
  answers: Map<string, object>;
  orderUrl(reference: string): string;
}

/**
 * Starts the demo shop: the endpoint of the action `checkout`, and a page on which a person pays.
 * @param file where orders are kept, and served on the same port again if it is free; in memory without one.
 */
export async function startShop(file?: string): Promise<RunningShop> {
  const orders = new OrderBook(file);
  const shop: Shop = { orders, answers: new Map(), orderUrl: (reference) => `${server.url}/checkout/${reference}` };
  const listen = (port: number) => listenOnLoopback(port, (request, response) => route(shop, request, response));
  const server = await listen(orders.port).catch(() => listen(0));
  orders.port = server.port;
  orders.save();
  return { url: server.url, stop: server.stop };
}

async function route(shop: Shop, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = request.url ?? "/";
  if (path === "/checkout" && request.method === "POST") return checkOut(shop, request, response);
  const order = shop.orders.get(path.replace(/^\/checkout\//, ""));
  if (order === undefined) return sendText(response, 404, renderUnknownOrder(), "text/html; charset=utf-8");
  if (request.method === "POST") {
    if (order.status === "pending") shop.orders.keep({ ...order, status: "paid" });
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
  const decision = decideCheckout(shop.orders.all(), body.data, () => `DH-${randomInt(100_000, 1_000_000)}`);
  const answer = "rejected" in decision ? { status: "rejected", message: decision.rejected } : accept(shop, decision);
  if (typeof key === "string") shop.answers.set(key, answer);
  sendJson(response, 200, answer);
}

function accept(shop: Shop, { order, unpaid }: { order: Order; unpaid?: true }): object {
  shop.orders.keep(order);
  const { status, reference, items, total } = order;
  const message = unpaid ? { message: "Đơn hàng chưa được thanh toán. / The order is not paid yet." } : {};
  return { status, reference, url: shop.orderUrl(reference), items, ...(total === undefined ? {} : { total }), ...message };
}
