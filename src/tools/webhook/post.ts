import type { JsonObject } from "../../platform/ports.ts";
import type { ToolContext } from "../contract.ts";
import { answerSchema, neverArrived, type Answer } from "./answer.ts";

/** Milliseconds that an endpoint has to answer, and to say what became of an earlier request. */
const ANSWER_TIME = 10_000;
const INQUIRY_TIME = 5000;

/** What an endpoint has made of a request; `refused`: it took nothing of it. */
export type Outcome = { kind: "answered"; answer: Answer } | { kind: "refused" };

/** Statuses that may come although the request is being carried out: another one with its key is under way, or took too long. */
const undecided = new Set([408, 409, 425]);

/**
 * Posts to a registered endpoint under its idempotency key. Throws where it stays open what the endpoint has made of it: no answer in
 * time, a cut connection, a fault of the endpoint's own, or words that are no answer.
 */
export async function postAction(url: string, body: JsonObject, context: ToolContext): Promise<Outcome> {
  const { fetch, idempotencyKey, signal } = context;
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json", "idempotency-key": idempotencyKey },
    body: JSON.stringify(body),
    // The operator registered this address and no other.
    redirect: "manual",
    signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_TIME)]),
  });
  const { status, ok } = response;
  const isRefusal = status >= 300 && status < 500 && !undecided.has(status);
  const answer = answerSchema.safeParse(await readJson(response));
  if (answer.success && (ok || (isRefusal && answer.data.status === "rejected"))) return { kind: "answered", answer: answer.data };
  if (isRefusal) return { kind: "refused" };
  throw new Error(`The endpoint answered ${status}${ok ? " with something that is no answer" : ""}.`);
}

/**
 * Asks the endpoint what became of the request with this key: `GET <url>?idempotency_key=<key>`. Null: it never arrived.
 * Throws while that is not known. A bare 404 says nothing: so answers any server that knows no such question.
 */
export async function inquireAction(url: string, { fetch, idempotencyKey, signal }: ToolContext): Promise<Answer | null> {
  const address = new URL(url);
  address.searchParams.set("idempotency_key", idempotencyKey);
  const response = await fetch(address.href, {
    headers: { accept: "application/json", "idempotency-key": idempotencyKey },
    redirect: "manual",
    signal: AbortSignal.any([signal, AbortSignal.timeout(INQUIRY_TIME)]),
  });
  const told = await readJson(response);
  if (response.status === 404 && neverArrived.safeParse(told).success) return null;
  const answer = answerSchema.safeParse(told);
  if (response.status === 200 && answer.success) return answer.data;
  throw new Error(`The endpoint answered ${response.status} to the question what became of a request.`);
}

/** The body as JSON; undefined where it is none. Throws when the connection is cut. */
async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
