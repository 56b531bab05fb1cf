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
import type { TurnView } from "../conversations/outcome.ts";
import type { Chunk, TurnItem } from "../conversations/turn-item.ts";
import { allowedTools } from "../lifecycle/index.ts";
import { EdgewiseError } from "../platform/errors.ts";
import { callTools, type ToolShop } from "./call-tools.ts";
import { readStep, type StepOutcome } from "./step.ts";

export interface AgentLoop extends ToolShop {
  view: Readonly<TurnView>;
  /** The prompt with what the turn has said so far; made anew for each step, for the state may have changed. */
  prompt(): LanguageModelV4Prompt;
  /** Schemas of the named tools, as the model is told of them. */
  describe(names: readonly string[]): LanguageModelV4FunctionTool[];
  openModel(options: LanguageModelV4CallOptions): AsyncIterable<LanguageModelV4StreamPart>;
  signal: AbortSignal;
  /** Model calls at most; the last one is offered no tools, so that it must answer in words. */
  maxSteps: number;
  /** Said when the model has nothing to say. */
  speechless: { empty: string; refused: string };
}

/** Throws an EdgewiseError `model_failed` when the stream breaks off, and whatever the model throws. */
export async function* runAgentLoop(loop: AgentLoop): AsyncGenerator<TurnItem, void> {
  let spoke = false;
  for (let step = 1; step <= loop.maxSteps; step++) {
    yield { chunk: { type: "start-step" } };
    const offered = step === loop.maxSteps ? [] : allowedTools(loop.flow, loop.view.position.state);
    const parts = loop.openModel({
      prompt: loop.prompt(),
      ...(offered.length > 0 ? { tools: loop.describe(offered), toolChoice: { type: "auto" } } : {}),
      abortSignal: loop.signal,
    });
    const outcome = yield* items(readStep(parts));
    spoke ||= outcome.spoke;
    const goesOn = mayRunTools(outcome) && outcome.calls.length > 0;
    if (goesOn) yield* callTools(outcome.calls, loop.view, loop);
    else if (!spoke && endedWell(outcome))
      yield* say(outcome.finishReason === "content-filter" ? loop.speechless.refused : loop.speechless.empty);
    yield { chunk: { type: "finish-step" }, usage: outcome.usage };
    if (outcome.error !== undefined)
      throw new EdgewiseError("model_failed", "The model reported an error in mid-answer.", { cause: outcome.error });
    if (outcome.finishReason === undefined) throw new EdgewiseError("model_failed", "The model's answer broke off before its end.");
    if (!goesOn) return;
  }
}

/** Says a sentence of our own as a text part. */
export function* say(text: string): Generator<TurnItem> {
  const id = "edgewise";
  yield { chunk: { type: "text-start", id } };
  yield { chunk: { type: "text-delta", id, delta: text } };
  yield { chunk: { type: "text-end", id } };
}

const endedWell = (outcome: StepOutcome) => outcome.error === undefined && outcome.finishReason !== undefined;

/** A call in an answer that was cut (`length`) or refused may be half a call: it is not run. The AI SDK's rule. */
function mayRunTools(outcome: StepOutcome): boolean {
  return outcome.error === undefined && (outcome.finishReason === "stop" || outcome.finishReason === "tool-calls");
}

async function* items(chunks: AsyncGenerator<Chunk, StepOutcome>): AsyncGenerator<TurnItem, StepOutcome> {
  for (;;) {
    const next = await chunks.next();
    if (next.done) return next.value;
    yield { chunk: next.value };
  }
}
