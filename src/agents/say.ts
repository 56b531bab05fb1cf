/** Sentences of our own, as the customer hears them. */
import type { TurnItem } from "../transcript/index.ts";
import type { BudgetEnd } from "./budget.ts";

/** Says a sentence as a text part. */
export function* say(text: string): Generator<TurnItem> {
  const id = "edgewise";
  yield { chunk: { type: "text-start", id } };
  yield { chunk: { type: "text-delta", id, delta: text } };
  yield { chunk: { type: "text-end", id } };
}

/** Says that a budget has ended, to the customer in words and to the page as data. */
export function* sayBudgetEnd({ budget, limit }: BudgetEnd, turnId: string, sentence: string): Generator<TurnItem> {
  yield { chunk: { type: "data-budget", data: { budget, limit, turn_id: turnId } } };
  yield* say(sentence);
}
