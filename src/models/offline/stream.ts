/** An action → the parts of LanguageModelV4, at a human pace. */
import type { LanguageModelV4FinishReason, LanguageModelV4StreamPart, LanguageModelV4Usage } from "@ai-sdk/provider";
import type { Sleep } from "../../platform/sleep.ts";

export interface Pace {
  /** Milliseconds between two words; 0 waits for nothing. */
  delayMs: number;
  sleep: Sleep;
}

/** What the model answers to one call, whole. */
export interface Answer {
  responseId: string;
  text: string;
  call: { toolCallId: string; toolName: string; input: string } | null;
  usage: LanguageModelV4Usage;
}

export const finishReasonOf = (answer: Answer): LanguageModelV4FinishReason =>
  answer.call ? { unified: "tool-calls", raw: "tool_calls" } : { unified: "stop", raw: "stop" };

/** The answer part by part. Throws the signal's reason as soon as it aborts. */
export async function* stream(
  answer: Answer,
  modelId: string,
  pace: Pace,
  signal?: AbortSignal,
): AsyncGenerator<LanguageModelV4StreamPart, void> {
  signal?.throwIfAborted();
  yield { type: "stream-start", warnings: [] };
  yield { type: "response-metadata", id: answer.responseId, modelId };
  if (answer.text !== "") {
    yield { type: "text-start", id: "text" };
    for (const delta of wordsOf(answer.text)) {
      if (pace.delayMs > 0) await pace.sleep(pace.delayMs, signal);
      signal?.throwIfAborted();
      yield { type: "text-delta", id: "text", delta };
    }
    yield { type: "text-end", id: "text" };
  }
  if (answer.call) {
    const { toolCallId, toolName, input } = answer.call;
    yield { type: "tool-input-start", id: toolCallId, toolName };
    yield { type: "tool-input-delta", id: toolCallId, delta: input };
    yield { type: "tool-input-end", id: toolCallId };
    yield { type: "tool-call", toolCallId, toolName, input };
  }
  yield { type: "finish", finishReason: finishReasonOf(answer), usage: answer.usage };
}

/** Words with the space after them, so that joined they are the text again. */
function wordsOf(text: string): string[] {
  return text.match(/\s*\S+\s*/g) ?? [];
}

/** A stream that asks for a part only when its reader does. */
export function readable(parts: AsyncGenerator<LanguageModelV4StreamPart, void>): ReadableStream<LanguageModelV4StreamPart> {
  return new ReadableStream<LanguageModelV4StreamPart>(
    {
      async pull(controller) {
        const next = await parts.next();
        if (next.done) controller.close();
        else controller.enqueue(next.value);
      },
      async cancel() {
        await parts.return();
      },
    },
    { highWaterMark: 0 },
  );
}
