import { randomInt } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { z } from "zod";
import { listenOnLoopback, sendJson, sendText } from "../loopback.ts";
import { OrderBook } from "./order-book.ts";
import { checkoutRequest, decideCheckout, type Order } from "./orders.ts";
import { renderOrder, renderUnknownOrder } from "./page.ts";
import { demoActionSecret, signatureProblem } from "./signature.ts";

export interface RunningShop {
  /** Orders go to `<url>/checkout`. */
  url: string;
  stop(): Promise<void>;
}

interface Shop {
  orders: OrderBook;
  orderUrl(reference: string): string;
}

/**
 * Starts the demo shop: the endpoint of the action `checkout`, and a page on which a person pays.
 * @param file where orders are kept, and served on the same port again if it is free; in memory without one.
 */
export async function startShop(file?: string): Promise<RunningShop> {
  const orders = new OrderBook(file);
  const shop: Shop = { orders, orderUrl: (reference) => `${server.url}/checkout/${reference}` };
  const listen = (port: number) => listenOnLoopback(port, (request, response) => route(shop, request, response));
  const server = await listen(orders.port).catch(() => listen(0));
  orders.port = server.port;
  orders.save();
  return { url: server.url, stop: server.stop };
}

async function route(shop: Shop, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname: path, searchParams } = new URL(request.url ?? "/", "http://shop");
  const key = searchParams.get("idempotency_key");
  if (path === "/checkout" && (request.method === "POST" || key !== null)) return answerAction(shop, key, request, response);
  const order = shop.orders.get(path.replace(/^\/checkout\//, ""));
  if (order === undefined) return sendText(response, 404, renderUnknownOrder(), "text/html; charset=utf-8");
  if (request.method === "POST") {
    if (order.status === "pending") shop.orders.keep({ ...order, status: "paid" });
    response.writeHead(303, { location: path }).end();
    return;
  }
  sendText(response, 200, renderOrder(order), "text/html; charset=utf-8");
}

/** What only Edgewise may ask: an order, or what became of one. */
async function answerAction(shop: Shop, key: string | null, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await text(request);
  const problem = signatureProblem(request.headers, body, demoActionSecret, Date.now());
  if (problem !== null) return sendJson(response, 401, { message: problem });
  if (request.method !== "POST" && key !== null) return tellOutcome(shop, key, response);
  return checkOut(shop, request, body, response);
}

/** What became of an earlier request: its answer again, or that it never came. */
function tellOutcome({ orders }: Shop, key: string, response: ServerResponse): void {
  const answered = orders.answerTo(key);
  sendJson(response, answered ? 200 : 404, answered ?? { status: "never_arrived" });
}

function checkOut({ orders, orderUrl }: Shop, request: IncomingMessage, text: string, response: ServerResponse): void {
  const body = checkoutRequest.safeParse(parse(text));
  if (!body.success) return sendJson(response, 422, { status: "rejected", message: z.prettifyError(body.error) });
  const { "idempotency-key": given } = request.headers;
  const key = typeof given === "string" ? given : undefined;
  const answered = key === undefined ? undefined : orders.answerTo(key);
  if (answered !== undefined) return sendJson(response, 200, answered);
  const decision = decideCheckout(orders.all(), body.data, () => `DH-${randomInt(100_000, 1_000_000)}`);
  const answer = "rejected" in decision ? { status: "rejected", message: decision.rejected } : answerOf(decision, orderUrl);
  orders.keepAnswer(key, answer, "rejected" in decision ? null : decision.order);
  sendJson(response, 200, answer);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function answerOf({ order, unpaid }: { order: Order; unpaid?: true }, orderUrl: Shop["orderUrl"]): object {
  const { status, reference, items, total } = order;
  const message = unpaid ? { message: "Đơn hàng chưa được thanh toán. / The order is not paid yet." } : {};
  return { status, reference, url: orderUrl(reference), items, ...(total === undefined ? {} : { total }), ...message };
}
