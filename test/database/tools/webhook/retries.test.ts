/** A real endpoint that fails in all the ways in which endpoints fail, and what is sent to it again. */
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { openShop, type Shop } from "../../../support/shop.ts";

type Step = { status: number; body?: object; retryAfter?: string } | "cut";

const confirmed: Step = { status: 200, body: { status: "confirmed", reference: "DH-1" } };
/** What the endpoint does with each request in turn; the last again and again. */
let script: Step[];
let received: { headers: IncomingHttpHeaders; body: string }[];
let endpoint: Server;
let shop: Shop;

beforeAll(async () => {
  endpoint = createServer((request, response) => {
    void text(request).then((body) => {
      const step = script[Math.min(received.length, script.length - 1)] ?? "cut";
      received.push({ headers: request.headers, body });
      play(step, response);
    });
  });
  await new Promise<void>((listening) => endpoint.listen(0, "127.0.0.1", listening));
  const { port } = z.object({ port: z.number() }).parse(endpoint.address());
  shop = await openShop(async () => undefined);
  await shop.register({ name: "once", url: `http://127.0.0.1:${port}/`, idempotent: false });
  await shop.register({ name: "again", url: `http://127.0.0.1:${port}/`, idempotent: true });
});
afterAll(() => new Promise((closed) => endpoint.close(closed)));
beforeEach(() => {
  script = [confirmed];
  received = [];
});

function play(step: Step, response: ServerResponse): void {
  if (step === "cut") return void response.destroy();
  const { status, body, retryAfter } = step;
  response.writeHead(status, retryAfter === undefined ? {} : { "retry-after": retryAfter }).end(JSON.stringify(body ?? {}));
}

const call = (action: "once" | "again", context: object = {}) =>
  shop.run("trigger_web_hook", { action }, { fetch, idempotencyKey: "key-1", clock: { now: Date.now }, ...context });

describe("an endpoint that does nothing twice under one key", () => {
  test.each<[string, Step]>([
    ["cuts the line", "cut"],
    ["has a fault of its own", { status: 500 }],
    ["is away", { status: 502 }],
    ["is still at the first one", { status: 409 }],
    ["has too much to do", { status: 429 }],
    ["says when it has time", { status: 429, retryAfter: "0" }],
  ])("and %s is sent the same again, under the same key", async (_what, step) => {
    script = [step, confirmed];
    expect(await call("again")).toMatchObject({ newState: "completed", output: { status: "confirmed", reference: "DH-1" } });
    expect(received).toHaveLength(2);
    expect(new Set(received.map(({ headers }) => headers["idempotency-key"]))).toEqual(new Set(["key-1"]));
    expect(new Set(received.map(({ headers }) => headers["webhook-id"]))).toEqual(new Set(["key-1"]));
    expect(new Set(received.map(({ body }) => body)).size).toBe(1);
  });

  test("and goes on failing leaves it open in the end: it has to be asked", async () => {
    script = [{ status: 500, retryAfter: "0" }];
    await expect(call("again")).rejects.toThrow("answered 500");
    expect(received).toHaveLength(4);
  });

  test("and refuses behind a request that was cut has not said what became of that one", async () => {
    script = ["cut", { status: 429, retryAfter: "3600" }];
    await expect(call("again")).rejects.toThrow();
    expect(received).toHaveLength(2);
  });

  test("and goes on having too much to do has refused", async () => {
    script = [{ status: 429, retryAfter: "0" }];
    expect(await call("again")).toMatchObject({ newState: "error", output: { code: "action_failed" } });
    expect(received).toHaveLength(4);
  });

  test("and asks for a longer pause than a customer waits for is not asked again", async () => {
    script = [{ status: 429, retryAfter: "60" }, confirmed];
    expect(await call("again")).toMatchObject({ output: { code: "action_failed" } });
    expect(received).toHaveLength(1);
  });

  test.each<[string, Step]>([
    ["a refusal", { status: 400 }],
    ["words that are no answer", { status: 200, body: { ok: true } }],
  ])("is not asked again for %s", async (_what, step) => {
    script = [step, confirmed];
    await call("again").catch(() => undefined);
    expect(received).toHaveLength(1);
  });

  test("a stop ends the waiting, and nothing more is sent", async () => {
    script = [{ status: 503, retryAfter: "5" }, confirmed];
    const stop = new AbortController();
    const stopping = (async (...request: Parameters<typeof fetch>) => {
      const response = await fetch(...request);
      queueMicrotask(() => stop.abort(new Error("stopped")));
      return response;
    }) satisfies typeof fetch;
    await expect(call("again", { fetch: stopping, signal: stop.signal })).rejects.toThrow("stopped");
    expect(received).toHaveLength(1);
  });
});

describe("an endpoint that might do it twice", () => {
  test.each<[string, Step]>([
    ["has not taken it and says when it will", { status: 429, retryAfter: "0" }],
    ["is closed for a moment", { status: 503, retryAfter: "0" }],
    ["names the moment as a date", { status: 429, retryAfter: new Date(0).toUTCString() }],
  ])("and %s is sent it again", async (_what, step) => {
    script = [step, confirmed];
    expect(await call("once")).toMatchObject({ output: { status: "confirmed" } });
    expect(received).toHaveLength(2);
  });

  test.each<[string, Step]>([
    ["a line that was cut", "cut"],
    ["a fault", { status: 500, retryAfter: "0" }],
    ["503 without a word of when", { status: 503 }],
    ["429 without a word of when", { status: 429 }],
    ["one that is under way", { status: 409, retryAfter: "0" }],
  ])("is sent nothing again behind %s", async (_what, step) => {
    script = [step, confirmed];
    await call("once").catch(() => undefined);
    expect(received).toHaveLength(1);
  });
});
