/** What a tool gave, in words. Pure. */
import type { Language } from "../../platform/ports.ts";
import type { Intent } from "./intent.ts";
import { shortNames, type ComparisonRow, type Offering, type PlacedOrder, type ToolOutcome } from "./results.ts";
import { askedSpecs, money, number, tellingSpecs } from "./specs.ts";
import type { Say } from "./word.ts";

export function wordOutcome(outcome: ToolOutcome, intent: Intent, say: Say, language: Language): string {
  switch (outcome.kind) {
    case "list":
      return wordList(outcome, intent, say, language);
    case "details":
      return wordDetails(outcome.offering, intent.kind === "view" ? intent.asks : [], say, language);
    case "comparison":
      return wordComparison(outcome.offerings, outcome.rows, say, language);
    case "order":
      return wordOrder(outcome, say, language);
    case "refusal":
      // The gate's refusal is written for the model; a tool's is written for the customer.
      if (outcome.code === "tool_not_allowed") return say("notNow");
      return [
        say("refused", { error: outcome.error }),
        ...outcome.candidates.map((one) => `- ${one.name} – ${priceOf(one, say, language)}`),
      ].join("\n");
    case "failure":
      return say("failed");
    case "other":
      return say("done");
  }
}

function wordList(outcome: Extract<ToolOutcome, { kind: "list" }>, intent: Intent, say: Say, language: Language): string {
  const { offerings, total, understood } = outcome;
  const narrowed = intent.kind === "narrow";
  const query = intent.kind === "search" || narrowed ? intent.query : "";
  const count = offerings.length;
  if (count === 0) return say(narrowed ? "listEmptyNarrowed" : "listEmpty", { query });
  const ignored = Array.isArray(understood["text_ignored"]) ? understood["text_ignored"].join(" ") : "";
  const opening =
    ignored !== "" ? "listNear" : count === 1 ? "listOne" : total > count ? "listSome" : narrowed ? "listNarrowed" : "listPlain";
  const lines = offerings.map((offering, at) => listLine(offering, at + 1, say, language));
  return [say(opening, { count, total, words: ignored }), ...lines, "", say("listNext")].join("\n");
}

function listLine(offering: Offering, place: number, say: Say, language: Language): string {
  const mark = offering.stock === 0 ? say("soldOutMark") : "";
  return say("listItem", { position: offering.position ?? place, name: offering.name, price: priceOf(offering, say, language), mark });
}

function wordDetails(offering: Offering, asks: readonly string[], say: Say, language: Language): string {
  const facts = { name: offering.name, price: priceOf(offering, say, language), stock: stockOf(offering.stock, say) };
  const next = say(offering.stock === 0 ? "detailsNextSoldOut" : "detailsNext");
  const asked = askedSpecs(offering.attributes, asks, language);
  if (asked.length > 0) return join(say("detailsAsked", { ...facts, specs: asked.join(", ") }), next);
  const specs = offering.highlights.length > 0 ? offering.highlights : tellingSpecs(offering.attributes, language);
  const telling = specs.length > 0 ? say("detailsSpecs", { specs: specs.join(", ") }) : (offering.summary ?? "");
  return join(asks.length > 0 ? say("specMissing") : "", say("details", facts), telling, next);
}

function wordComparison(offerings: readonly Offering[], rows: readonly ComparisonRow[], say: Say, language: Language): string {
  const different = rows.filter((row) => row.attribute !== "price" && new Set(row.values.map(String)).size > 1).slice(0, 3);
  const lines = different.map(
    (row) => `- ${row.label?.[language] ?? row.attribute}: ${row.values.map((value) => cell(value, language)).join(" / ")}`,
  );
  const differences = lines.length > 0 ? [say("comparisonDiffers"), ...lines, ""] : [];
  return [priceVerdict(offerings, say, language), ...differences, say("comparisonNext")].join("\n");
}

function priceVerdict(offerings: readonly Offering[], say: Say, language: Language): string {
  const names = shortNames(offerings);
  const byPrice = offerings
    .flatMap(({ price }, at) => (typeof price === "number" ? [{ name: names[at] ?? "", price }] : []))
    .toSorted((one, other) => one.price - other.price);
  const [cheap] = byPrice;
  const dear = byPrice.at(-1);
  if (!cheap || !dear || byPrice.length < 2) return names.join(" / ");
  if (cheap.price === dear.price) return say("comparisonSamePrice", { price: money(cheap.price, language) });
  return say("comparisonCheaper", {
    cheap: cheap.name,
    dear: dear.name,
    difference: money(dear.price - cheap.price, language),
    cheapPrice: money(cheap.price, language),
    dearPrice: money(dear.price, language),
  });
}

function wordOrder(order: PlacedOrder, say: Say, language: Language): string {
  const reference = order.reference ?? "";
  if (order.status === "rejected") return say("orderRejected", { message: order.message ?? "" });
  if (order.status === "confirmed") return say("orderConfirmed", { reference });
  const total = order.total === undefined ? "" : say("orderTotal", { total: money(order.total, language) });
  // A line of its own keeps the link apart from the words around it.
  const pay = order.url === undefined ? "" : say("orderPay", { url: order.url });
  const items = order.items.map(({ name, quantity }) => `${quantity} × ${name}`).join(", ");
  return [join(say("orderPending", { reference }), items === "" ? "" : say("orderItems", { items }), total), pay, say("orderPendingNext")]
    .filter((line) => line !== "")
    .join("\n");
}

const join = (...sentences: string[]): string => sentences.filter((sentence) => sentence !== "").join(" ");

function cell(value: ComparisonRow["values"][number], language: Language): string {
  if (value === null) return "–";
  if (typeof value === "boolean") return value ? "✓" : "✗";
  return typeof value === "number" ? number(value, language) : value;
}

function priceOf({ price }: Offering, say: Say, language: Language): string {
  return typeof price === "number" ? money(price, language) : say("priceUnknown");
}

function stockOf(stock: number | null | undefined, say: Say): string {
  if (stock === 0) return say("soldOut");
  return typeof stock === "number" && stock <= 3 ? say("fewLeft", { stock }) : say("inStock");
}
