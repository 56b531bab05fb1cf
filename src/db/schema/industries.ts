/** What the tools of the industries know: constants of a tenant, quotes, analyses and questions of tests. */
import { sql } from "drizzle-orm";
import { doublePrecision, index, integer, jsonb, pgTable, primaryKey, text, timestamp } from "drizzle-orm/pg-core";
import type { JsonObject, Localized } from "../../platform/ports.ts";
import { tsvector, weighted } from "./search-columns.ts";

const updatedAt = timestamp("updated_at", { withTimezone: true }).notNull().defaultNow();

/** By what a tool reckons at a tenant; what a row leaves out, and a tenant without one, is reckoned by the tool's own defaults. */
export const toolConstants = pgTable(
  "tool_constants",
  {
    tenantId: text("tenant_id").notNull(),
    tool: text("tool").notNull(),
    constants: jsonb("constants").$type<JsonObject>().notNull(),
    updatedAt,
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.tool] })],
);

/** What is quoted: gold, a stock, a rate, a currency. */
export const marketSymbols = pgTable(
  "market_symbols",
  {
    tenantId: text("tenant_id").notNull(),
    symbol: text("symbol").notNull(),
    kind: text("kind").notNull(),
    name: jsonb("name").$type<Localized>().notNull(),
    /** What one of it is, e.g. `lượng`; and in what it is priced, e.g. `đồng` or `%/năm`. */
    unit: jsonb("unit").$type<Localized>().notNull(),
    /** What else people call it; several symbols may share one: "vàng". */
    aliases: jsonb("aliases").$type<string[]>().notNull().default([]),
    source: text("source").notNull(),
    updatedAt,
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.symbol] })],
);

export const marketQuotes = pgTable(
  "market_quotes",
  {
    tenantId: text("tenant_id").notNull(),
    symbol: text("symbol").notNull(),
    quotedAt: timestamp("quoted_at", { withTimezone: true }).notNull(),
    /** What a customer gets for it; null where it has but one price. */
    buy: doublePrecision("buy"),
    /** What a customer pays for it, or its one price. */
    price: doublePrecision("price").notNull(),
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.symbol, table.quotedAt] })],
);

/** What analysts have written, with its source. */
export const analyses = pgTable(
  "analyses",
  {
    tenantId: text("tenant_id").notNull(),
    id: text("id").notNull(),
    /** Words by which it is found, e.g. `vàng gold đầu tư`. */
    topic: text("topic").notNull(),
    title: jsonb("title").$type<Localized>().notNull(),
    summary: jsonb("summary").$type<Localized>().notNull(),
    source: text("source").notNull(),
    url: text("url"),
    publishedAt: timestamp("published_at", { withTimezone: true }).notNull(),
    search: tsvector("search").generatedAlwaysAs(
      sql`${weighted("topic || ' ' || (title->>'vi') || ' ' || (title->>'en')", "A")} || ${weighted("(summary->>'vi') || ' ' || (summary->>'en')", "C")}`,
    ),
    updatedAt,
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] }), index("analyses_search").using("gin", table.search)],
);

/** Questions of placement tests. */
export const placementQuestions = pgTable(
  "placement_questions",
  {
    tenantId: text("tenant_id").notNull(),
    id: text("id").notNull(),
    /** The tests that ask it, e.g. `["ielts", "toeic"]`. */
    tests: jsonb("tests").$type<string[]>().notNull(),
    /** Who has this level answers it. */
    level: text("level").notNull(),
    /** Orders the questions of a level. */
    position: integer("position").notNull(),
    prompt: text("prompt").notNull(),
    choices: jsonb("choices").$type<string[]>().notNull(),
    /** The right choice, from 0. Never leaves the platform before the test has ended. */
    answer: integer("answer").notNull(),
    updatedAt,
  },
  (table) => [primaryKey({ columns: [table.tenantId, table.id] })],
);
