/** A write under its key, from the lease to the kept answer. */
import type { Context } from "hono";
import {
  isFinal,
  keptHeaders,
  MOST_KEPT,
  RENEW_MS,
  seal,
  writeAnswer,
  type Ending,
  type KeyStore,
  type Run,
} from "../idempotency/index.ts";
import type { ErrorCode } from "../platform/errors.ts";
import { reasonOf } from "../platform/reason.ts";
import type { HttpEnv } from "./endpoint.ts";
import type { KeyInUse } from "./idempotency.ts";
import { answerError, toEdgewiseError } from "./problem.ts";

/** A handler that has not ended by then holds its key no longer. */
const longestRunMs = 30 * 60 * 1000;

export interface KeyedRun {
  context: Context<HttpEnv>;
  store: KeyStore;
  inUse: KeyInUse;
  run: Run;
  /** False where a success is made again from its ids. */
  keepsSuccess: boolean;
  handle(): Response | Promise<Response>;
}

/**
 * Runs the handler under a lease. Gives its answer, refusals too, and beside it the answer that was kept before where another run
 * of this key ended first. Never rejects.
 */
export async function runAndKeep(keyed: KeyedRun): Promise<{ response: Response; keptBefore: Uint8Array | null }> {
  const release = holdLease(keyed);
  try {
    const { response, code } = await answered(keyed);
    try {
      return { response, keptBefore: await keyed.store.complete(keyed.run, await endingOf(keyed, response, code)) };
    } catch (error) {
      // The lease lapses; who asks again is answered by a second run with the same ids.
      keyed.context.env.ports.log.warn("idempotency.not_kept", { reason: reasonOf(error) });
      return { response, keptBefore: null };
    }
  } finally {
    release();
  }
}

async function answered({ context, handle }: KeyedRun): Promise<{ response: Response; code: ErrorCode | null }> {
  try {
    return { response: await handle(), code: null };
  } catch (thrown) {
    return { response: answerError(thrown, context), code: toEdgewiseError(thrown).code };
  }
}

async function endingOf({ inUse, keepsSuccess }: KeyedRun, response: Response, code: ErrorCode | null): Promise<Ending> {
  const { status } = response;
  if (!isFinal(status, code)) return { kind: "open" };
  if (status < 400 && !keepsSuccess) return { kind: "made" };
  const type = response.headers.get("content-type") ?? "";
  if (response.body !== null && !/^(application\/([a-z-]+\+)?json|text\/(?!event-stream))/.test(type)) return { kind: "made" };
  const body = await response.clone().text();
  if (body.length > MOST_KEPT) return { kind: "made" };
  const headers = Object.fromEntries(
    keptHeaders.flatMap((name) => {
      const value = response.headers.get(name);
      return value === null ? [] : [[name, value]];
    }),
  );
  return { kind: "answered", answer: await seal(writeAnswer({ status, headers, body }), await inUse.secret("answer")) };
}

/** Renews the lease until it is released, or another run holds it. */
function holdLease({ context, store, run }: KeyedRun): () => void {
  let renewals = 0;
  const timer = setInterval(() => void renew(), RENEW_MS);
  const release = () => clearInterval(timer);
  async function renew(): Promise<void> {
    renewals += 1;
    if (renewals * RENEW_MS > longestRunMs) return release();
    try {
      if (!(await store.renew(run))) release();
    } catch (error) {
      context.env.ports.log.warn("idempotency.not_renewed", { reason: reasonOf(error) });
    }
  }
  return release;
}
