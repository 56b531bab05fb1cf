import type { LanguageModelV4StreamPart } from "@ai-sdk/provider";
import { EdgewiseError } from "../platform/errors.ts";

/** The patience is counted in this many ticks: a silent model is given up at most one of them late. */
const ticks = 12;

/**
 * A model call that is aborted when for `patienceMs` milliseconds nothing has come of it, before its first part or between two:
 * a provider that neither speaks nor closes would keep the turn running for ever.
 * `open` has to end when its signal aborts, throwing the signal's reason.
 */
export async function* unlessSilent(
  open: (signal: AbortSignal) => AsyncIterable<LanguageModelV4StreamPart>,
  signal: AbortSignal,
  patienceMs: number,
): AsyncGenerator<LanguageModelV4StreamPart, void> {
  const silence = new AbortController();
  let quiet = 0;
  /** Whoever took a part has not asked for the next one: that is not the model's silence. */
  let held = false;
  // One timer a call, none a part.
  const timer = setInterval(() => {
    if (!held && ++quiet > ticks) silence.abort(new EdgewiseError("model_failed", `The model has said nothing for ${patienceMs} ms.`));
  }, patienceMs / ticks);
  try {
    for await (const part of open(AbortSignal.any([signal, silence.signal]))) {
      quiet = 0;
      held = true;
      yield part;
      held = false;
    }
  } finally {
    clearInterval(timer);
  }
}
