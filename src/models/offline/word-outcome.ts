/** What a tool gave, in words. The chat page shows the same as a card: the words complement it. Pure. */
import type { Intent } from "./intent.ts";
import { shortName } from "./names.ts";
import type { Voice } from "./phrases/index.ts";
import type { Offering, PlacedOrder, ToolOutcome } from "./results.ts";
import { money } from "./specs.ts";
import { wordComparison } from "./word-comparison.ts";
import { wordDetails } from "./word-details.ts";
import { wordList } from "./word-list.ts";
import { priceOf } from "./word-offer.ts";

/** `shown` is the list in front of the customer when they spoke. */
export function wordOutcome(outcome: ToolOutcome, intent: Intent, shown: readonly Offering[], voice: Voice): string {
  const { say } = voice;
  switch (outcome.kind) {
    case "list":
      return wordList(outcome, intent, voice);
    case "details":
      return wordDetails(outcome.offering, intent.kind === "view" ? intent.asks : [], shown, voice);
    case "comparison":
      return wordComparison(outcome.offerings, outcome.rows, voice);
    case "order":
      return wordOrder(outcome, voice);
    case "refusal":
      // The gate's refusal is written for the model; a tool's is written for the customer.
      if (outcome.code === "tool_not_allowed") return say("notNow");
      return [say("refused", { error: outcome.error }), ...outcome.candidates.map((one) => `- ${one.name} – ${priceOf(one, voice)}`)].join(
        "\n",
      );
    case "finding":
      return outcome
        .lines(voice.language)
        .map(({ key, slots }) => say(key, slots))
        .join("\n");
    case "failure":
      return say("failed");
    case "other":
      return say("done");
  }
}

function wordOrder(order: PlacedOrder, { say, language, list }: Voice): string {
  const reference = order.reference ?? "";
  if (order.trial) return wordTrial(order, { say, list });
  if (order.status === "rejected") return say("orderRejected", { message: order.message ?? "" });
  if (order.status === "confirmed") return say("orderConfirmed", { reference });
  const pay = order.url === undefined ? "" : `\n${say("orderPay", { url: order.url })}`;
  // The shop explains why it is still pending: the customer said that he has paid, and nothing has come.
  if (order.message !== undefined) return `${say("orderUnpaid", { reference })}${pay}\n${say("orderPendingNext")}`;
  const items = list(order.items.map((item) => say("orderItem", { name: shortName(item), quantity: item.quantity })));
  return (
    [
      items === "" ? say("orderPending", { reference }) : say("orderPendingItems", { reference, items }),
      order.total === undefined ? "" : say("orderTotal", { total: money(order.total, language) }),
    ]
      .filter((sentence) => sentence !== "")
      .join(" ")
      // A line of its own keeps the link apart from the words around it.
      .concat(pay, `\n${say("orderPendingNext")}`)
  );
}

/** Nothing has happened, and nobody is to believe that it has. */
function wordTrial({ status, items }: PlacedOrder, { say, list }: Pick<Voice, "say" | "list">): string {
  if (status === "confirmed") return say("orderTrialConfirmed");
  return say("orderTrial", {
    items: list(items.map((item) => say("orderItem", { name: shortName(item), quantity: item.quantity }))) || "…",
  });
}
