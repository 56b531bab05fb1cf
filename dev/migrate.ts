import { join } from "node:path";
import { migrate as applyMigrations } from "drizzle-orm/neon-http/migrator";
import type { Database } from "../src/db/client.ts";

const migrationsFolder = join(import.meta.dirname, "../migrations");

/** Brings a database to the newest schema; what is there already stays. Errors: what Postgres refuses. */
export async function migrate(database: Database): Promise<void> {
  await applyMigrations(database, { migrationsFolder });
}
