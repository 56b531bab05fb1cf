import type { LanguageModelV4StreamPart } from "@ai-sdk/provider";
import { EdgewiseError } from "../platform/errors.ts";

/** A model may think for this long without a word; twice as long, and it is given up. */
const silenceMs = 60_000;

/**
 * A model call that is aborted when nothing comes of it any more: a provider that neither speaks nor closes
 * would keep the turn running for ever. `open` has to end when its signal aborts, throwing the signal's reason.
 */
export async function* unlessSilent(
  open: (signal: AbortSignal) => AsyncIterable<LanguageModelV4StreamPart>,
  signal: AbortSignal,
): AsyncGenerator<LanguageModelV4StreamPart, void> {
  const silence = new AbortController();
  let heard = true;
  // One timer a call, none a part.
  const timer = setInterval(() => {
    if (!heard) silence.abort(new EdgewiseError("model_failed", "The model has said nothing for a minute."));
    heard = false;
  }, silenceMs);
  try {
    for await (const part of open(AbortSignal.any([signal, silence.signal]))) {
      heard = true;
      yield part;
    }
  } finally {
    clearInterval(timer);
  }
}
