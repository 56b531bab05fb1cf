import { randomBytes } from "node:crypto";
import pg from "pg";
import { startPostgres, type RunningPostgres } from "../../dev/postgres/start.ts";

/**
 * A Postgres with nothing in it: embedded and in memory, or a database made for this run on the server of EDGEWISE_POSTGRES_URL.
 * `stop` removes what was made.
 */
export async function startEmptyPostgres(): Promise<RunningPostgres> {
  const serverUrl = process.env["EDGEWISE_POSTGRES_URL"];
  if (!serverUrl) return startPostgres();
  const name = `edgewise_test_${randomBytes(6).toString("hex")}`;
  await administrate(serverUrl, `CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const postgres = await startPostgres({ url: url.href });
  const drop = () => administrate(serverUrl, `DROP DATABASE ${name} WITH (FORCE)`);
  return { ...postgres, stop: () => postgres.stop().then(drop) };
}

async function administrate(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
