/** The store of keys in real workerd: one run at a time, through restarts, and nothing left when a day is over. */
import { abortAllDurableObjects, env, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { Claim, KeyStore, Run } from "../../../../src/idempotency/index.ts";

const dayMs = 24 * 60 * 60 * 1000;
const answer = new TextEncoder().encode("the first answer");

function open() {
  const id = env.IDEMPOTENCY.idFromName(crypto.randomUUID());
  const find = () => env.IDEMPOTENCY.get(id);
  const store = () => find() as unknown as KeyStore;
  const sql = (statement: string, ...values: SqlStorageValue[]) =>
    runInDurableObject(find(), (_, state) => state.storage.sql.exec(statement, ...values).toArray());
  const alarm = () => runInDurableObject(find(), (_, state) => state.storage.getAlarm());
  return { find, store, sql, alarm };
}

let count = 0;
const claim = (name: string, change: Partial<Claim> = {}): Claim => {
  count += 1;
  return { name, fingerprint: "f", seed: `seed-${count}`, runner: `run-${count}`, joins: false, ...change };
};

describe("a key", () => {
  it("asked for twenty times at once is run once", async () => {
    const { store } = open();
    const claims = Array.from({ length: 20 }, () => claim("k"));
    const told = await Promise.all(claims.map((one) => store().claim(one)));
    expect(told.map(({ kind }) => kind).toSorted()).toEqual(["run", ...Array<string>(19).fill("running")].toSorted());
  });

  it("keeps its answer through a restart", async () => {
    const { store } = open();
    const first = claim("k");
    await store().claim(first);
    expect(await store().complete(first, { kind: "answered", answer })).toBeNull();
    await abortAllDurableObjects();
    expect(await store().claim(claim("k"))).toEqual({ kind: "done", seed: first.seed, answer });
    expect(await store().claim(claim("k", { fingerprint: "other" }))).toEqual({ kind: "reused" });
  });

  it("that ran when its object died is still held, then taken over with its ids; the first answer stays the first", async () => {
    const { store, sql } = open();
    const first = claim("k");
    await store().claim(first);
    await abortAllDurableObjects();
    expect(await store().claim(claim("k"))).toEqual({ kind: "running" });
    expect(await store().renew(first)).toBe(true);
    await sql("UPDATE keys SET lease_until = ?", Date.now() - 1);
    const second = claim("k");
    expect(await store().claim(second)).toEqual({ kind: "run", seed: first.seed, again: true });
    expect(await store().renew(first)).toBe(false);
    const run: Run = { ...second, seed: first.seed };
    expect(await store().complete(first, { kind: "answered", answer })).toBeNull();
    expect(await store().complete(run, { kind: "answered", answer: new Uint8Array([1]) })).toEqual(answer);
  });

  it("costs one row to claim and one to answer", async () => {
    const { find, store, sql } = open();
    await store().claim(claim("warm"));
    const writes = (work: (store: KeyStore) => Promise<unknown>) =>
      runInDurableObject(find(), async (instance, { storage }) => {
        let rows = 0;
        const { sql } = storage;
        const exec = sql.exec.bind(sql) as (...given: unknown[]) => SqlStorageCursor<never>;
        const counted = (...given: unknown[]) => {
          const cursor = exec(...given);
          rows += cursor.rowsWritten;
          return cursor;
        };
        Reflect.set(sql, "exec", counted);
        await work(instance as unknown as KeyStore);
        Reflect.deleteProperty(sql, "exec");
        return rows;
      });
    const one = claim("k");
    expect(await writes((keys) => keys.claim(one))).toBe(1);
    expect(await writes((keys) => keys.claim(claim("k", { joins: true })))).toBe(0);
    expect(await writes((keys) => keys.complete(one, { kind: "answered", answer }))).toBe(1);
    expect(await sql("SELECT COUNT(*) AS count FROM keys")).toEqual([{ count: 2 }]);
  });
});

it("forgets all of its keys at once, and how many there were", async () => {
  const { store, sql, alarm } = open();
  for (const name of ["a", "b"]) await store().claim(claim(name));
  expect(await store().forget()).toBe(2);
  expect([await alarm(), await sql("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_%' ESCAPE '\\'")]).toEqual([null, []]);
  expect(await store().forget()).toBe(0);
  const next = claim("a");
  expect(await store().claim(next)).toEqual({ kind: "run", seed: next.seed, again: false });
});

describe("a sweep", () => {
  it("removes in batches what is over, spares what runs, and comes again while there are keys", async () => {
    const { find, store, sql, alarm } = open();
    await store().claim(claim("running"));
    const first = await alarm();
    expect(first).toBeGreaterThan(Date.now() + dayMs);
    await sql(
      `INSERT INTO keys SELECT 'old-' || value, 'f', 's', NULL, 0, 1, 1, NULL FROM (
         WITH RECURSIVE n(value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM n WHERE value < 1500) SELECT value FROM n)`,
    );
    await sql("UPDATE keys SET expires_at = 1 WHERE name = 'running'");
    expect(await runDurableObjectAlarm(find())).toBe(true);
    expect(await sql("SELECT COUNT(*) AS count FROM keys")).toEqual([{ count: 501 }]);
    expect(await alarm()).toBeLessThan(Date.now() + 60_000);
    await runDurableObjectAlarm(find());
    expect(await sql("SELECT name FROM keys")).toEqual([{ name: "running" }]);
    expect(await alarm()).toBeGreaterThan(Date.now());
  });

  it("leaves nothing behind when no key is left, and the next key begins anew", async () => {
    const { find, store, sql, alarm } = open();
    const done = claim("k");
    await store().claim(done);
    await store().complete(done, { kind: "answered", answer });
    await sql("UPDATE keys SET expires_at = 1");
    await runDurableObjectAlarm(find());
    expect(await alarm()).toBeNull();
    expect(await sql("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_%' ESCAPE '\\'")).toEqual([]);
    const next = claim("k");
    expect(await store().claim(next)).toEqual({ kind: "run", seed: next.seed, again: false });
    expect(await alarm()).toBeGreaterThan(Date.now() + dayMs);
  });
});
