import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { createApiKey } from "../../../src/access/index.ts";
import { apiKeys, tenants } from "../../../src/db/schema/index.ts";
import { callApp, testPorts } from "../../support/app-ports.ts";
import { testDatabase } from "../../support/history.ts";

const db = testDatabase();

const created = z.strictObject({
  id: z.string().startsWith("key_"),
  key: z.string(),
  name: z.string(),
  prefix: z.string(),
  created_at: z.iso.datetime(),
  revoked_at: z.null(),
});

/** A tenant of its own, and its first key. */
async function tenant() {
  const tenantId = `tenant_${randomUUID()}`;
  await db.insert(tenants).values({ id: tenantId, name: "Shop" });
  const ports = testPorts({ db });
  const { key, id } = await createApiKey(ports, tenantId, "a first");
  return { tenantId, ports, key, id, call: callApp(ports) };
}

describe("an API key", () => {
  test("is shown once, opens the tenant at once, and is nowhere stored", async () => {
    const { tenantId, key, call } = await tenant();
    const response = await call("/v1/api-keys", { as: key, json: { name: "  Backend " } });
    expect(response.status).toBe(201);
    expect(response.headers.get("cache-control")).toBe("no-store");
    const second = created.parse(await response.json());
    expect(second.name).toBe("Backend");
    expect(second.key.startsWith(second.prefix)).toBe(true);
    const listed = await call("/v1/api-keys", { as: second.key });
    expect(await listed.json()).toMatchObject({ total: 2, page: 1, per_page: 30 });
    const rows = JSON.stringify(await db.select().from(apiKeys).where(eq(apiKeys.tenantId, tenantId)));
    for (const secret of [key, second.key]) expect(rows).not.toContain(secret.slice(12));
  });

  test("asked for again under its id and secret is the same key, and never another one's", async () => {
    const { tenantId, ports, call } = await tenant();
    const derived = { id: `key_${randomUUID()}`, secret: crypto.getRandomValues(new Uint8Array(32)) };
    const make = (change = {}) => createApiKey(ports, tenantId, "twice", { ...derived, ...change });
    const first = await make();
    ports.pass(1000);
    expect(await make()).toEqual(first);
    expect(await (await call("/v1/api-keys", { as: first.key })).json()).toMatchObject({ total: 2 });
    await expect(make({ secret: new Uint8Array(32) })).rejects.toMatchObject({ code: "conflict" });
  });

  test("shows nothing of itself in the list", async () => {
    const { key, call } = await tenant();
    const text = await (await call("/v1/api-keys", { as: key })).text();
    expect(text).not.toContain(key.slice(12));
    expect(text).not.toMatch(/hash/);
    expect(JSON.parse(text)).toMatchObject({ data: [{ name: "a first", prefix: key.slice(0, 12), revoked_at: null }] });
  });

  test("opens nothing of another tenant", async () => {
    const [here, there] = [await tenant(), await tenant()];
    expect((await here.call(`/v1/api-keys/${there.id}`, { method: "DELETE", as: here.key })).status).toBe(404);
    expect(await (await here.call("/v1/api-keys", { as: here.key })).json()).toMatchObject({ total: 1, data: [{ id: here.id }] });
    expect((await there.call("/v1/api-keys", { as: there.key })).status).toBe(200);
  });

  test("that is well formed but nobody's opens nothing", async () => {
    const { call, ports } = await tenant();
    const { mintKey } = await import("../../../src/access/api-key.ts");
    expect((await call("/v1/api-keys", { as: (await mintKey(true)).key })).status).toBe(401);
    expect(ports.cached.size).toBe(0);
  });
});

describe("a revoked key", () => {
  test("opens nothing any more where it was revoked, and stays in the list", async () => {
    const { key, id, call } = await tenant();
    const other = created.parse(await (await call("/v1/api-keys", { as: key, json: { name: "other" } })).json());
    expect((await call("/v1/api-keys", { as: other.key })).status).toBe(200);
    expect((await call(`/v1/api-keys/${other.id}`, { method: "DELETE", as: key })).status).toBe(204);
    expect((await call("/v1/api-keys", { as: other.key })).status).toBe(401);
    const list = await (await call("/v1/api-keys?sort=name&order=asc", { as: key })).json();
    expect(list).toMatchObject({
      data: [
        { id, revoked_at: null },
        { id: other.id, revoked_at: "2026-11-20T10:00:00.000Z" },
      ],
    });
  });

  test("is believed by another isolate for less than a minute more, and not by one that asks the cache", async () => {
    const { key, id, ports, call } = await tenant();
    const elsewhere = callApp(ports);
    expect((await elsewhere("/v1/api-keys", { as: key })).status).toBe(200);
    expect((await call(`/v1/api-keys/${id}`, { method: "DELETE", as: key })).status).toBe(204);
    expect((await callApp(ports)("/v1/api-keys", { as: key })).status).toBe(401);
    expect((await elsewhere("/v1/api-keys", { as: key })).status).toBe(200);
    ports.pass(60_000);
    expect((await elsewhere("/v1/api-keys", { as: key })).status).toBe(401);
  });

  test("keeps the moment when it was first revoked", async () => {
    const { key, call, ports } = await tenant();
    const other = created.parse(await (await call("/v1/api-keys", { as: key, json: { name: "other" } })).json());
    const revoke = () => call(`/v1/api-keys/${other.id}`, { method: "DELETE", as: key });
    await revoke();
    ports.pass(1000);
    expect((await revoke()).status).toBe(204);
    const list = await (await call("/v1/api-keys?q=oth", { as: key })).json();
    expect(list).toMatchObject({ total: 1, data: [{ revoked_at: "2026-11-20T10:00:00.000Z" }] });
  });
});

test("keys are listed by page, and found by part of a name, whatever signs it holds", async () => {
  const { key, call } = await tenant();
  for (const name of ["b 50% off", "c 50 off", "d_e", "dxe"]) await call("/v1/api-keys", { as: key, json: { name } });
  const names = async (query: string) => {
    const body = z
      .object({ data: z.array(z.object({ name: z.string() })), total: z.number() })
      .parse(await (await call(`/v1/api-keys?${query}`, { as: key })).json());
    return [body.total, ...body.data.map(({ name }) => name)];
  };
  expect(await names("q=0%25")).toEqual([1, "b 50% off"]);
  expect(await names("q=D_E")).toEqual([1, "d_e"]);
  expect(await names("sort=name&order=asc&per_page=2&page=2")).toEqual([5, "c 50 off", "d_e"]);
  expect(await names("page=9")).toEqual([5]);
});

test.each([{}, { name: " " }, { name: "n".repeat(101) }, { name: 5 }])("a key needs a name: %o", async (json) => {
  const response = await callApp(testPorts({ db }))("/v1/api-keys", { as: "demo", json });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({ errors: [{ path: "name" }] });
});
