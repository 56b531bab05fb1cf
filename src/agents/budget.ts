/** What one turn may use, and whether it has. Pure but for the guard's timer; the clock is the caller's. */
import type { LanguageModelV4CallOptions, LanguageModelV4StreamPart } from "@ai-sdk/provider";
import { costOf, type ModelPrice } from "../models/index.ts";
import type { Clock } from "../platform/ports.ts";
import type { Budget, Usage } from "../transcript/index.ts";
import type { StepOutcome } from "./step.ts";

/** What a budget leaves open. The seconds end before the object's own patience, so that the end is told kindly. */
const platform = { tokens: 1_000_000, seconds: 540, steps: 8 };

/** A guess at what a token holds: for Vietnamese some more than one has, which errs on the customer's side. */
const charactersPerToken = 4;

export interface BudgetEnd {
  budget: keyof Budget;
  limit: number;
}

export class Meter {
  readonly steps: number;
  readonly #budget: Budget;
  readonly #price: ModelPrice | null;
  readonly #clock: Clock;
  readonly #begunAt: number;

  /** `begunAt` in milliseconds since the epoch; `price` null where it is not known: money is not counted then. */
  constructor(budget: Budget, price: ModelPrice | null, clock: Clock, begunAt: number) {
    this.steps = budget.steps ?? platform.steps;
    this.#budget = budget;
    this.#price = price;
    this.#clock = clock;
    this.#begunAt = begunAt;
  }

  /** The budget that this much has come to the end of. Reads the clock. */
  endOf(used: Usage): BudgetEnd | null {
    const { tokens, money } = this.#limits;
    if (used.inputTokens + used.outputTokens >= tokens) return { budget: "tokens", limit: tokens };
    if (used.costUsd !== null && money !== null && used.costUsd >= money) return { budget: "money", limit: money };
    return this.#millisecondsLeft() <= 0 ? { budget: "seconds", limit: this.#limits.seconds } : null;
  }

  /** Whether the last step is the operator's limit, not the platform's. */
  get limitsSteps(): boolean {
    return this.#budget.steps !== null;
  }

  /** What a call has used, with its price. What its provider did not tell is guessed from what was said and heard. */
  usageOf(outcome: StepOutcome, options: LanguageModelV4CallOptions): Usage {
    const told = outcome.finishReason !== undefined;
    const usage = told ? outcome.usage : { ...outcome.usage, ...guess(outcome.heard, options) };
    return { ...usage, costUsd: this.#price && costOf(usage, this.#price) };
  }

  /** The model's parts until the turn's time or its tokens are used up: then they end, without a `finish`, or throw by their signal. */
  async *within(
    open: (signal: AbortSignal) => AsyncIterable<LanguageModelV4StreamPart>,
    used: Usage,
    signal: AbortSignal,
  ): AsyncGenerator<LanguageModelV4StreamPart, void> {
    const mostHeard = (this.#limits.tokens - used.inputTokens - used.outputTokens) * charactersPerToken;
    const time = new AbortController();
    // A little late, so that the clock agrees that it is over.
    const timer = setTimeout(() => time.abort(new Error("the turn's time is over")), Math.max(0, this.#millisecondsLeft()) + 50);
    let heard = 0;
    try {
      for await (const part of open(AbortSignal.any([signal, time.signal]))) {
        yield part;
        if ("delta" in part) heard += part.delta.length;
        if (heard > mostHeard) return;
      }
    } finally {
      clearTimeout(timer);
    }
  }

  /** The end that has cut a call short. Reads the clock. */
  cutBy(outcome: StepOutcome, used: Usage): BudgetEnd | null {
    return outcome.finishReason === undefined ? this.endOf(used) : null;
  }

  get #limits(): { tokens: number; seconds: number; money: number | null } {
    const { tokens, seconds, money } = this.#budget;
    return { tokens: tokens ?? platform.tokens, seconds: seconds ?? platform.seconds, money };
  }

  #millisecondsLeft(): number {
    return this.#begunAt + this.#limits.seconds * 1000 - this.#clock.now();
  }
}

function guess(heard: number, { prompt, tools }: LanguageModelV4CallOptions): Pick<Usage, "inputTokens" | "outputTokens"> {
  // The bytes of files are no text, and as JSON they would be many times as long.
  const said = JSON.stringify([prompt, tools ?? []], (_, value: unknown) => (value instanceof Uint8Array ? "" : value)).length;
  return { inputTokens: Math.ceil(said / charactersPerToken), outputTokens: Math.ceil(heard / charactersPerToken) };
}
