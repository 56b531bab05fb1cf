import { PGlite, messages } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { unaccent } from "@electric-sql/pglite/contrib/unaccent";
import { vector } from "@electric-sql/pglite-pgvector";
import { serialize } from "pg-protocol";
import { runInSession, SqlError, type Backend, type Query, type QueryResult } from "./backend.ts";

/**
 * Postgres itself, compiled to WebAssembly, in this process.
 * @param dataFolder where it keeps its files; undefined keeps them in memory.
 * Errors: rejects when the folder holds something that Postgres cannot read.
 */
export async function openEmbedded(dataFolder: string | undefined): Promise<Backend> {
  const postgres = await PGlite.create({
    ...(dataFolder === undefined ? {} : { dataDir: dataFolder }),
    extensions: { pg_trgm, unaccent, vector },
  });
  return {
    run: (queries, begin) => postgres.runExclusive(() => runInSession(queries, begin, (query) => execute(postgres, query))),
    close: () => postgres.close(),
  };
}

// PGlite's own query() turns values into JavaScript and back; over the wire protocol they stay Postgres' text.
async function execute(postgres: PGlite, query: Query): Promise<QueryResult> {
  const request = Buffer.concat([
    serialize.parse({ text: query.text }),
    serialize.bind({ values: query.parameters }),
    serialize.describe({ type: "P" }),
    serialize.execute(),
    serialize.sync(),
  ]);
  const answer = await postgres.execProtocol(request, { throwOnError: false });
  const result: QueryResult = { command: "", rowCount: null, fields: [], rows: [] };
  for (const message of answer.messages) {
    if (message instanceof messages.DatabaseError) throw new SqlError(message);
    if (message instanceof messages.RowDescriptionMessage) result.fields = message.fields.map((field) => ({ ...field, format: "text" }));
    if (message instanceof messages.DataRowMessage) result.rows.push(message.fields);
    if (message instanceof messages.CommandCompleteMessage) Object.assign(result, readTag(message.text));
  }
  return result;
}

/** `INSERT 0 3` → INSERT, 3; `CREATE TABLE` → CREATE, null. */
function readTag(tag: string): { command: string; rowCount: number | null } {
  const words = tag.split(" ");
  const count = Number(words.at(-1));
  return { command: words[0] ?? "", rowCount: Number.isInteger(count) ? count : null };
}
