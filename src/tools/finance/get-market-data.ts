import { z } from "zod";
import { readDay } from "../../language/index.ts";
import type { JsonObject, Language } from "../../platform/ports.ts";
import { defineTool, type ToolContext, type ToolResult } from "../contract.ts";
import { argument, oneOf, refusal, time } from "../output.ts";
import { endOfDay, localDay } from "../local-day.ts";
import { ask } from "../say.ts";
import { text } from "../text.ts";
import { readQuotes, readSymbols, symbolsIn, type MarketSymbol, type Quote } from "./quotes.ts";
import { word } from "./wording.ts";

/** More lines than these nobody reads in a chat. */
const MOST_QUOTES = 8;

const inputSchema = z.object({
  symbol: text(200)
    .optional()
    .describe("What is asked after, in the customer's words or by its symbol: “vàng SJC”, FPT, “lãi suất 12 tháng”"),
  date: text(100).optional().describe("The day, where the customer names one other than today: “15/7”, “hôm qua”, 2026-07-15"),
});

const quoteSchema = z.strictObject({
  symbol: z.string(),
  kind: z.string(),
  name: z.string(),
  unit: z.string(),
  buy: z.number().optional().describe("What a customer gets for it"),
  price: z.number().describe("What a customer pays for it, or its one price"),
  quoted_at: time,
  previous: z.strictObject({ price: z.number(), quoted_at: time }).optional(),
  change: z.number().optional(),
  change_percent: z.number().nullable().optional(),
  source: z.string(),
});
const outputSchema = oneOf(
  z.strictObject({ quotes: z.array(quoteSchema).min(1).max(MOST_QUOTES), count: z.number().int() }),
  refusal(["needs_more", "not_found"], {
    argument: argument.optional(),
    symbols: z.array(z.strictObject({ symbol: z.string(), name: z.string() })).optional(),
  }),
);

export const getMarketDataTool = defineTool({
  name: "get_market_data",
  label: { vi: "Xem thị trường", en: "View the market" },
  description: {
    vi: "Giá vàng, cổ phiếu, ngoại tệ và lãi suất, kèm thời điểm lấy giá và mức thay đổi so với lần trước. Mã chưa có thì trả về các mã đang có.",
    en:
      "Quotes of gold, stocks, currencies and interest rates, each with the time at which it was taken and the change since the one before. " +
      "Always say when a quote was taken. An unknown symbol is answered with those that there are.",
  },
  industries: ["finance", "real_estate"],
  input: inputSchema,
  output: outputSchema,
  effect: "read",
  timeoutMs: 10_000,
  proposes: ["analyzing"],
  run: look,
});

async function look({ symbol, date }: z.infer<typeof inputSchema>, context: ToolContext): Promise<ToolResult> {
  const { language, clock } = context;
  const known = await readSymbols(context);
  const choices = { names: listed(known, language) };
  const offered = { symbols: known.map(({ symbol: code, name }) => ({ symbol: code, name: name[language] })) };
  if (!symbol) return ask("needs_more", word("which_symbol", language, choices), { argument: "symbol", ...offered });
  const meant = symbolsIn(symbol, known).slice(0, MOST_QUOTES);
  if (meant.length === 0) return ask("not_found", word("unknown_symbol", language, { given: symbol, ...choices }), offered);

  const today = localDay(clock.now());
  const day = date ? readDay(date, { today, toward: "past" }) : today;
  if (day === null) return ask("needs_more", word("unread_day", language, { given: date ?? "" }), { argument: "date" });
  const read = await readQuotes(
    context,
    meant.map(({ symbol: code }) => code),
    date ? endOfDay(day) : new Date(clock.now()),
  );
  const quotes = meant.flatMap((one) => quoteOf(one, read, language));
  if (quotes.length === 0) return ask("not_found", word("no_quote", language, { names: listed(meant, language), day }));
  return { output: { quotes, count: quotes.length }, newState: "analyzing" };
}

const listed = (symbols: readonly MarketSymbol[], language: Language): string =>
  symbols.map(({ name }) => name[language]).join(", ") || "–";

function quoteOf({ symbol, kind, name, unit, source }: MarketSymbol, read: readonly Quote[], language: Language): JsonObject[] {
  const [quote, before] = read.filter((one) => one.symbol === symbol);
  if (!quote) return [];
  const { buy, price, quotedAt } = quote;
  return [
    {
      symbol,
      kind,
      name: name[language],
      unit: unit[language],
      ...(buy === null ? {} : { buy }),
      price,
      quoted_at: quotedAt.toISOString(),
      ...(before
        ? {
            previous: { price: before.price, quoted_at: before.quotedAt.toISOString() },
            change: rounded(price - before.price),
            change_percent: percent(price, before.price),
          }
        : {}),
      source,
    },
  ];
}

const rounded = (value: number): number => Math.round(value * 100) / 100;
const percent = (now: number, before: number): number | null => (before === 0 ? null : rounded(((now - before) / before) * 100));
