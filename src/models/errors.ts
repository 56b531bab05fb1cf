/** What a provider's failure means for a turn: whether it helps to try again, and when. Pure. */
import { APICallError, InvalidResponseDataError, type LanguageModelV4FinishReason } from "@ai-sdk/provider";
import { z } from "zod";
import { retryAfterMs, type ErrorDetails } from "./retry-info.ts";

type ModelFailureKind =
  | "rate_limited"
  | "overloaded"
  | "refused"
  | "bad_request"
  | "auth"
  | "network"
  | "timeout"
  | "truncated"
  | "unknown";

export interface ModelFailure {
  kind: ModelFailureKind;
  /** Whether the same request may succeed soon. */
  retryable: boolean;
  /** How long the provider asks to wait, in milliseconds, where it says so. */
  retryAfterMs?: number;
}

/** What providers put into an error body or an error event; all of it optional, none of it trusted. */
const errorBody = z.object({
  message: z.string().optional().catch(undefined),
  status: z.string().optional().catch(undefined),
  type: z.string().nullish().catch(undefined),
  code: z.union([z.string(), z.number()]).nullish().catch(undefined),
  statusCode: z.number().optional().catch(undefined),
  details: z.array(z.unknown()).nullish().catch(undefined),
});
type ErrorBody = z.infer<typeof errorBody>;

const wrapped = z.object({ error: errorBody }).transform((body) => body.error);
const wrappedInList = z.tuple([wrapped], z.unknown()).transform(([first]) => first);
const streamed = errorBody.extend({ data: errorBody.nullish().catch(undefined) });

/**
 * Classifies what a model call threw or streamed as an `error` part.
 * `now` (ms since the epoch) turns a Retry-After date into a wait.
 */
export function classifyFailure(error: unknown, now: number): ModelFailure {
  if (APICallError.isInstance(error)) return classifyCall(error, now);
  if (InvalidResponseDataError.isInstance(error)) return { kind: "truncated", retryable: true };
  if (error instanceof Error) return classifyThrown(error);
  const event = streamed.safeParse(error);
  if (!event.success) return { kind: "unknown", retryable: false };
  // A provider may wrap its own event once more: `data` then holds the details.
  const body: ErrorBody = { ...event.data.data, ...defined(event.data), details: event.data.details ?? event.data.data?.details };
  return decide(statusOf(body), body, undefined, now);
}

/**
 * Classifies how a stream ended; null for an ending that is none of a failure's.
 * A stream without a `finish` part is truncated; a content filter is a refusal, whatever text came before.
 */
export function classifyEnding(
  ending: { finishReason: LanguageModelV4FinishReason["unified"] | undefined; error?: unknown },
  now: number,
): ModelFailure | null {
  if (ending.error !== undefined) return classifyFailure(ending.error, now);
  switch (ending.finishReason) {
    case undefined:
    case "interrupted":
      return { kind: "truncated", retryable: true };
    case "content-filter":
      return { kind: "refused", retryable: false };
    case "error":
      // Gemini's MALFORMED_FUNCTION_CALL: the next try usually writes a sound one.
      return { kind: "unknown", retryable: true };
    default:
      return null;
  }
}

function classifyCall(error: APICallError, now: number): ModelFailure {
  // Below 400 the response began well and its body broke; without a status there was none.
  if (error.statusCode === undefined || error.statusCode < 400) {
    const cause = error.cause instanceof Error ? classifyThrown(error.cause) : null;
    if (cause && cause.kind !== "unknown") return cause;
    return error.isRetryable || error.statusCode === undefined
      ? { kind: "network", retryable: error.isRetryable }
      : { kind: "unknown", retryable: false };
  }
  return decide(error.statusCode, bodyOf(error), error.responseHeaders, now);
}

function decide(status: number | undefined, body: ErrorBody, headers: Record<string, string> | undefined, now: number): ModelFailure {
  const details: ErrorDetails = { details: body.details ?? [], headers: headers ?? {} };
  const wait = retryAfterMs(details, now);
  const waiting = wait === undefined ? {} : { retryAfterMs: wait };
  if (status === 429) return { kind: "rate_limited", retryable: !isSpent(body), ...waiting };
  if (status === 401 || status === 403 || hasReason(body, "API_KEY_INVALID")) return { kind: "auth", retryable: false };
  if (status === 408 || status === 504) return { kind: "timeout", retryable: true, ...waiting };
  if (body.code === "content_filter" || body.code === "content_policy_violation") return { kind: "refused", retryable: false };
  if (status !== undefined && status >= 500) return { kind: "overloaded", retryable: true, ...waiting };
  if (status !== undefined && status >= 400) return { kind: "bad_request", retryable: status === 409, ...waiting };
  return { kind: "unknown", retryable: false };
}

/** Words that providers use in place of a status, once the response has begun as 200. */
const statusByWord: Readonly<Record<string, number>> = {
  RESOURCE_EXHAUSTED: 429,
  rate_limit_exceeded: 429,
  rate_limit_error: 429,
  insufficient_quota: 429,
  UNAVAILABLE: 503,
  INTERNAL: 500,
  overloaded_error: 529,
  server_error: 500,
  api_error: 500,
  DEADLINE_EXCEEDED: 504,
  INVALID_ARGUMENT: 400,
  invalid_request_error: 400,
  PERMISSION_DENIED: 403,
  UNAUTHENTICATED: 401,
  authentication_error: 401,
};

function statusOf(body: ErrorBody): number | undefined {
  if (body.statusCode !== undefined) return body.statusCode;
  if (typeof body.code === "number" && body.code >= 400) return body.code;
  for (const word of [body.status, body.code, body.type]) {
    if (typeof word === "string" && Object.hasOwn(statusByWord, word)) return statusByWord[word];
  }
  return undefined;
}

/** A quota that returns tomorrow, or with the next invoice: waiting seconds does not help. */
function isSpent(body: ErrorBody): boolean {
  return body.code === "insufficient_quota" || /PerDay/.test(JSON.stringify(body.details ?? []));
}

function hasReason(body: ErrorBody, reason: string): boolean {
  return JSON.stringify(body.details ?? []).includes(`"${reason}"`);
}

function bodyOf(error: APICallError): ErrorBody {
  const candidates = [error.data, parseJson(error.responseBody)];
  const parsed = z.union([wrapped, wrappedInList]);
  for (const candidate of candidates) {
    const body = parsed.safeParse(candidate);
    if (body.success) return body.data;
  }
  return {};
}

function classifyThrown(error: Error): ModelFailure {
  if (isTimeout(error)) return { kind: "timeout", retryable: true };
  if (error.name === "AbortError") return { kind: "unknown", retryable: false };
  // What fetch throws while a body is read: undici says "terminated", workerd "Network connection lost."
  const broken = error instanceof TypeError || /network|terminated|socket|ECONN/i.test(error.message);
  return broken ? { kind: "network", retryable: true } : { kind: "unknown", retryable: false };
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === "TimeoutError" || /HeadersTimeout|BodyTimeout|ConnectTimeout/.test(error.name));
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? "");
  } catch {
    return undefined;
  }
}

function defined(body: ErrorBody): ErrorBody {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
}
