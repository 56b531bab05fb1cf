import { readdirSync, readFileSync } from "node:fs";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RunningPostgres } from "../../../dev/postgres/start.ts";
import { readAction } from "../../../src/actions/index.ts";
import { connectDatabase, type Database } from "../../../src/db/client.ts";
import { startEmptyPostgres } from "../../support/database.ts";

let postgres: RunningPostgres;
let db: Database;

beforeAll(async () => {
  postgres = await startEmptyPostgres();
  db = connectDatabase(postgres.connectionString, postgres.endpoint);
});
afterAll(() => postgres.stop());

test("an action from before there were schemas and secrets is one all the same: its words in both languages, unsigned, never sent twice", async () => {
  const files = readdirSync("migrations")
    .filter((file) => file.endsWith(".sql"))
    .toSorted();
  const change = files.findIndex((file) => file.endsWith("_actions.sql"));
  const apply = async (some: string[]) => {
    for (const file of some)
      for (const statement of readFileSync(`migrations/${file}`, "utf8").split("--> statement-breakpoint"))
        await db.execute(sql.raw(statement));
  };
  await apply(files.slice(0, change));
  await db.execute(sql`insert into actions (tenant_id, name, url, description)
    values ('t', 'checkout', 'https://shop.example/checkout', 'Tạo "đơn"')`);
  await apply(files.slice(change));
  expect(await readAction(db, "t", "checkout")).toMatchObject({
    url: "https://shop.example/checkout",
    label: { vi: "checkout", en: "checkout" },
    description: { vi: 'Tạo "đơn"', en: 'Tạo "đơn"' },
    payload: null,
    idempotent: false,
    signed: false,
    revision: 1,
  });
});
