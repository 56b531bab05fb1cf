/** Rules for what costs money: ordering, confirming, asking after an order. Pure. */
import { readWish } from "../../../language/index.ts";
import type { Rule } from "../heard.ts";
import { shopTopics, topicOf } from "../lexicon/topics.ts";
import { intents } from "../lexicon/words.ts";
import { itemsIn, namedIn } from "../point.ts";

const afterOrder =
  /(?<![a-z])(?:don (?:hang )?(?:cua|den|toi) |(?:tinh trang|kiem tra|xem|theo doi) don|where(?:'s| is) my order|order status|track(?:ing)?(?: my)? order)/;
const payWord = /(?<![a-z])(?:thanh toan|pay|check ?out|link)(?![a-z])/;

/** An order waits to be paid: talk of paying means that one, not another. */
export const orderRule: Rule = ({ folded, order, positions }) => {
  if (afterOrder.test(folded) || intents.unconfirmed.test(folded)) return { kind: "order_status" };
  if (order?.status !== "pending" || positions.length > 0) return null;
  return payWord.test(folded) && !intents.confirm.test(folded) && !howTo.test(folded) ? { kind: "order_status" } : null;
};

export const confirmRule: Rule = ({ folded, points }) =>
  intents.confirm.test(folded) && !intents.unconfirmed.test(folded) && !points ? { kind: "buy", items: [], confirm: true } : null;

export const cancelRule: Rule = ({ folded, said }) =>
  intents.cancel.test(folded) || readWish(said) === "cancel" ? { kind: "cancel" } : null;

const howTo = /(?<![a-z])(?:the nao|cach nao|kieu gi|ra sao|duoc khong|bang gi|how|can i|do you (?:accept|take))(?![a-z])/;
/** Someone who declines, doubts or asks orders nothing. */
const declining = /(?<![a-z])(?:khong|chua|dung|don'?t|not|khoi) (?:muon |can |want to )?(?:mua|dat|lay|buy|order)/;
const doubting = /(?<![a-z])(?:tai sao|why|co nen|should i) |(?<![a-z])lay .*(?:xem|coi)(?![a-z])/;
const choosing = /(?<![a-z])(?:chi (?:lay|mua)|only)(?![a-z])/;
const questioning = /(?<![a-z])(?:khong|ko)(?![a-z])|\?/;

export const buyRule: Rule = (heard) => {
  const { folded, said, shown, focus, compared, positions } = heard;
  if (!intents.buy.test(folded) || doubting.test(folded)) return null;
  if (declining.test(folded)) return heard.kind === null && !heard.constrains ? { kind: "no" } : null;
  const topic = topicOf(shopTopics, folded);
  if (topic !== null && questioning.test(folded)) return { kind: "question", topic };
  if (positions.length > 0) return { kind: "buy", items: itemsIn(said, shown, focus), confirm: false };
  if (howTo.test(folded)) return { kind: "question", topic: topic ?? "payment" };
  const named = namedIn(said, shown) !== null;
  const meansThis = intents.thisOne.test(folded) && focus !== null;
  // "mua laptop" looks for one; "mua con này" takes it.
  if (choosing.test(folded) || (!named && !meansThis && (heard.kind !== null || heard.constrains))) return null;
  const unclear = compared.length > 1 && !named;
  return { kind: "buy", items: unclear ? [] : itemsIn(said, shown, focus), confirm: false };
};
