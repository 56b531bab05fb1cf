/** What the tools of finance, auto and education know in the demo: offerings, quotes, analyses, constants and questions. */
import { sql } from "drizzle-orm";
import type { Database } from "../../src/db/client.ts";
import { analyses, marketQuotes, marketSymbols, placementQuestions, toolConstants } from "../../src/db/schema/index.ts";
import { autoProducts } from "./auto/cars.ts";
import { educationProducts } from "./education/courses.ts";
import { questions } from "./education/questions.ts";
import { analyses as demoAnalyses } from "./finance/analyses.ts";
import { market } from "./finance/market.ts";
import { financeProducts } from "./finance/products.ts";
import { loadOfferings } from "./load-catalogue.ts";

const DAY_MS = 86_400_000;
const SOURCE = "Số liệu mẫu của bản dùng thử (sample data)";
const everyTest = ["english", "ielts", "toeic"];

/** Loading twice is loading once. `now` is the day of the last quotes, in milliseconds since the epoch. */
export async function loadIndustries(database: Database, tenantId: string, now: number): Promise<void> {
  await loadOfferings(database, tenantId, "finance", financeProducts);
  await loadOfferings(database, tenantId, "auto", autoProducts);
  await loadOfferings(database, tenantId, "education", educationProducts);
  await loadMarket(database, tenantId, now);
  await loadAnalyses(database, tenantId, now);
  await loadQuestions(database, tenantId);
  // What a showroom or a bank would tune; the rest stays with the tools' defaults.
  await loadConstants(database, tenantId, "loan_instalments", { rate: 8.3, share_of_price: 0.7, months: { real_estate: 240, auto: 84 } });
}

async function loadMarket(database: Database, tenantId: string, now: number): Promise<void> {
  const symbols = market.map(({ symbol, kind, name, unit, aliases }) => ({ tenantId, symbol, kind, name, unit, aliases, source: SOURCE }));
  const quotes = market.flatMap(({ symbol, prices, spread }) =>
    prices.map((price, at) => ({
      tenantId,
      symbol,
      quotedAt: nineInTheMorning(now - (prices.length - 1 - at) * DAY_MS),
      buy: spread === undefined ? null : price - spread,
      price,
    })),
  );
  await database.batch([
    database
      .insert(marketSymbols)
      .values(symbols)
      .onConflictDoUpdate({
        target: [marketSymbols.tenantId, marketSymbols.symbol],
        set: excluded("kind", "name", "unit", "aliases", "source"),
      }),
    database
      .insert(marketQuotes)
      .values(quotes)
      .onConflictDoUpdate({
        target: [marketQuotes.tenantId, marketQuotes.symbol, marketQuotes.quotedAt],
        set: excluded("buy", "price"),
      }),
  ]);
}

/** Nine o'clock in Vietnam of the last day that has come to it. */
function nineInTheMorning(at: number): Date {
  const offset = 2 * 3_600_000;
  return new Date(Math.floor((at - offset) / DAY_MS) * DAY_MS + offset);
}

async function loadAnalyses(database: Database, tenantId: string, now: number): Promise<void> {
  const rows = demoAnalyses.map(({ daysAgo, ...analysis }) => ({
    ...analysis,
    tenantId,
    publishedAt: nineInTheMorning(now - daysAgo * DAY_MS),
  }));
  await database
    .insert(analyses)
    .values(rows)
    .onConflictDoUpdate({
      target: [analyses.tenantId, analyses.id],
      set: { ...excluded("topic", "title", "summary", "source"), publishedAt: sql.raw("excluded.published_at") },
    });
}

async function loadQuestions(database: Database, tenantId: string): Promise<void> {
  const rows = questions.map(({ tests = everyTest, choices, ...question }, position) => ({
    ...question,
    tenantId,
    tests: [...tests],
    choices: [...choices],
    position,
  }));
  await database
    .insert(placementQuestions)
    .values(rows)
    .onConflictDoUpdate({
      target: [placementQuestions.tenantId, placementQuestions.id],
      set: excluded("tests", "level", "position", "prompt", "choices", "answer"),
    });
}

async function loadConstants(database: Database, tenantId: string, tool: string, constants: typeof toolConstants.$inferInsert.constants) {
  await database
    .insert(toolConstants)
    .values({ tenantId, tool, constants })
    .onConflictDoUpdate({ target: [toolConstants.tenantId, toolConstants.tool], set: { constants } });
}

const excluded = <Column extends string>(...columns: Column[]) =>
  Object.fromEntries(columns.map((column) => [column, sql.raw(`excluded.${column}`)]));
