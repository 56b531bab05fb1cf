import { neon, neonConfig, NeonDbError } from "@neondatabase/serverless";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RunningPostgres } from "../../../../dev/postgres/start.ts";
import { startEmptyPostgres } from "../../../support/database.ts";

let postgres: RunningPostgres;
let sql: ReturnType<typeof neon<false, true>>;

beforeAll(async () => {
  postgres = await startEmptyPostgres();
  neonConfig.fetchEndpoint = postgres.endpoint;
  sql = neon(postgres.connectionString, { fullResults: true });
  await sql`CREATE TABLE fruits (name text PRIMARY KEY, weight integer NOT NULL CHECK (weight > 0))`;
});

afterAll(() => postgres.stop());

describe("a single query", () => {
  test("answers rows, fields, command and count as Neon does", async () => {
    const result = await sql`SELECT 1 AS one, 'xoài' AS name`;
    expect(result).toMatchObject({ command: "SELECT", rowCount: 1, rows: [{ one: 1, name: "xoài" }], rowAsArray: false });
    expect(result.fields.map(({ name, dataTypeID }) => [name, dataTypeID])).toEqual([
      ["one", 23],
      ["name", 25],
    ]);
  });

  test("counts the rows that a write touched", async () => {
    const inserted = await sql`INSERT INTO fruits VALUES ('chuối', 120), ('xoài', 300)`;
    expect([inserted.command, inserted.rowCount]).toEqual(["INSERT", 2]);
    const removed = await sql`DELETE FROM fruits WHERE weight > 1000`;
    expect([removed.command, removed.rowCount]).toEqual(["DELETE", 0]);
  });
});

describe("a refusal", () => {
  test("carries Postgres' code, detail and constraint", async () => {
    await sql`INSERT INTO fruits VALUES ('ổi', 200)`;
    const refusal = await sql`INSERT INTO fruits VALUES ('ổi', 200)`.catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(NeonDbError);
    expect(refusal).toMatchObject({
      code: "23505",
      severity: "ERROR",
      table: "fruits",
      constraint: "fruits_pkey",
      detail: "Key (name)=(ổi) already exists.",
    });
  });

  test("points at the place of a syntax error", async () => {
    await expect(sql.query("SELECT FROM WHERE")).rejects.toMatchObject({ code: "42601", position: "13" });
  });

  test("leaves the next query untouched", async () => {
    await expect(sql`SELECT 1 / 0`).rejects.toMatchObject({ code: "22012" });
    expect((await sql`SELECT 2 AS two`).rows).toEqual([{ two: 2 }]);
  });
});

describe("a batch", () => {
  const batched = async () => (await sql`SELECT name FROM fruits WHERE name LIKE 'batch%' ORDER BY name`).rows;

  test("is all or nothing", async () => {
    const batch = sql.transaction([sql`INSERT INTO fruits VALUES ('batch a', 1)`, sql`INSERT INTO fruits VALUES ('batch b', -1)`]);
    await expect(batch).rejects.toMatchObject({ code: "23514" });
    expect(await batched()).toEqual([]);
  });

  test("sees its own writes and answers each query", async () => {
    const results = await sql.transaction([
      sql`INSERT INTO fruits VALUES ('batch c', 1)`,
      sql`SELECT name FROM fruits WHERE name = 'batch c'`,
    ]);
    expect(results.map((result) => result.rowCount)).toEqual([1, 1]);
    expect(await batched()).toEqual([{ name: "batch c" }]);
  });

  test("honours the isolation level and read only", async () => {
    const modes = { isolationLevel: "Serializable", readOnly: true, deferrable: true } as const;
    const [isolation, readOnly] = await sql.transaction([sql`SHOW transaction_isolation`, sql`SHOW transaction_read_only`], modes);
    expect(isolation?.rows).toEqual([{ transaction_isolation: "serializable" }]);
    expect(readOnly?.rows).toEqual([{ transaction_read_only: "on" }]);
    await expect(sql.transaction([sql`DELETE FROM fruits`], { readOnly: true })).rejects.toMatchObject({ code: "25006" });
  });

  test("of many callers at once is never mixed with another's", async () => {
    const add = (index: number) =>
      sql.transaction([sql`INSERT INTO fruits VALUES (${`many ${index}`}, 1)`, sql`SELECT txid_current() AS id, pg_backend_pid() AS pid`]);
    const batches = await Promise.all(Array.from({ length: 20 }, (_, index) => add(index)));
    const ids = batches.map(([, second]) => JSON.stringify(second?.rows));
    expect(new Set(ids).size).toBe(20);
  });
});

test("what is not Neon's protocol is refused with a sentence, not a crash", async () => {
  const post = (body: string, headers: Record<string, string>) => fetch(postgres.endpoint, { method: "POST", body, headers });
  const text = { "Neon-Raw-Text-Output": "true" };
  expect((await post("not json", text)).status).toBe(400);
  expect((await post('{"query": "SELECT 1"}', {})).status).toBe(400);
  expect((await post('{"query": "SELECT 1"}', { ...text, "Neon-Batch-Isolation-Level": "Chaos" })).status).toBe(400);
  expect((await fetch(postgres.endpoint)).status).toBe(404);
  expect((await post('{"query": "SELECT 1 AS one"}', text)).status).toBe(200);
});
