import { sql } from "drizzle-orm";
import { within } from "../platform/deadline.ts";
import type { Database } from "./client.ts";

/** Whether Postgres answers within `timeout` milliseconds. Never throws. */
export async function pingDatabase(db: Database, timeout = 1000): Promise<boolean> {
  return within(timeout, db.execute(sql`select 1`)).then(
    () => true,
    () => false,
  );
}
