/** A reply → the customer's language. Names, prices and specs come from tool results and from nowhere else. Pure. */
import { byPrice, entriesOf } from "./entries.ts";
import type { Intent } from "./intent.ts";
import type { ChatTopic, ShopTopic } from "./lexicon/topics.ts";
import { voiceOf, type PhraseKey, type Voice } from "./phrases/index.ts";
import { shortName } from "./names.ts";
import type { Reply } from "./reply.ts";
import type { Situation } from "./situation.ts";
import { ends, whichOne } from "./word-comparison.ts";
import { wordOutcome } from "./word-outcome.ts";

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
  const voice = voiceOf(language, situation.exchanges.length);
  switch (reply.about) {
    case "outcome":
      return wordOutcome(reply.outcome, reply.intent, situation.shown, voice);
    case "intent":
      return wordIntent(reply.intent, situation, voice);
    case "ask_which":
      if (reply.for === "buy" && situation.compared.length > 1) return whichOne(situation.compared, voice);
      return voice.say(({ view: "askWhichView", compare: "askWhichCompare", buy: "askWhichBuy" } as const)[reply.for]);
    case "nothing_shown":
      return voice.say("nothingShown");
    case "no_order":
      return voice.say("noOrder");
    case "not_now":
      return voice.say("notNow");
  }
}

function wordIntent(intent: Intent, situation: Situation, voice: Voice): string {
  const { say } = voice;
  switch (intent.kind) {
    case "greet":
    case "thanks":
    case "goodbye":
    case "help":
    case "identity":
    case "need":
    case "no":
      return say(intent.kind);
    case "cancel":
      return say(situation.order === null || situation.order.status === "rejected" ? "cancelNone" : "cancel");
    case "yes":
      return wordYes(situation, voice);
    case "order_status":
      return wordOrderStatus(situation, voice);
    case "language":
      return say("languageSwitched");
    case "question":
      return `${say(shopPhrases[intent.topic])} ${say("leadBack")}`;
    case "small_talk":
      return `${say(chatPhrases[intent.topic])} ${say("leadBack")}`;
    case "advise":
      return wordAdvice(situation, voice);
    case "more":
      return wordMore(situation, voice);
    case "again":
      return say("againNone");
    default:
      return say("unknown");
  }
}

function wordMore({ shown, totalShown }: Situation, { say }: Voice): string {
  if (shown.length === 0) return say("need");
  return say(totalShown > shown.length ? "moreHint" : "moreNone", { total: totalShown, count: shown.length });
}

function wordOrderStatus({ order }: Situation, { say }: Voice): string {
  if (order?.status === "confirmed") return say("orderConfirmed", { reference: order.reference ?? "" });
  if (order?.status !== "pending") return say("noOrder");
  const pay = order.url === undefined ? [] : [say("orderPay", { url: order.url })];
  return [say("orderWaiting", { reference: order.reference ?? "" }), ...pay, say("orderPendingNext")].join("\n");
}

function wordYes(situation: Situation, voice: Voice): string {
  const { order, focus, compared } = situation;
  if (order?.status === "pending") return wordOrderStatus(situation, voice);
  if (compared.length > 1) return whichOne(compared, voice);
  return focus ? voice.say("yesFocus", { name: shortName(focus) }) : voice.say("yes");
}

/** The cheapest and the dearest of what was compared, or else of the list; which is better is the customer's to say. */
function wordAdvice({ shown, compared }: Situation, voice: Voice): string {
  const isCompared = compared.length > 1;
  const priced = byPrice(entriesOf(isCompared ? compared : shown));
  const [cheap] = priced;
  const dear = priced.at(-1);
  if (!cheap || !dear || cheap.price === dear.price) return voice.say("need");
  const slots = ends(cheap, dear, voice.language);
  if (isCompared) return `${voice.say("adviseCompared", slots)} ${whichOne(compared, voice)}`;
  const [one, other] = [cheap.position, dear.position].toSorted((first, second) => first - second);
  return `${voice.say("adviseList", slots)} ${voice.say("adviseNext", { one: one ?? 1, other: other ?? 2 })}`;
}
