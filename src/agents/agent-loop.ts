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
import type { Chunk, TurnItem, TurnView } from "../transcript/index.ts";
import { allowedTools } from "../lifecycle/index.ts";
import { EdgewiseError } from "../platform/errors.ts";
import { callTools, type ToolShop } from "./call-tools.ts";
import { readStep, type StepOutcome } from "./step.ts";
import { unlessSilent } from "./unless-silent.ts";

export interface AgentLoop extends ToolShop {
  view: Readonly<TurnView>;
  /** The prompt with what the turn has said so far; made anew for each step, for the state may have changed. */
  prompt(): LanguageModelV4Prompt;
  /** Schemas of the named tools, as the model is told of them. */
  describe(names: readonly string[]): LanguageModelV4FunctionTool[];
  /** Ends when its signal aborts, even where the provider does not: what it throws then is the signal's reason. */
  openModel(options: LanguageModelV4CallOptions): AsyncIterable<LanguageModelV4StreamPart>;
  signal: AbortSignal;
  /** Model calls at most; the last one is offered no tools and none of its calls is run: it must answer in words. */
  maxSteps: number;
  /** Said when the model has nothing to say. */
  speechless: { empty: string; refused: string };
}

/** Throws an EdgewiseError `model_failed` when the model fails or its stream breaks off, and whatever the model throws. */
export async function* runAgentLoop(loop: AgentLoop): AsyncGenerator<TurnItem, void> {
  let spoke = false;
  for (let step = 1; step <= loop.maxSteps; step++) {
    yield { chunk: { type: "start-step" } };
    const last = step === loop.maxSteps;
    const outcome = yield* items(readStep(openStep(loop, last), usedIds(loop.view)));
    spoke ||= outcome.spoke;
    const failure = failureOf(outcome);
    const goesOn = !last && mayRunTools(outcome) && outcome.calls.length > 0;
    if (goesOn) yield* callTools(outcome.calls, loop.view, loop);
    else if (!spoke && !failure) yield* say(outcome.finishReason === "content-filter" ? loop.speechless.refused : loop.speechless.empty);
    yield { chunk: { type: "finish-step" }, usage: outcome.usage };
    if (failure) throw failure;
    if (!goesOn) return;
  }
}

function openStep(loop: AgentLoop, last: boolean): AsyncIterable<LanguageModelV4StreamPart> {
  const offered = last ? [] : allowedTools(loop.flow, loop.view.position.state);
  const options: LanguageModelV4CallOptions = {
    prompt: loop.prompt(),
    ...(offered.length > 0 ? { tools: loop.describe(offered), toolChoice: { type: "auto" } } : {}),
  };
  return unlessSilent((abortSignal) => loop.openModel({ ...options, abortSignal }), loop.signal);
}

/** Ids of the calls that the turn has made. */
function usedIds(view: Readonly<TurnView>): Set<string> {
  return new Set(view.assembly.parts.flatMap(({ toolCallId }) => (typeof toolCallId === "string" ? [toolCallId] : [])));
}

/** Says a sentence of our own as a text part. */
export function* say(text: string): Generator<TurnItem> {
  const id = "edgewise";
  yield { chunk: { type: "text-start", id } };
  yield { chunk: { type: "text-delta", id, delta: text } };
  yield { chunk: { type: "text-end", id } };
}

function failureOf({ error, finishReason }: StepOutcome): EdgewiseError | undefined {
  if (error !== undefined) return new EdgewiseError("model_failed", "The model reported an error in mid-answer.", { cause: error });
  if (finishReason === "error") return new EdgewiseError("model_failed", "The model ended its answer because of an error.");
  if (finishReason === undefined || finishReason === "interrupted")
    return new EdgewiseError("model_failed", "The model's answer broke off before its end.");
  return undefined;
}

/** A call in an answer that was cut (`length`) or refused may be half a call: it is not run. The AI SDK's rule. */
function mayRunTools({ error, finishReason }: StepOutcome): boolean {
  return error === undefined && (finishReason === "stop" || finishReason === "tool-calls");
}

async function* items(chunks: AsyncGenerator<Chunk, StepOutcome>): AsyncGenerator<TurnItem, StepOutcome> {
  for (;;) {
    const next = await chunks.next();
    if (next.done) return next.value;
    yield { chunk: next.value };
  }
}
