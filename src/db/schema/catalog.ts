import { sql } from "drizzle-orm";
import { bigint, index, integer, jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import { tsvector, weighted } from "./search-columns.ts";

/** What a tenant offers. `search_text` and `search` are folded (no accents, đ → d) by functions of the first migration. */
export const offerings = pgTable(
  "offerings",
  {
    tenantId: text("tenant_id").notNull(),
    id: text("id").notNull(),
    /** Conversations of this industry's flows see it, and no others. */
    industry: text("industry").notNull().default("retail"),
    code: text("code").notNull(),
    type: text("type").notNull(),
    brand: text("brand").notNull(),
    name: text("name").notNull(),
    summary: text("summary").notNull(),
    /** In Vietnamese đồng. */
    price: bigint("price", { mode: "number" }).notNull(),
    stock: integer("stock").notNull(),
    /** Orders what is otherwise equally relevant; the greater the earlier. */
    popularity: integer("popularity").notNull().default(0),
    /** Specs by name, e.g. `{"ram_gb": 16, "cpu": "Intel Core i5-13420H"}`. */
    attributes: jsonb("attributes").$type<Record<string, string | number | boolean>>().notNull(),
    searchText: text("search_text").generatedAlwaysAs(
      sql`edgewise_terms(name || ' ' || brand || ' ' || type || ' ' || code || ' ' || summary)`,
    ),
    search: tsvector("search").generatedAlwaysAs(
      sql`${weighted("name || ' ' || brand || ' ' || code", "A")} || ${weighted("type", "B")} || ${weighted("summary", "C")}`,
    ),
    updatedAt: timestamp("updated_at", { withTimezone: true }).notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.tenantId, table.code] }),
    index("offerings_price").on(table.tenantId, table.type, table.price),
    index("offerings_search").using("gin", table.search),
    index("offerings_trigram").using("gin", table.searchText.op("gin_trgm_ops")),
  ],
);
