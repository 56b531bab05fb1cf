import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { z } from "zod";
import { actions } from "../../../../src/db/schema/index.ts";
import { unreachableDatabase } from "../../../support/history.ts";
import { openShop, type Shop } from "../../../support/shop.ts";

interface Received {
  method: string | undefined;
  path: string | undefined;
  headers: IncomingHttpHeaders;
  body: unknown;
}

const shown = ["LT-VIVOBOOK15", "LT-MACAIR13", "LT-XPS13"];
const received: Received[] = [];
let answer: { status: number; body: string; headers?: Record<string, string> };
let endpoint: Server;
let shop: Shop;

beforeAll(async () => {
  endpoint = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ method: request.method, path: request.url, headers: request.headers, body: JSON.parse(body || "null") });
      response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers }).end(answer.body);
    });
  });
  await new Promise<void>((listening) => endpoint.listen(0, "127.0.0.1", listening));
  shop = await openShop();
  await shop.db.insert(actions).values([
    { tenantId: shop.tenantId, name: "checkout", url: `${endpointUrl()}/checkout`, description: "orders" },
    { tenantId: shop.tenantId, name: "call_back", url: `${endpointUrl()}/call-back`, description: "calls" },
  ]);
});
afterAll(() => new Promise((closed) => endpoint.close(closed)));
beforeEach(() => {
  received.length = 0;
  answer = { status: 200, body: JSON.stringify({ status: "pending", reference: "DH-1", url: "https://shop.example/pay/DH-1" }) };
});

function endpointUrl(): string {
  const address = z.object({ port: z.number() }).parse(endpoint.address());
  return `http://127.0.0.1:${address.port}`;
}

const trigger = (input: object, context: object = {}) => shop.run("trigger_web_hook", input, { shown, fetch, ...context });
const buy = (items: object[], context: object = {}) => trigger({ action: "checkout", payload: { items } }, context);

describe("checkout", () => {
  test("posts the catalogue's own items once, under the call's idempotency key", async () => {
    const result = await buy([{ position: 1 }, { code: "lt-macair13", quantity: 2 }], {
      idempotencyKey: "call_42",
      conversationId: "conv_7",
      userId: "user_9",
    });
    const items = [
      { code: "LT-VIVOBOOK15", name: expect.any(String), quantity: 1, price: 14_990_000 },
      { code: "LT-MACAIR13", name: expect.any(String), quantity: 2, price: 24_490_000 },
    ];
    expect(received).toMatchObject([
      {
        method: "POST",
        path: "/checkout",
        headers: { "idempotency-key": "call_42", "content-type": "application/json" },
        body: { action: "checkout", payload: { items, confirm: false }, conversation_id: "conv_7", user_id: "user_9" },
      },
    ]);
    expect(result).toMatchObject({
      newState: "purchasing",
      output: { action: "checkout", status: "pending", reference: "DH-1", url: "https://shop.example/pay/DH-1", total: 63_970_000, items },
    });
  });

  test.each([
    ["pending", "purchasing"],
    ["confirmed", "completed"],
    ["rejected", "closed"],
  ])("an endpoint that says %s makes the conversation %s", async (status, state) => {
    answer = { status: 200, body: JSON.stringify({ status, reference: "DH-1" }) };
    const result = await buy([{ position: 1 }]);
    expect(result).toMatchObject({ newState: state, output: { status, reference: "DH-1" } });
  });

  test("a refusal may come with a status of the client's fault", async () => {
    answer = { status: 422, body: JSON.stringify({ status: "rejected", message: "Hết hạn mức" }) };
    expect(await buy([{ position: 1 }])).toMatchObject({
      newState: "closed",
      output: { status: "rejected", reference: null, message: "Hết hạn mức" },
    });
  });

  test.each<[string, typeof answer]>([
    ["a fault of the caller's", { status: 400, body: JSON.stringify({ status: "confirmed", reference: "DH-1" }) }],
    ["a limit", { status: 429, body: "" }],
    ["a redirect", { status: 307, body: "{}", headers: { location: "/elsewhere" } }],
  ])("an endpoint that answers with %s has refused, told kindly", async (_name, given) => {
    answer = given;
    const result = await buy([{ position: 1 }]);
    expect(result).toMatchObject({ newState: "error", output: { code: "action_failed", error: expect.stringMatching(/thử lại/) } });
    expect(result).not.toHaveProperty("untouched");
    expect(received).toHaveLength(1);
  });

  test.each<[string, typeof answer]>([
    ["a fault of its own", { status: 500, body: JSON.stringify({ status: "confirmed", reference: "DH-1" }) }],
    ["that the request is under way", { status: 409, body: JSON.stringify({ status: "rejected" }) }],
    ["no JSON", { status: 200, body: "<html>" }],
    ["another shape", { status: 200, body: JSON.stringify({ ok: true }) }],
    ["a status of its own", { status: 200, body: JSON.stringify({ status: "maybe" }) }],
    ["a link that is no web address", { status: 200, body: JSON.stringify({ status: "pending", url: "javascript:alert(1)" }) }],
  ])("an endpoint that answers with %s leaves it open: that is no outcome", async (_name, given) => {
    answer = given;
    await expect(buy([{ position: 1 }])).rejects.toThrow(/answered \d{3}/);
    expect(received).toHaveLength(1);
  });

  test("so does one that cannot be reached, and a turn that is stopped", async () => {
    const unreachable = () => Promise.reject(new TypeError("fetch failed"));
    await expect(buy([{ position: 1 }], { fetch: unreachable })).rejects.toThrow("fetch failed");
    await expect(buy([{ position: 1 }], { signal: AbortSignal.abort(new Error("stopped")) })).rejects.toThrow("stopped");
  });

  test("what cannot be looked up has sent nothing, and may be asked for again", async () => {
    expect(await buy([{ position: 1 }], { db: unreachableDatabase() })).toMatchObject({
      untouched: true,
      output: { code: "action_failed" },
    });
    expect(received).toEqual([]);
  });

  test("without items it buys what was looked at last", async () => {
    await trigger({ action: "checkout" }, { focus: "LT-MACAIR13" });
    expect(received).toMatchObject([{ body: { payload: { items: [{ code: "LT-MACAIR13", quantity: 1 }] } } }]);
  });

  test("confirming needs no items", async () => {
    await trigger({ action: "checkout", payload: { confirm: true } }, { focus: "LT-MACAIR13" });
    expect(received).toMatchObject([{ body: { payload: { items: [], confirm: true } } }]);
  });

  test.each<[string, object[], object, string, RegExp]>([
    ["sold out", [{ position: 3 }], {}, "out_of_stock", /XPS 13.*hết hàng/],
    [
      "fewer in stock than wanted",
      [
        { position: 1, quantity: 15 },
        { code: "LT-VIVOBOOK15", quantity: 10 },
      ],
      {},
      "out_of_stock",
      /chỉ còn 24/,
    ],
    ["a place that is not in the list", [{ position: 9 }], {}, "not_found", /chỉ có 3/],
    ["nothing named and nothing looked at", [], {}, "needs_more", /đặt mua sản phẩm nào/],
  ])("%s is refused before anything is sent", async (_name, items, context, code, sentence) => {
    const result = await buy(items, context);
    expect(result).toMatchObject({ untouched: true, output: { code, error: expect.stringMatching(sentence) } });
    expect(result).not.toHaveProperty("newState");
    expect(received).toEqual([]);
  });

  test("the demo shop speaks the same language: an order waits, then is confirmed, and the same key is the same order", async () => {
    const own = await openShop();
    const { shopUrl } = inject("standIns");
    await own.db.insert(actions).values({ tenantId: own.tenantId, name: "checkout", url: `${shopUrl}/checkout`, description: "orders" });
    const conversationId = `conv_${own.tenantId}`;
    const order = (payload: object, idempotencyKey: string) =>
      own.run(
        "trigger_web_hook",
        { action: "checkout", payload },
        { shown, fetch, conversationId, idempotencyKey: `${own.tenantId}:${idempotencyKey}` },
      );
    const first = await order({ items: [{ position: 1 }] }, "1");
    expect(first).toMatchObject({ newState: "purchasing", output: { status: "pending", total: 14_990_000 } });
    expect((await order({ items: [{ position: 1 }] }, "1")).output).toEqual(first.output);
    expect(await order({ confirm: true }, "2"), "a customer's word is no payment").toMatchObject({
      newState: "purchasing",
      output: { status: "pending" },
    });
    await fetch(String(first.output["url"]), { method: "POST" });
    const confirmed = await order({ confirm: true }, "3");
    expect(confirmed).toMatchObject({
      newState: "completed",
      output: { status: "confirmed", reference: first.output["reference"], total: 14_990_000 },
    });
  });
});

describe("the question what became of an order", () => {
  const input = { action: "checkout", payload: { items: [{ position: 1 }] } };
  const ask = (context: object = {}) => shop.inquire("trigger_web_hook", input, { fetch, idempotencyKey: "call & 42", ...context });

  test("is put to the registered address by the key, and sends nothing", async () => {
    answer = { status: 200, body: JSON.stringify({ status: "confirmed", reference: "DH-7", total: 5 }) };
    expect(await ask()).toMatchObject({ newState: "completed", output: { status: "confirmed", reference: "DH-7", total: 5 } });
    expect(received).toMatchObject([
      { method: "GET", path: "/checkout?idempotency_key=call+%26+42", headers: { "idempotency-key": "call & 42" }, body: null },
    ]);
  });

  test("an endpoint that says that it never arrived is believed", async () => {
    answer = { status: 404, body: JSON.stringify({ status: "never_arrived" }) };
    expect(await ask()).toBeNull();
  });

  test.each<[string, typeof answer]>([
    ["a bare 404, which any server gives that knows no such question", { status: 404, body: "Cannot GET /checkout" }],
    ["never_arrived with another status", { status: 200, body: JSON.stringify({ status: "never_arrived" }) }],
    ["a method that it does not know", { status: 405, body: "" }],
    ["a fault", { status: 503, body: JSON.stringify({ status: "confirmed" }) }],
    ["a redirect", { status: 302, body: "", headers: { location: "/elsewhere" } }],
  ])("%s leaves it open", async (_name, given) => {
    answer = given;
    await expect(ask()).rejects.toThrow(/answered \d{3}/);
  });

  test("about an action that is no longer registered is put to nobody", async () => {
    const asked = shop.inquire("trigger_web_hook", { action: "refund" }, { fetch });
    await expect(asked).rejects.toThrow(/refund/);
    expect(received).toEqual([]);
  });
});

describe("a rehearsal", () => {
  const rehearse = (payload: object) => shop.rehearse("trigger_web_hook", { action: "checkout", payload }, { shown, fetch });

  test("checks and prices everything, and sends nothing", async () => {
    const items = [{ code: "LT-VIVOBOOK15", name: expect.any(String), quantity: 1, price: 14_990_000 }];
    expect(await rehearse({ items: [{ position: 1 }] })).toMatchObject({
      newState: "purchasing",
      output: { status: "pending", reference: "DRY-RUN", total: 14_990_000, items },
    });
    expect((await rehearse({ items: [{ position: 3 }] })).output).toMatchObject({ code: "out_of_stock" });
    expect(await rehearse({ confirm: true })).toMatchObject({ newState: "completed", output: { status: "confirmed" } });
    expect(received).toEqual([]);
  });
});

test("another registered action gets its payload as it is", async () => {
  await trigger({ action: "call_back", payload: { phone: "0901234567", url: "http://127.0.0.1:1/" } });
  expect(received).toMatchObject([{ path: "/call-back", body: { action: "call_back", payload: { phone: "0901234567" } } }]);
});

test.each(["refund", "http://127.0.0.1:1/steal", "../checkout", "constructor"])(
  "the action %j is not registered, so nobody is called",
  async (action) => {
    const result = await trigger({ action, url: `${endpointUrl()}/checkout`, payload: { url: `${endpointUrl()}/checkout` } });
    expect(result.output).toMatchObject({ code: "not_found", actions: ["call_back", "checkout"] });
    expect(result).not.toHaveProperty("newState");
    expect(received).toEqual([]);
  },
);

test("an action of another tenant is not registered", async () => {
  const stranger = await openShop();
  const result = await stranger.run("trigger_web_hook", { action: "checkout", payload: { items: [{ position: 1 }] } }, { shown, fetch });
  expect(result.output).toMatchObject({ code: "not_found", actions: [] });
  expect(received).toEqual([]);
});
