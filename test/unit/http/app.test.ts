import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createApp } from "../../../src/http/index.ts";
import { endpoint } from "../../../src/http/endpoint.ts";
import { problemSchema } from "../../../src/http/problem-schema.ts";
import { endpoints } from "../../../src/http/routes/index.ts";
import { callApp, testPorts } from "../../support/app-ports.ts";
import { unreachableDatabase } from "../../support/history.ts";

const methods = ["get", "post", "put", "patch", "delete"];

const operation = z.object({
  operationId: z.string(),
  summary: z.string(),
  tags: z.array(z.string()).min(1),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  responses: z.record(z.string(), z.object({ description: z.string().min(1) })),
});

const document = z.object({
  openapi: z.literal("3.1.0"),
  tags: z.array(z.object({ name: z.string() })),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), z.unknown()), securitySchemes: z.record(z.string(), z.unknown()) }),
});

async function readDocument() {
  const response = await callApp(testPorts())("/openapi.json");
  expect(response.status).toBe(200);
  const json: unknown = await response.json();
  return { json, parsed: document.parse(json) };
}

async function refusal(response: Response) {
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  const problem = problemSchema.strict().parse(await response.json());
  expect(problem).toMatchObject({ status: response.status, request_id: response.headers.get("x-request-id") });
  expect(problem.type).toBe(`/docs/problems#${problem.code}`);
  return problem;
}

describe("every route", () => {
  const registered = createApp().routes;

  test("has a policy: there is none beside the list of endpoints", () => {
    const listed = new Set(endpoints.map(({ method, path }) => `${method.toUpperCase()} ${path.replaceAll(/\{(.+?)\}/g, ":$1")}`));
    expect(new Set(registered.map(({ method, path }) => `${method} ${path}`))).toEqual(listed);
    expect(endpoints.every(({ policy }) => ["public", "participant", "owner"].includes(policy))).toBe(true);
  });

  test("without a policy does not compile", () => {
    const definition = { method: "get", path: "/x", operationId: "x", summary: "x", tags: ["x"], responses: {} } as const;
    // @ts-expect-error: a policy is missing
    const build = () => endpoint(definition, (context) => context.body(null));
    expect(build).toBeTypeOf("function");
  });

  test.each(endpoints.filter(({ policy }) => policy !== "public").map(({ method, path }) => ({ method, path })))(
    "with a policy asks who is there before it looks at anything else: $method $path",
    async ({ method, path }) => {
      const call = callApp(testPorts());
      const missing = await call(path, { method });
      expect(missing.status).toBe(401);
      expect(missing.headers.get("www-authenticate")).toBe('Bearer realm="edgewise"');
      expect((await refusal(missing)).code).toBe("unauthenticated");
      const wrong = await call(path, { method, as: "no-such-key", ...(method === "get" ? {} : { body: "not json" }) });
      expect(wrong.status).toBe(401);
      expect(wrong.headers.get("www-authenticate")).toBe('Bearer realm="edgewise", error="invalid_token"');
    },
  );

  test("is described once, with its responses, its refusals and who may call it", async () => {
    const { parsed } = await readDocument();
    const described = Object.entries(parsed.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, one]) => ({ path, method, ...one })),
    );
    expect(described.map(({ path, method }) => `${method} ${path}`).toSorted()).toEqual(
      endpoints.map(({ path, method }) => `${method} ${path}`).toSorted(),
    );
    expect(new Set(described.map(({ operationId }) => operationId)).size).toBe(described.length);
    for (const { path, method, security, responses, tags } of described) {
      const policy = endpoints.find((one) => one.path === path && one.method === method)?.policy;
      const schemes = security.flatMap((one) => Object.keys(one));
      expect(schemes).toEqual({ public: [], owner: ["api_key"], participant: ["api_key", "visitor_token"] }[policy ?? "public"]);
      expect(Object.keys(responses)).toEqual(expect.arrayContaining(policy === "public" ? ["500"] : ["401", "500"]));
      expect(Object.keys(responses).some((status) => status === "101" || status.startsWith("2"))).toBe(true);
      expect(parsed.tags.map(({ name }) => name)).toEqual(expect.arrayContaining(tags));
      expect(methods).toContain(method);
    }
  });
});

test("the document refers only to what it holds, and declares each name in a path", async () => {
  const { json, parsed } = await readDocument();
  const text = JSON.stringify(json);
  const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name ?? "");
  expect(references.length).toBeGreaterThan(10);
  expect(Object.keys(parsed.components.schemas)).toEqual(expect.arrayContaining(references));
  expect(Object.keys(parsed.components.securitySchemes)).toEqual(["api_key", "visitor_token"]);
  const parameter = z.object({ parameters: z.array(z.object({ name: z.string(), in: z.string() })).optional() });
  const paths = z.object({ paths: z.record(z.string(), z.record(z.string(), parameter)) }).parse(json).paths;
  for (const [path, item] of Object.entries(paths)) {
    const names = [...path.matchAll(/\{(.+?)\}/g)].map(([, name]) => name);
    for (const { parameters } of Object.values(item)) {
      expect((parameters ?? []).filter((one) => one.in === "path").map(({ name }) => name)).toEqual(names);
    }
  }
});

describe("what cannot be read is refused in plain words", () => {
  const path = "/v1/conversations";
  const type = { "content-type": "application/json" };
  test.each([
    ["an unknown path", "/v1/nothing", {}, 404, "not_found", /openapi\.json/],
    ["another unknown path", "/nothing", {}, 404, "not_found", /nothing at this path/],
    ["another method", "/v1/health", { method: "DELETE" }, 405, "method_not_allowed", /use GET/],
    ["another method on a path with an id", "/v1/conversations/a%2Fb/stop", { method: "PUT" }, 405, "method_not_allowed", /use POST/],
    ["broken JSON", path, { body: '{"a":', headers: type }, 400, "invalid_request", /not JSON/],
    ["no body where one is needed", "/v1/chat", { method: "POST" }, 400, "invalid_request", /id is required/],
    [
      "a body of another type",
      path,
      { body: "a=b", headers: { "content-type": "text/plain" } },
      415,
      "unsupported_media_type",
      /application\/json/,
    ],
    ["a body without a type", path, { body: "{}", headers: { "content-type": "" } }, 415, "unsupported_media_type", /application\/json/],
    ["a body over 1 MB", path, { body: `{"metadata":"${"x".repeat(1 << 20)}"}`, headers: type }, 413, "payload_too_large", /1 MB/],
    ["a chat over 4 MB", "/v1/chat", { body: "x".repeat((4 << 20) + 1), headers: type }, 413, "payload_too_large", /4 MB/],
  ])("%s", async (_, url, init, status, code, detail) => {
    const response = await callApp(testPorts())(url, { as: "demo", ...init });
    expect(response.status).toBe(status);
    const problem = await refusal(response);
    expect(problem).toMatchObject({ code, instance: url });
    expect(problem.detail).toMatch(detail);
  });

  test("a 405 lists what is allowed", async () => {
    const response = await callApp(testPorts())("/v1/api-keys", { method: "PUT", as: "demo" });
    expect(response.headers.get("allow")).toBe("POST, GET");
  });

  test("a body is counted as it comes, when nothing says how long it is", async () => {
    const ports = testPorts();
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024)),
    });
    const request = new Request("http://127.0.0.1/v1/conversations", {
      method: "POST",
      body,
      headers: { authorization: "Bearer demo", "content-type": "application/json" },
      duplex: "half",
    });
    expect((await createApp().fetch(request, { ports })).status).toBe(413);
  });
});

describe("a fault of ours", () => {
  function broken(error: Error) {
    const ports = testPorts();
    ports.conversations = () => {
      throw error;
    };
    return { ports, call: callApp(ports) };
  }

  test("is logged with its cause, and shows nothing of itself", async () => {
    const { ports, call } = broken(new Error("secret detail", { cause: new TypeError("deeper secret") }));
    const response = await call("/v1/conversations/c1?token=private", { as: "demo" });
    expect(response.status).toBe(500);
    const text = JSON.stringify(await refusal(response));
    expect(text).not.toMatch(/secret|private|stack|\.ts/);
    const entry = ports.logged[0];
    expect(entry).toMatchObject({ event: "http.failed", fields: { method: "GET", path: "/v1/conversations/c1", code: "internal" } });
    expect(JSON.stringify(entry)).toMatch(/secret detail.*deeper secret/);
    expect(entry?.fields?.["request_id"]).toBe(response.headers.get("x-request-id"));
  });

  test.each([
    ["an object that moves", Object.assign(new Error("Durable Object reset"), { retryable: true })],
    ["an object whose code was updated", Object.assign(new Error("The object's code has been updated"), { durableObjectReset: true })],
    ["an object whose connection broke", new Error("disconnected: worker_do_not_log; Request failed due to internal error")],
    ["an object whose network broke", new Error("A call failed.", { cause: new Error("Network connection lost.") })],
    ["an object with too much to do", Object.assign(new Error("Durable Object is overloaded"), { overloaded: true })],
  ])("that passes says when to try again: %s", async (_, error) => {
    const response = await broken(error).call("/v1/conversations/c1", { as: "demo" });
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("2");
    expect((await refusal(response)).code).toBe("unavailable");
  });

  test("does not pass because a customer's words in a refused query sound like an outage", async () => {
    const refusedByPostgres = new Error("Failed query: insert …\nparams: I got disconnected", { cause: new Error("value out of range") });
    expect((await broken(refusedByPostgres).call("/v1/conversations/c1", { as: "demo" })).status).toBe(500);
  });

  test("that is a database out of reach passes too, and the log keeps the query's values out", async () => {
    const ports = testPorts({ db: unreachableDatabase() });
    const response = await callApp(ports)("/v1/api-keys", { as: "demo", json: { name: "name of a customer" } });
    expect(response.status).toBe(503);
    expect(JSON.stringify(ports.logged)).not.toContain("name of a customer");
  });
});

describe("every answer", () => {
  test("carries a request id: the caller's where it is fit, else a new one", async () => {
    const call = callApp(testPorts());
    expect((await call("/v1/nothing", { headers: { "x-request-id": "trace-1" } })).headers.get("x-request-id")).toBe("trace-1");
    expect((await call("/v1/nothing", { headers: { "x-request-id": "a b<c>" } })).headers.get("x-request-id")).toMatch(/^req_/);
  });

  test("may be read by a page of any origin, errors too, but never with its cookies", async () => {
    const call = callApp(testPorts());
    const origin = { origin: "https://shop.example" };
    for (const response of [
      await call("/v1/conversations/c1", { headers: origin }),
      await call("/v1/conversations/c1", { as: "demo", headers: origin }),
    ]) {
      expect(response.headers.get("access-control-allow-origin")).toBe("*");
      expect(response.headers.get("access-control-allow-credentials")).toBeNull();
    }
    const asked = { ...origin, "access-control-request-method": "POST", "access-control-request-headers": "authorization,content-type" };
    const preflight = await call("/v1/chat", { method: "OPTIONS", headers: asked });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-headers")).toBe("authorization,content-type");
  });

  test("is kept by no cache, unless it says so itself", async () => {
    expect((await callApp(testPorts())("/v1/nothing")).headers.get("cache-control")).toBe("no-store");
  });
});

test("the one route that reads a cookie is closed to pages of other origins", async () => {
  const ports = testPorts();
  const call = callApp(ports);
  const headers = { origin: "https://evil.example", "access-control-request-method": "POST" };
  const preflight = await call("/v1/visitor-tokens", { method: "OPTIONS", headers });
  expect(preflight.status).toBe(405);
  const response = await call("/v1/visitor-tokens", { json: {}, headers: { origin: "https://evil.example" } });
  expect(response.status).toBe(403);
  for (const one of [preflight, response]) expect(one.headers.get("access-control-allow-origin")).toBeNull();
  expect((await call("/v1/visitor-tokens", { json: {}, headers: { origin: "null" } })).status).toBe(403);
});
