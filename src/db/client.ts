import { neon, neonConfig } from "@neondatabase/serverless";
import { drizzle, type NeonHttpDatabase } from "drizzle-orm/neon-http";
import * as schema from "./schema/index.ts";

/** Postgres over Neon's HTTP protocol: one request per query or `batch`, no sockets held, no interactive transactions. */
export type Database = NeonHttpDatabase<typeof schema>;

/**
 * Connects lazily: nothing is sent before the first query.
 * @param fetchEndpoint where to send SQL instead of the host's own endpoint; the local stand-in in development.
 */
export function connectDatabase(connectionString: string, fetchEndpoint?: string): Database {
  if (fetchEndpoint) neonConfig.fetchEndpoint = fetchEndpoint;
  return drizzle({ client: neon(connectionString), schema });
}
