import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { z } from "zod";
import { demoActionSecret } from "../../../../dev/shop/signature.ts";
import { sealSecret } from "../../../../src/actions/index.ts";
import { unreachableDatabase } from "../../../support/history.ts";
import { actionSecret, openShop, type Shop } from "../../../support/shop.ts";

interface Received {
  method: string | undefined;
  path: string | undefined;
  headers: IncomingHttpHeaders;
  body: unknown;
  raw: string;
}

const callBack = {
  type: "object",
  properties: {
    phone: { type: "string", pattern: "^0\\d{9}$" },
    at: { enum: ["morning", "evening"], default: "morning" },
    tries: { type: "integer", minimum: 1, maximum: 3 },
  },
  required: ["phone"],
  additionalProperties: false,
};
const shown = ["LT-VIVOBOOK15", "LT-MACAIR13", "LT-XPS13"];
const received: Received[] = [];
let answer: { status: number; body: string; headers?: Record<string, string> };
let endpoint: Server;
let shop: Shop;

beforeAll(async () => {
  endpoint = createServer((request, response) => {
    void text(request).then((body) => {
      received.push({ method: request.method, path: request.url, headers: request.headers, body: JSON.parse(body || "null"), raw: body });
      response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers }).end(answer.body);
    });
  });
  await new Promise<void>((listening) => endpoint.listen(0, "127.0.0.1", listening));
  shop = await openShop();
  await shop.register({ name: "checkout", url: `${endpointUrl()}/checkout` });
  await shop.register({ name: "call_back", url: `${endpointUrl()}/call-back`, payload: callBack });
  await shop.register({ name: "subscribe", url: `${endpointUrl()}/subscribe`, secret: null });
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
    const owner = { tenantId: own.tenantId, name: "checkout" };
    const secret = await sealSecret({ ENVIRONMENT: "development" }, owner, demoActionSecret);
    await own.register({ name: "checkout", url: `${shopUrl}/checkout`, secret });
    const conversationId = `conv_${own.tenantId}`;
    const order = (payload: object, idempotencyKey: string) =>
      own.run(
        "trigger_web_hook",
        { action: "checkout", payload },
        { shown, fetch, clock: { now: Date.now }, conversationId, idempotencyKey: `${own.tenantId}:${idempotencyKey}` },
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

describe("another registered action", () => {
  const callBackWith = (payload: object, context: object = {}) => trigger({ action: "call_back", payload }, context);

  test("gets its payload with the schema's defaults, and nothing of a catalogue's", async () => {
    await callBackWith({ phone: "0901234567" });
    expect(received).toMatchObject([
      { path: "/call-back", body: { action: "call_back", payload: { phone: "0901234567", at: "morning" } } },
    ]);
  });

  test("that says nothing of its payload gets it as it is", async () => {
    const payload = { topic: "gold", items: ["a"], url: "http://127.0.0.1:1/" };
    await trigger({ action: "subscribe", payload });
    expect(received).toMatchObject([{ path: "/subscribe", body: { action: "subscribe", payload } }]);
  });

  test.each<[string, object, string, RegExp, RegExp]>([
    ["what is missing", {}, "phone", /phone còn thiếu/, /phone is missing/],
    ["another form", { phone: "12" }, "phone", /phone chưa đúng dạng/, /phone does not have the form/],
    ["another type", { phone: 901 }, "phone", /phone phải có kiểu string/, /phone must be of the type string/],
    ["another value", { phone: "0901234567", at: "noon" }, "at", /một trong các giá trị: morning, evening/, /one of: morning, evening/],
    ["too much", { phone: "0901234567", tries: 9 }, "tries", /lớn quá, giới hạn trên là 3/, /too big, the upper limit is 3/],
    ["a field of its own", { phone: "0901234567", url: "x" }, "url", /url không có trong yêu cầu/, /url is not taken/],
  ])("is told of %s by the field's name, with what it takes, and nothing is sent", async (_name, payload, path, vi, en) => {
    const refused = await callBackWith(payload);
    expect(refused).toMatchObject({
      untouched: true,
      output: { code: "invalid_payload", action: "call_back", errors: [{ path }], payload: callBack, error: expect.stringMatching(vi) },
    });
    expect(refused).not.toHaveProperty("newState");
    expect((await callBackWith(payload, { language: "en" })).output["error"]).toMatch(en);
    expect(received).toEqual([]);
  });
});

test("a wrong order is told by the field's name, too", async () => {
  const refused = await trigger({ action: "checkout", payload: { items: [{ position: 1, quantity: 0 }] } }, { language: "en" });
  expect(refused).toMatchObject({
    untouched: true,
    output: {
      code: "invalid_payload",
      errors: [{ path: "items.0.quantity" }],
      error: expect.stringMatching(/items\.0\.quantity is too small/),
    },
  });
  expect(received).toEqual([]);
});

describe("a signature", () => {
  const at = Date.parse("2026-11-27T08:00:00.900Z");
  const signatureOf = (secret: string, id: string, body: string) =>
    `v1,${createHmac("sha256", Buffer.from(secret.slice(6), "base64"))
      .update(`${id}.1795766400.${body}`)
      .digest("base64")}`;

  test("is Standard Webhooks' over key, time and body, and the question is signed as well", async () => {
    const context = { clock: { now: () => at }, idempotencyKey: "call_42" };
    await trigger({ action: "call_back", payload: { phone: "0901234567" } }, context);
    await shop.inquire("trigger_web_hook", { action: "call_back" }, { fetch, ...context });
    const [posted, asked] = received;
    expect(posted?.headers).toMatchObject({
      "webhook-id": "call_42",
      "webhook-timestamp": "1795766400",
      "webhook-signature": signatureOf(actionSecret, "call_42", posted?.raw ?? ""),
    });
    expect(asked?.headers["webhook-signature"]).toBe(signatureOf(actionSecret, "call_42", ""));
  });

  test("is by both secrets for a day behind a rotation", async () => {
    const own = await openShop();
    const owner = { tenantId: own.tenantId, name: "call_back" };
    const before = `whsec_${Buffer.from("before").toString("base64")}`;
    const previousSecret = await sealSecret({ ENVIRONMENT: "development" }, owner, before);
    await own.register({ name: "call_back", url: `${endpointUrl()}/call-back`, previousSecret, rotatedAt: new Date(at - 3_600_000) });
    const call = (now: number) =>
      own.run("trigger_web_hook", { action: "call_back" }, { fetch, clock: { now: () => now }, idempotencyKey: "k" });
    await call(at);
    await call(at + 24 * 3_600_000);
    const [both, one] = received;
    expect(both?.headers["webhook-signature"]).toBe(
      [actionSecret, before].map((secret) => signatureOf(secret, "k", both?.raw ?? "")).join(" "),
    );
    expect(String(one?.headers["webhook-signature"]).split(" ")).toHaveLength(1);
  });

  test("cannot be made by who has no secret: an action from before goes unsigned", async () => {
    await trigger({ action: "subscribe" });
    expect(received[0]?.headers).not.toHaveProperty("webhook-signature");
  });

  test("whose secret cannot be opened sends nothing", async () => {
    const openSecret = () => Promise.reject(new Error("sealed with another key"));
    const result = await trigger({ action: "call_back", payload: { phone: "0901234567" } }, { openSecret });
    expect(result).toMatchObject({ untouched: true, output: { code: "action_failed" } });
    expect(received).toEqual([]);
  });
});

test.each(["refund", "http://127.0.0.1:1/steal", "../checkout", "constructor"])(
  "the action %j is not registered, so nobody is called",
  async (action) => {
    const result = await trigger({ action, url: `${endpointUrl()}/checkout`, payload: { url: `${endpointUrl()}/checkout` } });
    const told = [
      { name: "call_back", description: "call_back", payload: callBack },
      { name: "checkout", description: "checkout", payload: { type: "object", properties: { items: {}, confirm: {} } } },
      { name: "subscribe", description: "subscribe", payload: { type: "object" } },
    ];
    expect(result.output).toMatchObject({
      code: "not_found",
      actions: told,
      error: expect.stringContaining("call_back, checkout, subscribe"),
    });
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
