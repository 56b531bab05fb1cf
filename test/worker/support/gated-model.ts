/** A model that says what it is told to, when it is told to: each call waits for orders. Lives in the isolate of test and object. */
import type { LanguageModelV4CallOptions, LanguageModelV4StreamPart } from "@ai-sdk/provider";
import { runInDurableObject } from "cloudflare:test";
import { callTool, setScript } from "./scripted-model.ts";
import type { ScriptedConversation } from "./worker.ts";

/** Milliseconds within which what has to come does come. */
const patienceMs = 5_000;

export type Order =
  | { kind: "say"; word: string }
  | { kind: "call"; tool: string; input: object; id: string }
  | { kind: "end" }
  | { kind: "fail" };

/** A call of the model that is open. */
interface Mouth {
  /** What the customer asked last. */
  question: string;
  orders: Order[];
  /** Lets the call see what has been ordered. Only the object itself may do this: what it waits for is its own. */
  wake: () => void;
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
    await untilSo(() => this.#isOpenFor(question), `No model is asked about "${question}": the turn is stuck.`);
  }

  async tell(stub: DurableObjectStub<ScriptedConversation>, ...orders: Order[]): Promise<void> {
    const mouth = this.#mouth;
    mouth?.orders.push(...orders);
    await runInDurableObject(stub, () => mouth?.wake());
  }

  #isOpenFor(question: string): boolean {
    const mouth = this.#mouth;
    return mouth !== null && !mouth.closed && mouth.signal?.aborted !== true && mouth.question === question;
  }

  async *#speak(options: LanguageModelV4CallOptions): AsyncGenerator<LanguageModelV4StreamPart> {
    const mouth: Mouth = { question: questionIn(options), orders: [], wake: () => undefined, signal: options.abortSignal, closed: false };
    options.abortSignal?.addEventListener("abort", () => mouth.wake());
    this.#mouth = mouth;
    this.calls += 1;
    let begun = false;
    for (;;) {
      options.abortSignal?.throwIfAborted();
      const order = mouth.orders.shift();
      if (!order) {
        await new Promise<void>((resolve) => (mouth.wake = resolve));
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

/** For what another object does: its promises are not ours to wait for. */
export async function untilSo(isSo: () => boolean, otherwise: string): Promise<void> {
  const giveUpAt = Date.now() + patienceMs;
  while (!isSo()) {
    if (Date.now() > giveUpAt) throw new Error(otherwise);
    await tick();
  }
}

/** Throws when it has not come within the patience of a walk. */
export async function inTime<T>(coming: Promise<T>, otherwise: string): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(otherwise)), patienceMs);
  try {
    return await Promise.race([late, coming]);
  } finally {
    clearTimeout(timer);
  }
}

/** Rung where something has changed, for who waits for it: no timer ticks in between. */
export class Bell {
  #listeners: (() => void)[] = [];

  ring(): void {
    for (const listener of this.#listeners.splice(0)) listener();
  }

  until(isSo: () => boolean, otherwise: string): Promise<void> {
    return isSo() ? Promise.resolve() : inTime(this.#soon(isSo), otherwise);
  }

  async #soon(isSo: () => boolean): Promise<void> {
    while (!isSo()) await new Promise<void>((resolve) => this.#listeners.push(resolve));
  }
}

function questionIn({ prompt }: LanguageModelV4CallOptions): string {
  const last = prompt.findLast(({ role }) => role === "user");
  if (last?.role !== "user") return "";
  return last.content.flatMap((part) => (part.type === "text" ? [part.text] : [])).at(-1) ?? "";
}
