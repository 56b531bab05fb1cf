/** A model that says what it is told to, when it is told to: each call waits for orders. Lives in the isolate of test and object. */
import type { LanguageModelV4CallOptions, LanguageModelV4StreamPart } from "@ai-sdk/provider";
import { callTool, setScript } from "./scripted-model.ts";

type Order = { kind: "say"; word: string } | { kind: "call"; tool: string; input: object; id: string } | { kind: "end" } | { kind: "fail" };

/** A call of the model that is open. */
interface Mouth {
  /** What the customer asked last. */
  question: string;
  orders: Order[];
  signal: AbortSignal | undefined;
  closed: boolean;
}

export class GatedModel {
  #mouth: Mouth | null = null;
  /** Calls so far. */
  calls = 0;

  constructor() {
    setScript((options) => this.#speak(options));
  }

  /** Its process has died: the call that was open goes nowhere. */
  forget(): void {
    this.#mouth = null;
  }

  /** The open call about this question. Throws when none comes: the turn is stuck. */
  async listening(question: string): Promise<void> {
    const giveUpAt = Date.now() + 3_000;
    while (!this.#isOpenFor(question)) {
      if (Date.now() > giveUpAt) throw new Error(`No model is asked about "${question}": the turn is stuck.`);
      await tick();
    }
  }

  tell(...orders: Order[]): void {
    this.#mouth?.orders.push(...orders);
  }

  #isOpenFor(question: string): boolean {
    const mouth = this.#mouth;
    return mouth !== null && !mouth.closed && mouth.signal?.aborted !== true && mouth.question === question;
  }

  async *#speak(options: LanguageModelV4CallOptions): AsyncGenerator<LanguageModelV4StreamPart> {
    const mouth: Mouth = { question: questionIn(options), orders: [], signal: options.abortSignal, closed: false };
    this.#mouth = mouth;
    this.calls += 1;
    let begun = false;
    for (;;) {
      options.abortSignal?.throwIfAborted();
      const order = mouth.orders.shift();
      if (!order) {
        await tick();
        continue;
      }
      if (order.kind === "say") {
        if (!begun) yield { type: "text-start", id: "0" };
        begun = true;
        yield { type: "text-delta", id: "0", delta: order.word };
        continue;
      }
      mouth.closed = true;
      if (order.kind === "fail") throw new Error("The model fails on demand.");
      if (begun) yield { type: "text-end", id: "0" };
      if (order.kind === "call") yield* callTool(order.tool, order.input, order.id);
      else yield { type: "finish", usage, finishReason: { unified: "stop", raw: "stop" } };
      return;
    }
  }
}

const usage = {
  inputTokens: { total: 10, noCache: 10, cacheRead: 0, cacheWrite: 0 },
  outputTokens: { total: 5, text: 5, reasoning: 0 },
};

export const tick = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

function questionIn({ prompt }: LanguageModelV4CallOptions): string {
  const last = prompt.findLast(({ role }) => role === "user");
  if (last?.role !== "user") return "";
  return last.content.flatMap((part) => (part.type === "text" ? [part.text] : [])).at(-1) ?? "";
}
