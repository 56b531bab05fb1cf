/** Rules for what a tool works out: asked for, or gone on with by answering what it asked. Pure. */
import { answers, errands } from "../lexicon/errands.ts";
import { foldSaid, intents } from "../lexicon/words.ts";
import type { Intent } from "../intent.ts";
import type { Exchange } from "../situation.ts";

type ErrandIntent = Extract<Intent, { kind: "errand" }>;

/** What the words ask to be worked out, by a tool that is offered. */
export function errandIn(said: string, offered: ReadonlySet<string>): ErrandIntent | null {
  const folded = foldSaid(said);
  const errand = errands.find(({ tool, asks }) => offered.has(tool) && asks.test(folded));
  return errand ? { kind: "errand", tool: errand.tool, input: taken(errand.tool, folded) } : null;
}

/** Kinds that leave a question open rather than turn to something else. */
const open: ReadonlySet<Intent["kind"]> = new Set(["unknown", "need", "yes", "no", "small_talk", "narrow"]);

/**
 * An answer to what a tool of the exchange before has asked: its call once more, with what was said now. Null where nothing was asked,
 * or where the words, understood on their own as `alone`, want something else and say nothing of what was asked.
 */
export function errandAnswered(said: string, before: Exchange, alone: Intent, offered: ReadonlySet<string>): ErrandIntent | null {
  const asked = before.steps.at(-1);
  const argument = asked && askedFor(asked.outcome);
  if (!argument || !offered.has(asked.tool) || !errands.some(({ tool }) => tool === asked.tool)) return null;
  const folded = foldSaid(said);
  const found = taken(asked.tool, folded);
  const answer = found[argument] ?? answers[argument]?.(folded) ?? null;
  if (answer === null && !open.has(alone.kind) && !isVague(alone, folded)) return null;
  return { kind: "errand", tool: asked.tool, input: { ...inputBefore(asked), ...found, [argument]: answer ?? said } };
}

/** A search that no word of looking for something has asked for is a guess. */
const isVague = ({ kind }: Intent, folded: string): boolean => kind === "search" && !intents.search.test(folded);

function askedFor(outcome: Exchange["steps"][number]["outcome"]): string | null {
  if (outcome.kind === "refusal") return outcome.argument;
  return outcome.kind === "finding" ? outcome.waitsFor : null;
}

/** What the tool was told before; a test remembers that itself. */
function inputBefore({ input, outcome }: Exchange["steps"][number]): Record<string, unknown> {
  return outcome.kind === "finding" ? {} : Object(JSON.parse(input === "" ? "{}" : input));
}

function taken(tool: string, folded: string): Record<string, string> {
  const takes = errands.find((errand) => errand.tool === tool)?.takes ?? {};
  return Object.fromEntries(
    Object.entries(takes).flatMap(([argument, find]) => {
      const value = find(folded);
      return value === null ? [] : [[argument, value]];
    }),
  );
}
