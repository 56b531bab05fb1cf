/** Each fault is what its callers would meet, and ends when it is taken back. */
import { createServer, type Server } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startFaultProxy, type FaultProxy } from "../../support/fault-proxy.ts";

const words = "Every word of it.";
let target: Server;
let proxy: FaultProxy;
let asked = 0;

beforeEach(async () => {
  asked = 0;
  target = createServer((request, response) => {
    asked += 1;
    request.pipe(response.writeHead(201, { "x-method": request.method ?? "" }));
  }).listen(0, "127.0.0.1");
  await once(target, "listening");
  // A TCP server's address is an object.
  const { port } = target.address() as AddressInfo;
  proxy = await startFaultProxy(`http://127.0.0.1:${port}`);
});
afterEach(async () => {
  await proxy.stop();
  target.close();
});

const post = (signal?: AbortSignal) => fetch(`${proxy.url}/sql`, { method: "POST", body: words, ...(signal ? { signal } : {}) });

async function expectWhole() {
  const response = await post();
  expect([response.status, response.headers.get("x-method"), await response.text()]).toEqual([201, "POST", words]);
}

it("passes status, headers and body on", expectWhole);

it("is unreachable while it is down, for open connections too, and back afterwards", async () => {
  await expectWhole();
  proxy.set({ kind: "down" });
  await expect(post()).rejects.toThrow("fetch failed");
  proxy.set({ kind: "pass" });
  await expectWhole();
  expect(asked).toBe(2);
});

it("answers 500 in place of the target", async () => {
  proxy.set({ kind: "error" });
  expect((await post()).status).toBe(500);
  expect(asked).toBe(0);
});

it("cuts the answer in its midst, after the target has done its work", async () => {
  proxy.set({ kind: "truncate" });
  const response = await post();
  await expect(response.text()).rejects.toThrow("terminated");
  expect(asked).toBe(1);
});

it("never answers while it hangs", async () => {
  proxy.set({ kind: "hang" });
  const given = new AbortController();
  const answer = post(given.signal);
  await expect.poll(() => proxy.counts.hang).toBe(1);
  given.abort();
  await expect(answer).rejects.toThrow("aborted");
  expect(asked).toBe(0);
});

it("passes on late", async () => {
  proxy.set({ kind: "slow", milliseconds: 20 });
  await expectWhole();
  expect(proxy.counts.slow).toBe(1);
});

it("takes each request as it is told", async () => {
  let calls = 0;
  proxy.set(() => ({ kind: ++calls % 2 === 1 ? "error" : "pass" }));
  expect((await post()).status).toBe(500);
  await expectWhole();
});
