/** Columns of full text. They are folded (no accents, đ → d) by functions of the first migration. */
import { sql, type SQL } from "drizzle-orm";
import { customType } from "drizzle-orm/pg-core";

export const tsvector = customType<{ data: string }>({ dataType: () => "tsvector" });

/** Terms of `expression` as full text, weighted: a hit in the name counts more than one in the summary. */
export const weighted = (expression: string, weight: "A" | "B" | "C"): SQL =>
  sql.raw(`setweight(to_tsvector('simple', edgewise_terms(${expression})), '${weight}')`);
