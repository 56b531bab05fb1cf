/** What stands behind the HTTP protocol: an embedded Postgres or a real one. All values are Postgres' own text. */

export interface Query {
  text: string;
  parameters: (string | null)[];
}

export interface Field {
  name: string;
  dataTypeID: number;
  tableID: number;
  columnID: number;
  dataTypeSize: number;
  dataTypeModifier: number;
  format: "text";
}

export interface QueryResult {
  /** First word of Postgres' command tag: `SELECT`, `INSERT`, `CREATE`. */
  command: string;
  rowCount: number | null;
  fields: Field[];
  rows: (string | null)[][];
}

/** Runs statements one transaction after another: no two callers ever share one. */
export interface Backend {
  /**
   * @param begin the statement that opens a transaction around all queries; null runs them as they are.
   * Errors: an SqlError for what Postgres refuses; the transaction is rolled back.
   */
  run(queries: Query[], begin: string | null): Promise<QueryResult[]>;
  close(): Promise<void>;
}

/** What Postgres says about a refusal, by the names that the Neon driver copies onto its error. */
const sqlErrorFields = [
  "severity",
  "code",
  "detail",
  "hint",
  "position",
  "internalPosition",
  "internalQuery",
  "where",
  "schema",
  "table",
  "column",
  "dataType",
  "constraint",
  "file",
  "line",
  "routine",
] as const;

type SqlErrorField = (typeof sqlErrorFields)[number];
export type SqlErrorReport = Partial<Record<SqlErrorField, string | undefined>> & { message: string };

/** A statement that Postgres refused. */
export class SqlError extends Error {
  readonly report: SqlErrorReport;

  constructor(source: SqlErrorReport) {
    super(source.message);
    this.name = "SqlError";
    this.report = { message: source.message };
    for (const field of sqlErrorFields) if (source[field] !== undefined) this.report[field] = source[field];
  }
}

/** Runs a batch over one session: begin, every query, commit; rolls back on the first refusal. */
export async function runInSession(
  queries: Query[],
  begin: string | null,
  execute: (query: Query) => Promise<QueryResult>,
): Promise<QueryResult[]> {
  const control = (text: string) => execute({ text, parameters: [] });
  const results: QueryResult[] = [];
  if (begin !== null) await control(begin);
  try {
    for (const query of queries) results.push(await execute(query));
    if (begin !== null) await control("COMMIT");
  } catch (error) {
    if (begin !== null) await control("ROLLBACK");
    throw error;
  }
  return results;
}
