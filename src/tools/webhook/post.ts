/** One request to a registered endpoint, signed, and what it says. */
import { sign } from "../../actions/index.ts";
import type { ToolContext } from "../contract.ts";
import { answerSchema, neverArrived, type Answer } from "./answer.ts";
import type { Endpoint } from "./registered.ts";

/** Milliseconds that an endpoint has to say what became of an earlier request. */
const INQUIRY_TIME = 5000;

/** What one request has come to. `retryAfter`: when the endpoint wants to be asked again, in milliseconds from now; null where it does not say. */
export type Attempt =
  | { kind: "answered"; answer: Answer }
  /** It took nothing of it. `limited`: because of how much comes to it. */
  | { kind: "refused"; limited: boolean; retryAfter: number | null }
  /** Nobody knows what it has made of it. `again`: what is no answer at all will be none the next time. */
  | { kind: "open"; cause: unknown; status: number | null; retryAfter: number | null; again: boolean };

/** Statuses that may come although the request is being carried out: another one with its key is under way, or took too long. */
const undecided = new Set([408, 409, 425]);

/** Posts once. Throws only when the turn is stopped or the tool's time is over. @param patience milliseconds that it has to answer. */
export async function post(endpoint: Endpoint, body: string, patience: number, context: ToolContext): Promise<Attempt> {
  const { fetch, signal, clock } = context;
  let response: Response;
  let said: unknown;
  try {
    response = await fetch(endpoint.url, {
      method: "POST",
      headers: { "content-type": "application/json", ...(await headersOf(endpoint, body, context)) },
      body,
      // The operator registered this address and no other.
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(patience)]),
    });
    said = await readJson(response);
  } catch (cause) {
    signal.throwIfAborted();
    return { kind: "open", cause, status: null, retryAfter: null, again: true };
  }
  const { status, ok } = response;
  const isRefusal = status >= 300 && status < 500 && !undecided.has(status);
  const answer = answerSchema.safeParse(said);
  if (answer.success && (ok || (isRefusal && answer.data.status === "rejected"))) return { kind: "answered", answer: answer.data };
  const retryAfter = readRetryAfter(response.headers.get("retry-after"), clock.now());
  if (isRefusal) return { kind: "refused", limited: status === 429, retryAfter };
  const cause = new Error(`The endpoint answered ${status}${ok ? " with something that is no answer" : ""}.`);
  return { kind: "open", cause, status, retryAfter, again: !ok };
}

/**
 * Asks the endpoint what became of the request with this key: `GET <url>?idempotency_key=<key>`. Null: it never arrived.
 * Throws while that is not known. A bare 404 says nothing: so answers any server that knows no such question.
 */
export async function inquireAction(endpoint: Endpoint, context: ToolContext): Promise<Answer | null> {
  const { fetch, idempotencyKey, signal } = context;
  const address = new URL(endpoint.url);
  address.searchParams.set("idempotency_key", idempotencyKey);
  const response = await fetch(address.href, {
    headers: await headersOf(endpoint, "", context),
    redirect: "manual",
    signal: AbortSignal.any([signal, AbortSignal.timeout(INQUIRY_TIME)]),
  });
  const told = await readJson(response);
  if (response.status === 404 && neverArrived.safeParse(told).success) return null;
  const answer = answerSchema.safeParse(told);
  if (response.status === 200 && answer.success) return answer.data;
  throw new Error(`The endpoint answered ${response.status} to the question what became of a request.`);
}

/** The key, and the signature of Standard Webhooks: by each secret that holds now. */
async function headersOf({ secrets }: Endpoint, body: string, { idempotencyKey, clock }: ToolContext): Promise<Record<string, string>> {
  const common = { accept: "application/json", "idempotency-key": idempotencyKey };
  if (secrets.length === 0) return common;
  const seconds = Math.floor(clock.now() / 1000);
  const signatures = await Promise.all(secrets.map((secret) => sign(secret, { id: idempotencyKey, seconds, body })));
  return {
    ...common,
    "webhook-id": idempotencyKey,
    "webhook-timestamp": String(seconds),
    "webhook-signature": signatures.join(" "),
  };
}

/** Milliseconds from now, of seconds or of an HTTP date. */
function readRetryAfter(header: string | null, now: number): number | null {
  if (header === null) return null;
  if (/^\d+$/.test(header)) return Number(header) * 1000;
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
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
