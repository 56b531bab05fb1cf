import { eq, sql } from "drizzle-orm";
import { bigint, boolean, doublePrecision, integer, jsonb, numeric, pgTable, text, timestamp } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunningPostgres } from "../../../../dev/postgres/start.ts";
import { connectDatabase, type Database } from "../../../../src/db/client.ts";
import { startEmptyPostgres } from "../../../support/database.ts";

const samples = pgTable("samples", {
  id: integer("id").primaryKey(),
  price: bigint("price", { mode: "number" }),
  ratio: doublePrecision("ratio"),
  exact: numeric("exact"),
  active: boolean("active"),
  name: text("name"),
  tags: text("tags").array(),
  data: jsonb("data"),
  at: timestamp("at", { withTimezone: true }),
});

let postgres: RunningPostgres;
let database: Database;

beforeAll(async () => {
  postgres = await startEmptyPostgres();
  database = connectDatabase(postgres.connectionString, postgres.endpoint);
  await database.execute(sql`CREATE TABLE samples (id integer PRIMARY KEY, price bigint, ratio double precision, exact numeric,
    active boolean, name text, tags text[], data jsonb, at timestamptz)`);
});

afterAll(() => postgres.stop());

const full = {
  id: 1,
  price: Number.MAX_SAFE_INTEGER,
  ratio: 0.1,
  exact: "12345678901234567890.123456789",
  active: true,
  name: "Điện thoại “xịn” 🇻🇳 \\ '; --\n\t",
  tags: ["có dấu", 'quote " and \\ slash', "comma, {brace}", "NULL", ""],
  data: { text: "Đà Nẵng", list: [1, null, { deep: "ừ" }], empty: {}, quote: "'\"\\" },
  at: new Date("2026-02-28T23:59:59.123Z"),
};
const empty = { id: 2, price: null, ratio: null, exact: null, active: null, name: null, tags: null, data: null, at: null };
const edge = { ...empty, id: 3, price: -1, active: false, name: "", tags: [], data: [], at: new Date(0) };

test("every type that the schema uses comes back as it went in", async () => {
  await database.insert(samples).values([full, empty, edge]);
  expect(await database.select().from(samples).orderBy(samples.id)).toEqual([full, empty, edge]);
});

test("a JSON scalar stays a scalar", async () => {
  await database.insert(samples).values({ id: 4, data: "chữ" });
  expect(await database.select({ data: samples.data }).from(samples).where(eq(samples.id, 4))).toEqual([{ data: "chữ" }]);
});

test("drizzle's batch is atomic and typed", async () => {
  const insert = (id: number) => database.insert(samples).values({ id, price: id }).returning({ price: samples.price });
  const [first, second] = await database.batch([insert(10), database.select({ id: samples.id }).from(samples).where(eq(samples.id, 10))]);
  expect([first, second]).toEqual([[{ price: 10 }], [{ id: 10 }]]);
  const refusal = await database.batch([insert(11), insert(10)]).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: "23505" });
  expect(await database.select().from(samples).where(eq(samples.id, 11))).toEqual([]);
});

test("the extensions of the catalogue and of knowledge are there", async () => {
  for (const extension of ["unaccent", "pg_trgm"]) await database.execute(sql.raw(`CREATE EXTENSION IF NOT EXISTS ${extension}`));
  const folded = await database.execute(sql`SELECT unaccent('Điện thoại') AS text, similarity('laptop', 'laptob') > 0.3 AS near`);
  expect(folded.rows).toEqual([{ text: "Dien thoai", near: true }]);
});
