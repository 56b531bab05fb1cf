import { z } from "zod";
import type { JsonObject } from "../../platform/ports.ts";
import { industries } from "../../lifecycle/index.ts";
import { defineTool, type ToolContext, type ToolResult } from "../contract.ts";
import { filtersSchema, narrowQuery, queryFrom, type Filters } from "./filters.ts";
import { readOfferings, readVocabulary, show, shownOffering } from "./offering.ts";
import { asWritten } from "./own-words.ts";
import { parseQuery, type CatalogQuery, type Vocabulary } from "./query.ts";
import { searchOfferings, type Found } from "./search.ts";
import { searchState, searchStates } from "./search-state.ts";
import { text } from "../text.ts";

/** How many offerings a customer is shown at once. */
const SHOWN_AT_ONCE = 5;

const inputSchema = z.object({
  query: text(500)
    .optional()
    .describe("What the customer asks for, in their own words, Vietnamese or English. Price, brand and specs in it are understood."),
  filters: filtersSchema
    .optional()
    .describe("Constraints beyond the words. The keys of `understood` in an earlier result can be passed back here."),
});

const outputSchema = z.strictObject({
  offerings: z.array(shownOffering.extend({ position: z.number().int().describe("Its place in the list, from 1") })).max(SHOWN_AT_ONCE),
  count: z.number().int(),
  total: z.number().int().describe("How many there are in all"),
  understood: z.looseObject({}).describe("What was searched for, in the keys of `filters`"),
});

export const searchOfferingsTool = defineTool({
  name: "search_offerings",
  label: { vi: "Tìm sản phẩm", en: "Search products" },
  description: {
    vi: "Tìm trong danh mục của cửa hàng khi khách muốn xem, tìm hoặc lọc sản phẩm. Mỗi lần hiện tối đa 5 sản phẩm, đánh số từ 1 đến 5.",
    en:
      "Search the shop's catalogue. Use it whenever the customer wants to see, find or filter products. Shows at most 5, with positions 1 to 5. " +
      "When the customer narrows the last result (cheaper, another spec), set filters.narrow and repeat the earlier constraints from `understood`.",
  },
  industries,
  input: inputSchema,
  output: outputSchema,
  effect: "read",
  timeoutMs: 10_000,
  proposes: searchStates,
  run: search,
});

async function search(input: z.infer<typeof inputSchema>, context: ToolContext): Promise<ToolResult> {
  const { language, shown } = context;
  const filters: Filters = input.filters ?? {};
  const vocabulary = await readVocabulary(context);
  const asked = queryFrom(input.query ?? "", filters, vocabulary);
  const query = filters.narrow ? narrowQuery(asked, await readOfferings(context, shown)) : asked;
  const found = withoutGuess(await searchOfferings(context, query, SHOWN_AT_ONCE), input.query ?? "", filters, vocabulary);
  const offerings = found.offerings.map((offering, at) => ({ position: at + 1, ...show(offering, language) }));
  return {
    output: { offerings, count: offerings.length, total: found.total, understood: understood(query, found, input.query ?? "") },
    newState: searchState(query, { narrow: filters.narrow ?? false, textMet: found.text !== "none" }),
    // An empty answer leaves the last list in front of the customer.
    ...(offerings.length > 0 ? { shown: found.offerings.map(({ code }) => code) } : {}),
  };
}

/** A narrowing whose words say nothing that was understood or met finds nothing, not the last list again. */
function withoutGuess(found: Found, words: string, filters: Filters, vocabulary: Vocabulary): Found {
  if (!filters.narrow || found.text !== "none") return found;
  const { type, brands, notBrands, specs, priceMin, priceMax, sort } = parseQuery(words, vocabulary);
  const isUnderstood =
    [type, priceMin, priceMax, filters.sort].some((said) => said !== undefined) ||
    sort !== "relevance" ||
    brands.length + notBrands.length + Object.keys(specs).length > 0;
  return isUnderstood ? found : { offerings: [], total: 0, text: "none" };
}

/** What was searched for, in the keys of `filters`; `text_ignored` are words that nothing in the catalogue meets. */
function understood(query: CatalogQuery, { text }: Found, written: string): JsonObject {
  const words = query.text.map(([first]) => first ?? "");
  return {
    ...(query.type === undefined ? {} : { type: query.alsoTypes?.length ? [query.type, ...query.alsoTypes] : query.type }),
    ...(query.brands.length === 0 ? {} : { brand: query.brands }),
    ...(query.notBrands.length === 0 ? {} : { not_brand: query.notBrands }),
    ...(query.priceMin === undefined ? {} : { price_min: query.priceMin }),
    ...(query.priceMax === undefined ? {} : { price_max: query.priceMax }),
    ...(Object.keys(query.specs).length === 0 ? {} : { specs: z.record(z.string(), z.record(z.string(), z.json())).parse(query.specs) }),
    ...(query.sort === "relevance" ? {} : { sort: query.sort }),
    ...(words.length === 0 ? {} : text === "none" ? { text_ignored: asWritten(query.text, written) } : { text: words }),
  };
}
