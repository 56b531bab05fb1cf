import { or, sql, type SQL } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import type { JsonValue } from "../platform/ports.ts";

const CANONICAL_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?$/;

/**
 * The condition behind `metadata.<key>=<value>` (contracts.md §1): true where the metadata holds the value under the key. Dots lead
 * into nested objects, or are part of a plain key. A query string has no types, so `5` finds the text "5" and the number 5.
 */
export function metadataHolds(column: PgColumn, key: string, value: string): SQL | undefined {
  const shapes = [nested(key.split("."), value), ...(key.includes(".") ? [nested([key], value)] : [])];
  // Containment, because the index on metadata answers it.
  return or(...shapes.flat().map((wanted) => sql`${column} @> ${JSON.stringify(wanted)}::jsonb`));
}

function nested(path: readonly string[], value: string): JsonValue[] {
  return meanings(value).map((meaning) => path.reduceRight<JsonValue>((inner, key) => ({ [key]: inner }), meaning));
}

/** What the text of a query may stand for. */
export function meanings(text: string): JsonValue[] {
  if (text === "true" || text === "false") return [text, text === "true"];
  return CANONICAL_NUMBER.test(text) ? [text, Number(text)] : [text];
}
