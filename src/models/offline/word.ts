/** A reply → the customer's language. Names, prices and specs come from tool results and from nowhere else. Pure. */
import type { Language } from "../../platform/ports.ts";
import type { Intent } from "./intent.ts";
import type { ChatTopic, ShopTopic } from "./lexicon/topics.ts";
import { phrase, type PhraseKey } from "./phrases/index.ts";
import type { Reply } from "./reply.ts";
import { shortNames } from "./results.ts";
import type { Situation } from "./situation.ts";
import { money } from "./specs.ts";
import { wordOutcome } from "./word-outcome.ts";

export type Say = (key: PhraseKey, slots?: Readonly<Record<string, string | number>>) => string;

const shopPhrases: Readonly<Record<ShopTopic, PhraseKey>> = {
  staff: "topicStaff",
  shipping: "topicShipping",
  warranty: "topicWarranty",
  returns: "topicReturns",
  payment: "topicPayment",
  place: "topicPlace",
  promotion: "topicPromotion",
};

const chatPhrases: Readonly<Record<ChatTopic, PhraseKey>> = {
  sad: "chatSad",
  upset: "chatUpset",
  happy: "chatHappy",
  howAreYou: "chatHowAreYou",
  weather: "chatWeather",
  joke: "chatJoke",
  love: "chatLove",
  praise: "chatPraise",
};

/** The answer's text. Turns take turns among the ways to say a thing, so that no two in a row sound the same. */
export function word(reply: Reply, situation: Situation): string {
  const language = reply.about === "intent" && reply.intent.kind === "language" ? reply.intent.language : situation.language;
  const say: Say = (key, slots = {}) => phrase(language, key, situation.exchanges.length, slots);
  switch (reply.about) {
    case "outcome":
      return wordOutcome(reply.outcome, reply.intent, say, language);
    case "intent":
      return wordIntent(reply.intent, situation, say, language);
    case "ask_which":
      return say(({ view: "askWhichView", compare: "askWhichCompare", buy: "askWhichBuy" } as const)[reply.for]);
    case "nothing_shown":
      return say("nothingShown");
    case "no_order":
      return say("noOrder");
    case "not_now":
      return say("notNow");
  }
}

function wordIntent(intent: Intent, situation: Situation, say: Say, language: Language): string {
  switch (intent.kind) {
    case "greet":
    case "thanks":
    case "goodbye":
    case "help":
    case "identity":
    case "need":
    case "no":
    case "cancel":
      return say(intent.kind);
    case "yes":
      return wordYes(situation, say);
    case "order_status":
      return wordOrderStatus(situation, say);
    case "language":
      return say("languageSwitched");
    case "question":
      return `${say(shopPhrases[intent.topic])} ${say("leadBack")}`;
    case "small_talk":
      return `${say(chatPhrases[intent.topic])} ${say("leadBack")}`;
    case "advise":
      return wordAdvice(situation, say, language);
    case "more":
      return situation.shown.length === 0 ? say("need") : say("moreHint", { total: situation.totalShown, count: situation.shown.length });
    case "again":
      return situation.shown.length === 0
        ? say("againNone")
        : wordOutcome(
            { kind: "list", offerings: [...situation.shown], total: situation.totalShown, understood: {} },
            intent,
            say,
            language,
          );
    default:
      return say("unknown");
  }
}

function wordOrderStatus({ order }: Situation, say: Say): string {
  if (order?.status === "confirmed") return say("orderConfirmed", { reference: order.reference ?? "" });
  if (order?.status !== "pending") return say("noOrder");
  const pay = order.url === undefined ? [] : [say("orderPay", { url: order.url })];
  return [say("orderWaiting", { reference: order.reference ?? "" }), ...pay, say("orderPendingNext")].join("\n");
}

function wordYes(situation: Situation, say: Say): string {
  const { order, focus } = situation;
  if (order?.status === "pending") return wordOrderStatus(situation, say);
  return focus ? say("yesFocus", { name: focus.name }) : say("yes");
}

/** The cheapest and the dearest of what was compared, or else of the list; which is better is the customer's to say. */
function wordAdvice({ shown, compared }: Situation, say: Say, language: Language): string {
  const among = compared.length > 1 ? compared : shown;
  const names = shortNames(among);
  const priced = among.flatMap(({ price }, at) => (typeof price === "number" ? [{ name: names[at] ?? "", price, place: at + 1 }] : []));
  const byPrice = priced.toSorted((one, other) => one.price - other.price);
  const [cheap] = byPrice;
  const dear = byPrice.at(-1);
  if (!cheap || !dear || cheap === dear) return say("need");
  const slots = {
    cheap: cheap.name,
    cheapPrice: money(cheap.price, language),
    dear: dear.name,
    dearPrice: money(dear.price, language),
    difference: money(dear.price - cheap.price, language),
  };
  if (among === compared) return `${say("adviseCompared", slots)} ${say("comparisonNext")}`;
  const [one, other] = [cheap.place, dear.place].toSorted((first, second) => first - second);
  return `${say("adviseList", slots)} ${say("adviseNext", { one: one ?? 1, other: other ?? 2 })}`;
}
