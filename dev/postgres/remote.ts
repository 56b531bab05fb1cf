import pg from "pg";
import { runInSession, SqlError, type Backend, type Query, type QueryResult } from "./backend.ts";

// Every value stays Postgres' text: the Neon driver at the other end does the reading.
const asText = { getTypeParser: () => (value: string) => value };

/** A real PostgreSQL, by its connection string. Errors: rejects when it cannot be reached. */
export async function openRemote(url: string): Promise<Backend> {
  // One connection, so that queries are serialised as they are in the embedded one.
  const pool = new pg.Pool({ connectionString: url, max: 1, options: "-c timezone=UTC" });
  // A connection that breaks while idle is replaced at the next query.
  pool.on("error", () => undefined);
  await pool.query("SELECT 1");
  return {
    async run(queries, begin) {
      const client = await pool.connect();
      try {
        return await runInSession(queries, begin, (query) => execute(client, query));
      } finally {
        client.release();
      }
    },
    close: () => pool.end(),
  };
}

async function execute(client: pg.PoolClient, query: Query): Promise<QueryResult> {
  try {
    const result = await client.query<(string | null)[]>({ text: query.text, values: query.parameters, rowMode: "array", types: asText });
    const fields = result.fields.map((field) => ({ ...field, format: "text" as const }));
    return { command: result.command ?? "", rowCount: result.rowCount, fields, rows: result.rows };
  } catch (error) {
    if (error instanceof pg.DatabaseError) throw new SqlError(error);
    throw error;
  }
}
