import type { JsonObject } from "../../platform/ports.ts";
import type { ToolContext } from "../contract.ts";
import { answerSchema, type Answer } from "./answer.ts";

/** Milliseconds that an endpoint has to answer. */
const ANSWER_TIME = 10_000;

/**
 * Posts to a registered endpoint, once by its idempotency key. Gives null when the endpoint did not answer in its time,
 * with an error, or with something else than an answer. Throws only when the turn was stopped.
 */
export async function postAction(url: string, body: JsonObject, { fetch, idempotencyKey, signal }: ToolContext): Promise<Answer | null> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "application/json", "idempotency-key": idempotencyKey },
      body: JSON.stringify(body),
      // The operator registered this address and no other.
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIME)]),
    });
    const answer = answerSchema.safeParse(await response.json());
    const isRefusal = answer.data?.status === "rejected" && response.status < 500;
    return answer.success && (response.ok || isRefusal) ? answer.data : null;
  } catch (error) {
    if (signal.aborted) throw error;
    return null;
  }
}
