/**
 * The agent loop: model and tools, step by step, until the model has said its answer.
 * It yields items and reads the view, which its consumer keeps up to date with every item that it takes.
 */
import type {
  LanguageModelV4CallOptions,
  LanguageModelV4FunctionTool,
  LanguageModelV4Prompt,
  LanguageModelV4StreamPart,
} from "@ai-sdk/provider";
import { addUsage, textOf, type Chunk, type TurnItem, type TurnView } from "../transcript/index.ts";
import { allowedTools } from "../lifecycle/index.ts";
import { EdgewiseError } from "../platform/errors.ts";
import type { BudgetEnd, Meter } from "./budget.ts";
import { callTools, refuseCalls, type ToolShop } from "./call-tools.ts";
import { say, sayBudgetEnd } from "./say.ts";
import { readStep, type StepOutcome } from "./step.ts";
import { takeUp } from "./take-up.ts";
import { unlessSilent } from "./unless-silent.ts";

export interface AgentLoop extends ToolShop {
  view: Readonly<TurnView>;
  /** The view already holds what an earlier process kept: the loop goes on from there. */
  resumed: boolean;
  /** The prompt with what the turn has said so far; made anew for each step, for the state may have changed. */
  prompt(): LanguageModelV4Prompt;
  /** Schemas of the named tools, as the model is told of them. */
  describe(names: readonly string[]): LanguageModelV4FunctionTool[];
  /** Ends when its signal aborts, even where the provider does not: what it throws then is the signal's reason. */
  openModel(options: LanguageModelV4CallOptions): AsyncIterable<LanguageModelV4StreamPart>;
  /** Milliseconds that the model may say nothing. */
  modelSilenceMs: number;
  signal: AbortSignal;
  /** The turn's budget. Its last step is offered no tools and none of its calls is run: the model must answer in words. */
  meter: Meter;
  /** Said when the model has nothing to say, or the budget ends. */
  sentences: { empty: string; refused: string; outOfTime: string; outOfBudget: string };
}

/** Throws an EdgewiseError `model_failed` when the model fails or its stream breaks off, and whatever the model throws. */
export async function* runAgentLoop(loop: AgentLoop): AsyncGenerator<TurnItem, void> {
  const { view, meter } = loop;
  if (loop.resumed && view.assembly.parts.some(({ type }) => type === "step-start")) {
    const goesOn = yield* takeUp(view, loop);
    if (!goesOn) return;
  }
  while (view.usage.steps < meter.steps) {
    const end = meter.endOf(view.usage);
    if (end) return yield* endBetweenSteps(loop, end);
    const goesOn = yield* takeStep(loop);
    if (!goesOn) return;
  }
}

/** One model call and its tools. Returns whether the model is to be told what they gave. */
async function* takeStep(loop: AgentLoop): AsyncGenerator<TurnItem, boolean> {
  const { view, meter } = loop;
  const before = view.usage;
  const last = before.steps + 1 >= meter.steps;
  yield { chunk: { type: "start-step" } };
  const options = callOptions(loop, last);
  const outcome = yield* items(readStep(openModel(loop, options), usedIds(view)));
  const usage = meter.usageOf(outcome, options);
  if (!last && outcome.calls.length > 0 && mayRunTools(outcome)) {
    yield* callTools(outcome.calls, view, loop, usage);
    yield { chunk: { type: "finish-step" } };
    return true;
  }
  const cut = loop.signal.aborted ? null : meter.cutBy(outcome, addUsage(before, usage));
  const failure = cut ? null : failureOf(outcome);
  if (last && mayRunTools(outcome)) yield* refuseCalls(outcome.calls, view, loop);
  if (cut) yield* sayBudgetEnd(cut, view.turnId, sentenceOf(loop, cut));
  else if (!failure && textOf(view.assembly.parts) === "") yield* sayNothingMore(loop, outcome, last);
  yield { chunk: { type: "finish-step" }, usage };
  if (failure) throw failure.error;
  return false;
}

function callOptions(loop: AgentLoop, last: boolean): LanguageModelV4CallOptions {
  const offered = last ? [] : allowedTools(loop.flow, loop.view.position.state);
  return {
    prompt: loop.prompt(),
    ...(offered.length > 0 ? { tools: loop.describe(offered), toolChoice: { type: "auto" } } : {}),
  };
}

function openModel(loop: AgentLoop, options: LanguageModelV4CallOptions): AsyncIterable<LanguageModelV4StreamPart> {
  const open = (abortSignal: AbortSignal) => loop.openModel({ ...options, abortSignal });
  const inTime = (signal: AbortSignal) => unlessSilent(open, signal, loop.modelSilenceMs);
  return loop.meter.within(inTime, loop.view.usage, loop.signal);
}

/** The budget has ended where the model would have been asked again: a step of our own says so. */
function* endBetweenSteps(loop: AgentLoop, end: BudgetEnd): Generator<TurnItem> {
  yield { chunk: { type: "start-step" } };
  yield* sayBudgetEnd(end, loop.view.turnId, sentenceOf(loop, end));
  yield { chunk: { type: "finish-step" } };
}

const sentenceOf = ({ sentences }: AgentLoop, { budget }: BudgetEnd) =>
  budget === "seconds" ? sentences.outOfTime : sentences.outOfBudget;

/** The customer always hears a word. */
function sayNothingMore(loop: AgentLoop, { finishReason }: StepOutcome, last: boolean): Generator<TurnItem> {
  const { sentences, meter } = loop;
  if (finishReason === "content-filter") return say(sentences.refused);
  if (!last || !meter.limitsSteps) return say(sentences.empty);
  return sayBudgetEnd({ budget: "steps", limit: meter.steps }, loop.view.turnId, sentences.outOfBudget);
}

/** Ids of the calls that the turn has made. */
function usedIds(view: Readonly<TurnView>): Set<string> {
  return new Set(view.assembly.parts.flatMap(({ toolCallId }) => (typeof toolCallId === "string" ? [toolCallId] : [])));
}

function failureOf({ thrown, error, finishReason }: StepOutcome): { error: unknown } | null {
  if (thrown) return thrown;
  if (error !== undefined) return failed("The model reported an error in mid-answer.", error);
  if (finishReason === "error") return failed("The model ended its answer because of an error.");
  if (finishReason === undefined || finishReason === "interrupted") return failed("The model's answer broke off before its end.");
  return null;
}

const failed = (detail: string, cause?: unknown) => ({ error: new EdgewiseError("model_failed", detail, { cause }) });

/** A call in an answer that was cut (`length`) or refused may be half a call: it is not run. The AI SDK's rule. */
function mayRunTools({ thrown, error, finishReason }: StepOutcome): boolean {
  return !thrown && error === undefined && (finishReason === "stop" || finishReason === "tool-calls");
}

async function* items(chunks: AsyncGenerator<Chunk, StepOutcome>): AsyncGenerator<TurnItem, StepOutcome> {
  for (;;) {
    const next = await chunks.next();
    if (next.done) return next.value;
    yield { chunk: next.value };
  }
}
