import { OpenAPIHono } from "@hono/zod-openapi";
import { afterEach, expect, test, vi } from "vitest";
import { endpoint, type HttpEnv } from "../../../src/http/endpoint.ts";
import { derivedId, type Idempotency } from "../../../src/http/idempotency.ts";
import { newKnownKeys } from "../../../src/access/index.ts";
import { answerError } from "../../../src/http/problem.ts";
import { testPorts } from "../../support/app-ports.ts";

afterEach(() => void vi.useRealTimers());

/** An app of one write. `handle` is told the id that is derived for it. */
function write(handle: (id: string) => Response | Promise<Response>, idempotency?: Idempotency) {
  const ports = testPorts();
  const env: HttpEnv["Bindings"] = {
    ports,
    requestId: "req_1",
    waitUntil: () => undefined,
    knownKeys: newKnownKeys(),
    describe: () => ({}),
  };
  const app = new OpenAPIHono<HttpEnv>();
  app.onError(answerError);
  endpoint(
    {
      policy: "owner",
      method: "put",
      path: "/thing",
      operationId: "putThing",
      summary: "Put",
      tags: [],
      responses: { 200: { description: "It." } },
      ...(idempotency === undefined ? {} : { idempotency }),
    },
    (context) => handle(derivedId(context, "thing")),
  ).register(app);
  const put = (key: string, body: BodyInit | null = null) =>
    app.request("/thing", { method: "PUT", body, headers: { authorization: "Bearer demo", "idempotency-key": key } }, env);
  return { ports, put };
}

const replayed = (response: Response) => response.headers.get("idempotency-replayed");

test("an answer that is too long to keep is made again, with the same ids", async () => {
  const ids: string[] = [];
  const { ports, put } = write((id) => {
    ids.push(id);
    return new Response(`${id} ${"x".repeat(256 * 1024)}`, { headers: { "content-type": "text/plain" } });
  });
  const [first, again] = [await put("k"), await put("k")];
  expect(await again.text()).toBe(await first.text());
  expect([replayed(first), replayed(again), new Set(ids).size, ids.length]).toEqual([null, "true", 1, 2]);
  expect([...ports.keyRows.values()].map(({ answer }) => answer)).toEqual([null]);
});

test("what is not text is made again too", async () => {
  let runs = 0;
  const { put } = write(() => new Response(new Uint8Array([255, runs++]), { headers: { "content-type": "image/png" } }));
  await put("k");
  expect([replayed(await put("k")), runs]).toEqual(["true", 2]);
});

test("an empty answer is kept, with the headers that belong to it and no others", async () => {
  let runs = 0;
  const { put } = write(() => {
    runs += 1;
    return new Response(null, { status: 204, headers: { etag: '"7"', location: "/thing/1", "set-cookie": "secret=1" } });
  });
  await put("k");
  const again = await put("k");
  expect([again.status, again.headers.get("etag"), again.headers.get("location"), again.headers.get("set-cookie")]).toEqual([
    204,
    '"7"',
    "/thing/1",
    null,
  ]);
  expect([await again.text(), runs]).toEqual(["", 1]);
});

test("a route that takes no key runs as often as it is asked", async () => {
  let runs = 0;
  const { put } = write(() => new Response(String(++runs)), { none: "It only counts." });
  expect([await (await put("k")).text(), await (await put("k")).text()]).toEqual(["1", "2"]);
});

test("a handler that takes long holds its key as long as it runs, and no longer", async () => {
  vi.useFakeTimers();
  const began = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<Response>();
  const { ports, put } = write(() => (began.resolve(), ended.promise));
  const first = put("k");
  // Who asks before that might be the one that gets to run.
  await began.promise;
  for (let seconds = 0; seconds < 120; seconds += 2) {
    await vi.advanceTimersByTimeAsync(2000);
    ports.pass(2000);
    expect((await put("k")).status).toBe(409);
  }
  ended.resolve(new Response("done"));
  expect(await (await first).text()).toBe("done");
  expect(vi.getTimerCount()).toBe(0);
  expect(await (await put("k")).text()).toBe("done");
});

test("an answer that cannot be kept reaches its caller all the same", async () => {
  const { ports, put } = write(() => new Response("done"));
  const { idempotency } = ports;
  ports.idempotency = (name) => ({ ...idempotency(name), complete: () => Promise.reject(new Error("Network connection lost.")) });
  expect(await (await put("k")).text()).toBe("done");
  expect(ports.logged.map(({ event }) => event)).toEqual(["idempotency.not_kept"]);
});

test("an answer that was sealed under another secret is made again", async () => {
  let runs = 0;
  const { ports, put } = write((id) => new Response(`${id} ${++runs}`, { headers: { "content-type": "text/plain" } }));
  const first = await (await put("k")).text();
  ports.settings.VISITOR_TOKEN_SECRET = "another-another-another-another-another-another";
  const again = await (await put("k")).text();
  expect([first, again].map((text) => text.split(" ")[1])).toEqual(["1", "2"]);
  expect(again.split(" ")[0]).toBe(first.split(" ")[0]);
});

test("the same form is the same request, whatever its boundary; another file or name is another", async () => {
  const { put } = write(() => new Response("done"));
  const form = (name: string, content: string) => {
    const data = new FormData();
    data.set("note", "a");
    data.set("file", new File([content], name, { type: "text/plain" }));
    return data;
  };
  expect((await put("k", form("a.txt", "1"))).status).toBe(200);
  expect(replayed(await put("k", form("a.txt", "1")))).toBe("true");
  expect((await put("k", form("b.txt", "1"))).status).toBe(422);
  expect((await put("k", form("a.txt", "2"))).status).toBe(422);
});

test("a form that cannot be read is refused as one", async () => {
  const { ports, put } = write(() => new Response("done"));
  const broken = new Blob(["nothing"], { type: "multipart/form-data; boundary=x" });
  expect((await put("k", broken)).status).toBe(400);
  expect(ports.keyRows.size).toBe(0);
});

test("the same bytes are the same request, others are not, even where neither is text", async () => {
  const { put } = write(() => new Response("done"));
  expect((await put("k", new Uint8Array([0xff, 0xfe]))).status).toBe(200);
  expect(replayed(await put("k", new Uint8Array([0xff, 0xfe])))).toBe("true");
  expect((await put("k", new Uint8Array([0xfe, 0xff]))).status).toBe(422);
});
