/** A customer's message in its conversation → what they want. Rules over folded words, first fit first. Pure. */
import { hear, type Context, type Rule } from "./heard.ts";
import type { Intent } from "./intent.ts";
import { foldSaid, intents } from "./lexicon/words.ts";
import { itemsIn, positionsIn } from "./point.ts";
import {
  adviseRule,
  compareOf,
  compareRule,
  goodsRule,
  moreRule,
  nameRule,
  narrowRule,
  pointRule,
  propertyRule,
  searchRule,
} from "./rules/goods.ts";
import { errandAnswered, errandIn } from "./rules/errands.ts";
import { buyRule, cancelRule, confirmRule, orderRule } from "./rules/order.ts";
import { chatRule, courtesyRule, emptyRule, languageRule, topicRule } from "./rules/talk.ts";
import type { Exchange, Situation } from "./situation.ts";

/** Orders before goods, goods before talk: "chào shop, mua cái đầu" is an order. */
const rules: readonly Rule[] = [
  emptyRule,
  languageRule,
  orderRule,
  confirmRule,
  cancelRule,
  compareRule,
  adviseRule,
  buyRule,
  moreRule,
  pointRule,
  goodsRule,
  propertyRule,
  topicRule,
  narrowRule,
  courtesyRule,
  chatRule,
  searchRule,
  nameRule,
];

/**
 * Understands the running turn's message; a short answer completes what the exchange before left open.
 * `offered` are the tools that may be used: what none of them works out is talk like any other.
 */
export function understand(situation: Situation, offered: ReadonlySet<string> = new Set()): Intent {
  // A tool that this turn has used is meant still, whatever the state that it led to offers.
  const usable = new Set([...offered, ...situation.steps.map(({ tool }) => tool)]);
  const before = situation.exchanges.at(-2);
  const alone = understandAlone(situation.said, situation);
  const errand = (before && errandAnswered(situation.said, before, alone, usable)) ?? errandIn(situation.said, usable);
  return errand ?? understandGoods(alone, situation);
}

function understandGoods(intent: Intent, situation: Situation): Intent {
  const before = situation.exchanges.at(-2);
  if (!before) return intent;
  if (intent.kind === "view") return continued(intent, situation.said, before, situation);
  return intent.kind === "yes" ? (widened(before, situation) ?? intent) : intent;
}

export function understandAlone(said: string, context: Context): Intent {
  const heard = hear(said, context);
  for (const rule of rules) {
    const intent = rule(heard);
    if (intent) return intent;
  }
  return { kind: "unknown" };
}

/** "So sánh" – "những mẫu nào ạ?" – "cái 1 và 3": the second answer belongs to the first wish. */
function continued(intent: Intent, said: string, before: Exchange, context: Context): Intent {
  const pointsOnly = !intents.view.test(foldSaid(said)) && positionsIn(said, context.shown).length > 0;
  if (!pointsOnly || before.steps.some((step) => step.outcome.kind !== "refusal")) return intent;
  const open = understandAlone(before.said, context);
  if (open.kind === "buy" && !open.confirm) return { kind: "buy", items: itemsIn(said, context.shown, null), confirm: false };
  if (open.kind !== "compare") return intent;
  const now = compareOf(said, context);
  const positions = [...new Set([...open.positions, ...now.positions])];
  return { kind: "compare", positions, withFocus: now.withFocus && positions.length === 1 };
}

/** "Không còn mẫu nào khớp, tìm trong toàn bộ cửa hàng nhé?" – "Ừ": the same words, without the list. */
function widened(before: Exchange, context: Context): Intent | null {
  const outcome = before.steps.at(-1)?.outcome;
  if (outcome?.kind !== "list" || outcome.offerings.length > 0) return null;
  const open = understandAlone(before.said, context);
  return open.kind === "narrow" || open.kind === "search" ? { ...open, kind: "search" } : null;
}
