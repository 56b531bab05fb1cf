import { z } from "zod";
import type { Query, QueryResult } from "./backend.ts";

/** Neon's SQL over HTTP, as @neondatabase/serverless speaks it. */

const parameter = z.union([z.string(), z.null(), z.number().transform(String), z.boolean().transform(String)]);
const query = z
  .object({ query: z.string(), params: z.array(parameter).default([]) })
  .transform((given): Query => ({ text: given.query, parameters: given.params }));

/** One query, or a batch that runs in one transaction. */
export const sqlRequest = z.union([z.object({ queries: z.array(query) }), query]);

const isolationLevels = {
  ReadUncommitted: "READ UNCOMMITTED",
  ReadCommitted: "READ COMMITTED",
  RepeatableRead: "REPEATABLE READ",
  Serializable: "SERIALIZABLE",
} as const;

const flag = z.enum(["true", "false"]).transform((word) => word === "true");

/** What the headers ask for; anything unknown is refused, so that no wish is silently ignored. */
export const sqlHeaders = z.object({
  "neon-raw-text-output": z.literal("true", "this stand-in answers with raw text only, which is what the Neon driver asks for"),
  "neon-array-mode": flag.default(false),
  "neon-batch-isolation-level": z
    .enum(["ReadUncommitted", "ReadCommitted", "RepeatableRead", "Serializable"])
    .transform((name) => isolationLevels[name])
    .optional(),
  "neon-batch-read-only": flag.optional(),
  "neon-batch-deferrable": flag.optional(),
});

export type SqlHeaders = z.infer<typeof sqlHeaders>;

/** The statement that opens a batch's transaction. */
export function beginStatement(headers: SqlHeaders): string {
  const isolation = headers["neon-batch-isolation-level"];
  const readOnly = headers["neon-batch-read-only"];
  const deferrable = headers["neon-batch-deferrable"];
  const modes = [
    isolation === undefined ? "" : `ISOLATION LEVEL ${isolation}`,
    readOnly === undefined ? "" : readOnly ? "READ ONLY" : "READ WRITE",
    deferrable === undefined ? "" : deferrable ? "DEFERRABLE" : "NOT DEFERRABLE",
  ];
  return ["BEGIN", modes.filter((mode) => mode !== "").join(", ")].join(" ").trim();
}

/** A result as the driver reads it: rows as arrays, or as objects by column name. */
export function toWire(result: QueryResult, rowAsArray: boolean): object {
  const { command, rowCount, fields } = result;
  const asObject = (row: (string | null)[]) => Object.fromEntries(fields.map((field, index) => [field.name, row[index]]));
  return { command, rowCount, fields, rows: rowAsArray ? result.rows : result.rows.map(asObject), rowAsArray };
}
