import {
  InvalidResponseDataError,
  type LanguageModelV4,
  type LanguageModelV4CallOptions,
  type LanguageModelV4StreamPart,
} from "@ai-sdk/provider";
import type { Clock, Randomness } from "../platform/ports.ts";
import { defaultRetryPolicy, nextDelay, type RetryPolicy } from "./backoff.ts";
import { classifyEnding, classifyFailure, type ModelFailure } from "./errors.ts";
import { sleep, type Sleep } from "../platform/sleep.ts";

export interface RetryPorts {
  clock: Clock;
  random: Randomness;
  /** The real clock's unless given. */
  sleep?: Sleep;
  /** Told before each wait, for the log. */
  onRetry?: (retry: { failure: ModelFailure; tries: number; delayMs: number }) => void;
}

/**
 * Streams a model's answer, calling again only while nothing of it has been seen. Once a word or a tool call has left
 * here, a failure reaches the caller as the provider tells it: thrown, or as an `error` part; an answer that broke off
 * before its end carries an `error` part in every case. classifyFailure tells what either means.
 * An abort throws the signal's reason at once, even where the provider ignores the signal.
 */
export async function* streamWithRetry(
  model: LanguageModelV4,
  options: LanguageModelV4CallOptions,
  ports: RetryPorts,
  policy: RetryPolicy = defaultRetryPolicy,
): AsyncGenerator<LanguageModelV4StreamPart, void> {
  for (let tries = 1; ; tries++) {
    const attempt = yield* tryOnce(model, options, ports.clock);
    if (attempt.done) return;
    const delayMs = nextDelay(attempt.failure, tries, policy, ports.random());
    if (delayMs === null) {
      yield* attempt.held;
      if (attempt.thrown) throw attempt.thrown.error;
      return;
    }
    ports.onRetry?.({ failure: attempt.failure, tries, delayMs });
    await (ports.sleep ?? sleep)(delayMs, options.abortSignal);
  }
}

type Attempt =
  | { done: true }
  /** Nothing of the answer was seen. `held` is what came instead. */
  | { done: false; failure: ModelFailure; held: LanguageModelV4StreamPart[]; thrown?: { error: unknown } };

async function* tryOnce(
  model: LanguageModelV4,
  options: LanguageModelV4CallOptions,
  clock: Clock,
): AsyncGenerator<LanguageModelV4StreamPart, Attempt> {
  const held: LanguageModelV4StreamPart[] = [];
  let begun = false;
  try {
    for await (const part of tellTruncation(openStream(model, options))) {
      if (begun || isAnswer(part)) {
        if (!begun) yield* held;
        begun = true;
        yield part;
      } else held.push(part);
    }
  } catch (error) {
    if (begun || options.abortSignal?.aborted) throw error;
    return { done: false, failure: classifyFailure(error, clock.now()), held: [], thrown: { error } };
  }
  if (begun) return { done: true };
  const failure = failureOf(held, clock.now());
  if (failure) return { done: false, failure, held };
  yield* held;
  return { done: true };
}

/** A stream that ended before its first word: a failure, or an answer that is simply empty. */
function failureOf(held: readonly LanguageModelV4StreamPart[], now: number): ModelFailure | null {
  const broken = held.find((part) => part.type === "error");
  const finish = held.find((part) => part.type === "finish");
  return classifyEnding({ finishReason: finish?.finishReason.unified, ...(broken ? { error: broken.error } : {}) }, now);
}

/** Whether the customer or a tool would notice this part. */
function isAnswer(part: LanguageModelV4StreamPart): boolean {
  switch (part.type) {
    case "text-delta":
    case "reasoning-delta":
      return part.delta !== "";
    case "stream-start":
    case "response-metadata":
    case "text-start":
    case "text-end":
    case "reasoning-start":
    case "reasoning-end":
    case "ping":
    case "raw":
    case "error":
    case "finish":
      return false;
    default:
      return true;
  }
}

/** Providers end a cut stream in three ways: without `finish`, as `interrupted`, with an error. Make it always the last. */
async function* tellTruncation(parts: AsyncIterable<LanguageModelV4StreamPart>): AsyncGenerator<LanguageModelV4StreamPart, void> {
  let told = false;
  let finished = false;
  for await (const part of parts) {
    told ||= part.type === "error";
    finished ||= part.type === "finish";
    if (!told && part.type === "finish" && part.finishReason.unified === "interrupted") {
      told = true;
      yield truncated();
    }
    yield part;
  }
  if (!finished && !told) yield truncated();
}

const truncated = (): LanguageModelV4StreamPart => ({
  type: "error",
  error: new InvalidResponseDataError({ data: undefined, message: "The model's answer broke off before its end." }),
});

/** The stream's parts; throws the signal's reason as soon as it aborts, and lets go of the stream in every case. */
async function* openStream(model: LanguageModelV4, options: LanguageModelV4CallOptions): AsyncGenerator<LanguageModelV4StreamPart, void> {
  const signal = options.abortSignal;
  signal?.throwIfAborted();
  const { stream } = await untilAbort(model.doStream(options), signal);
  const reader = stream.getReader();
  // Cancelling answers a pending read with "done": no race is needed for each part.
  const cancel = () => void reader.cancel(signal?.reason).catch(() => undefined);
  signal?.addEventListener("abort", cancel, { once: true });
  try {
    for (;;) {
      const { done, value } = await reader.read();
      signal?.throwIfAborted();
      if (done) return;
      yield value;
    }
  } finally {
    signal?.removeEventListener("abort", cancel);
    cancel();
  }
}

/** Waits for `promise` unless the signal aborts first. A stream that opens too late is closed again. */
function untilAbort<T extends { stream: ReadableStream }>(promise: PromiseLike<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return Promise.resolve(promise);
  return new Promise((resolve, reject) => {
    const abort = () => {
      reject(signal.reason);
      void Promise.resolve(promise).then(
        ({ stream }) => stream.cancel(signal.reason).catch(() => undefined),
        () => undefined,
      );
    };
    signal.addEventListener("abort", abort, { once: true });
    promise.then(
      (opened) => {
        signal.removeEventListener("abort", abort);
        resolve(opened);
      },
      (error: unknown) => {
        signal.removeEventListener("abort", abort);
        reject(error);
      },
    );
  });
}
