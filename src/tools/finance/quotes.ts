/** Quotes as they are read: which symbols words mean, and their last two quotes. */
import { and, asc, eq, inArray, lte, sql } from "drizzle-orm";
import { terms } from "../../language/index.ts";
import { marketQuotes, marketSymbols } from "../../db/schema/index.ts";
import type { Localized } from "../../platform/ports.ts";
import type { ToolContext } from "../contract.ts";

export interface MarketSymbol {
  symbol: string;
  kind: string;
  name: Localized;
  unit: Localized;
  aliases: string[];
  source: string;
}

export interface Quote {
  symbol: string;
  quotedAt: Date;
  buy: number | null;
  price: number;
}

type Reader = Pick<ToolContext, "db" | "tenantId">;

export function readSymbols({ db, tenantId }: Reader): Promise<MarketSymbol[]> {
  const { symbol, kind, name, unit, aliases, source } = marketSymbols;
  return db
    .select({ symbol, kind, name, unit, aliases, source })
    .from(marketSymbols)
    .where(eq(marketSymbols.tenantId, tenantId))
    .orderBy(asc(kind), asc(symbol));
}

/** The symbols that the words name: by the longest of their names, so that "vàng SJC" is one and "vàng" are all of gold. Pure. */
export function symbolsIn(words: string, symbols: readonly MarketSymbol[]): MarketSymbol[] {
  const said = ` ${terms(words).join(" ")} `;
  const lengthOf = ({ symbol, aliases, name }: MarketSymbol): number =>
    Math.max(
      0,
      ...[symbol, ...aliases, name.vi, name.en]
        .map((called) => terms(called).join(" "))
        .map((called) => (said.includes(` ${called} `) ? called.length : 0)),
    );
  const measured = symbols.map((symbol) => ({ symbol, length: lengthOf(symbol) }));
  const longest = Math.max(0, ...measured.map(({ length }) => length));
  return measured.flatMap(({ symbol, length }) => (longest > 0 && length === longest ? [symbol] : []));
}

/** The last quote of each symbol up to a time, and the one before it; newest first. */
export async function readQuotes({ db, tenantId }: Reader, symbols: readonly string[], until: Date): Promise<Quote[]> {
  const { symbol, quotedAt, buy, price } = marketQuotes;
  const ranked = db
    .select({
      symbol,
      quotedAt,
      buy,
      price,
      rank: sql<number>`row_number() over (partition by ${symbol} order by ${quotedAt} desc)`.as("rank"),
    })
    .from(marketQuotes)
    .where(and(eq(marketQuotes.tenantId, tenantId), inArray(symbol, [...symbols]), lte(quotedAt, until)))
    .as("ranked");
  const rows = await db.select().from(ranked).where(lte(ranked.rank, 2)).orderBy(asc(ranked.rank));
  return rows.map(({ rank: _rank, ...quote }) => quote);
}
