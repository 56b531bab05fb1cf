/** Sends an action's request, and sends it again where that cannot do anything twice (docs/decisions/effects.md). */
import { sleep } from "../../platform/sleep.ts";
import type { ToolContext } from "../contract.ts";
import type { Answer } from "./answer.ts";
import { post, type Attempt } from "./post.ts";
import type { Endpoint } from "./registered.ts";

/** Milliseconds that an endpoint has to answer one request. */
const ANSWER_TIME = 10_000;
/** Milliseconds for all of them: the tool's own limit is a little longer. */
const WHOLE_TIME = 14_000;
const MOST_TRIES = 4;
/** Milliseconds before the second request; three times as many before each one after it. */
const FIRST_WAIT = 300;
/** Milliseconds that are waited where the endpoint asks for a pause; for a longer one the customer is not kept waiting. */
const LONGEST_PAUSE = 5_000;

/** What an endpoint has made of a request; `refused`: it took nothing of it. */
export type Outcome = { kind: "answered"; answer: Answer } | { kind: "refused" };

/** Throws where it stays open what the endpoint has made of it: it has to be asked. Every request bears the same key. */
export async function send(endpoint: Endpoint, body: string, context: ToolContext): Promise<Outcome> {
  const { clock, signal } = context;
  const until = clock.now() + WHOLE_TIME;
  let open: { cause: unknown } | null = null;
  for (let tries = 1; ; tries++) {
    const attempt = await post(endpoint, body, Math.min(ANSWER_TIME, until - clock.now()), context);
    if (attempt.kind === "answered") return attempt;
    // Once a request may have been taken, the refusal of the next says nothing of it.
    if (attempt.kind === "open") open = { cause: attempt.cause };
    const wait = waitAfter(attempt, tries, endpoint.idempotent);
    if (wait === null || clock.now() + wait >= until) break;
    await sleep(wait, signal);
  }
  if (open) throw open.cause;
  return { kind: "refused" };
}

/**
 * Milliseconds until the request may be sent again; null: not at all. Where the endpoint does nothing twice under one key, all that may
 * go better is tried; else only what it says itself it has not taken, and when it will: 429 and 503 with `Retry-After`. A connection
 * that failed is never that certain: Workers do not tell a refused one from one that was cut.
 */
export function waitAfter(attempt: Exclude<Attempt, { kind: "answered" }>, tries: number, idempotent: boolean): number | null {
  const { retryAfter } = attempt;
  if (tries >= MOST_TRIES) return null;
  const notTaken = retryAfter !== null && (attempt.kind === "refused" ? attempt.limited : attempt.status === 503);
  const mayHelp = attempt.kind === "refused" ? attempt.limited : attempt.again;
  if (!(idempotent ? mayHelp : notTaken)) return null;
  if (retryAfter === null) return FIRST_WAIT * 3 ** (tries - 1);
  return retryAfter <= LONGEST_PAUSE ? retryAfter : null;
}
