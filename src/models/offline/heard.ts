import { findMoney, findPointers } from "../../language/index.ts";
import type { Intent } from "./intent.ts";
import { kinds, makers, specs } from "./lexicon/goods.ts";
import { foldSaid } from "./lexicon/words.ts";
import { positionsIn } from "./point.ts";
import { queryOf } from "./query.ts";
import type { Situation } from "./situation.ts";

/** What a message is understood in. */
export type Context = Pick<Situation, "shown" | "focus" | "compared" | "order">;

/** A message with what the rules look at, computed once. */
export interface Heard extends Context {
  said: string;
  folded: string;
  /** The customer's words without fillers. */
  query: string;
  /** Places pointed at in the list shown. */
  positions: number[];
  /** Something is pointed at, whether the list has it or not. */
  points: boolean;
  /** The kind of goods named, folded. */
  kind: string | null;
  /** The maker named, folded. */
  maker: string | null;
  /** A maker, a spec or an amount of money is named. */
  constrains: boolean;
}

/** One way to understand a message, or null to leave it to the next rule. */
export type Rule = (heard: Heard) => Intent | null;

export function hear(said: string, context: Context): Heard {
  const folded = foldSaid(said);
  const maker = makers.exec(folded)?.[0] ?? null;
  return {
    ...context,
    said,
    folded,
    query: queryOf(said),
    positions: positionsIn(said, context.shown),
    points: findPointers(said).length > 0,
    kind: kinds.exec(folded)?.[0] ?? null,
    maker,
    constrains: maker !== null || specs.test(folded) || findMoney(said) !== null,
  };
}
