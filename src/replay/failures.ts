/** Failures as they are recorded: what they meant, not what they said. A provider's own words may hold addresses and keys. Pure. */
import { APICallError, InvalidResponseDataError } from "@ai-sdk/provider";
import { classifyFailure } from "../models/index.ts";

type FailureKind = ReturnType<typeof classifyFailure>["kind"];

export interface RecordedFailure {
  kind: FailureKind;
  /** What its cause meant by itself, where it had one. */
  cause?: FailureKind;
}

/** `now` in milliseconds since the epoch. */
export function recordFailure(error: unknown, now: number): RecordedFailure {
  const { kind } = classifyFailure(error, now);
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? { kind } : { kind, cause: classifyFailure(cause, now).kind };
}

/** An error that means the same to whoever classifies it, or its cause. */
export function errorOf({ kind, cause }: RecordedFailure): Error {
  const error = errorLike(kind);
  if (cause !== undefined) error.cause = errorLike(cause);
  return error;
}

function errorLike(kind: FailureKind): Error {
  const message = `replayed: ${kind}`;
  switch (kind) {
    case "truncated":
      return new InvalidResponseDataError({ data: undefined, message });
    case "network":
      return new TypeError(message);
    case "timeout":
      return Object.assign(new Error(message), { name: "TimeoutError" });
    case "refused":
      return callError(message, 400, { code: "content_filter" });
    case "rate_limited":
    case "overloaded":
    case "bad_request":
    case "auth":
      return callError(message, statuses[kind], {});
    case "unknown":
      return new Error(message);
  }
}

const statuses = { rate_limited: 429, overloaded: 503, bad_request: 400, auth: 401 } as const;

function callError(message: string, statusCode: number, error: object): APICallError {
  return new APICallError({ message, url: "", requestBodyValues: {}, statusCode, data: { error } });
}
