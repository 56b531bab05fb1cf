import type { Context } from "hono";
import type { ContentfulStatusCode } from "hono/utils/http-status";
import { EdgewiseError, type ErrorCode } from "../platform/errors.ts";
import type { Endpoint, HttpEnv } from "./endpoint.ts";
import { problemType, type Problem } from "./problem-schema.ts";

/** Answers any thrown error as problem+json. What went wrong on our side is logged with its cause, and never shown. */
export function answerError(thrown: unknown, context: Context<HttpEnv>): Response {
  const error = toEdgewiseError(thrown);
  if (error.status >= 500) {
    const { method, path } = context.req;
    const fields = { request_id: context.env.requestId, method, path, code: error.code, errors: causesOf(thrown) };
    context.env.ports.log.error("http.failed", fields);
  }
  return answerProblem(context, error);
}

/** Answers a path that no endpoint has: 405 where another method would do, else 404. */
export function answerNoRoute(endpoints: readonly Endpoint[]): (context: Context<HttpEnv>) => Response {
  const patterns = endpoints.map(({ method, path }) => ({
    method: method.toUpperCase(),
    pattern: new RegExp(`^${path.replaceAll(".", "\\.").replaceAll(/\{[^}]+\}/g, "[^/]+")}$`),
  }));
  return (context) => {
    const allowed = patterns.filter(({ pattern }) => pattern.test(context.req.path)).map(({ method }) => method);
    if (allowed.length === 0) {
      return answerProblem(
        context,
        new EdgewiseError("not_found", "There is nothing at this path. GET /openapi.json lists what there is."),
      );
    }
    context.header("allow", allowed.join(", "));
    const detail = `${context.req.method} is not possible here: use ${allowed.join(" or ")}.`;
    return answerProblem(context, new EdgewiseError("method_not_allowed", detail));
  };
}

function answerProblem(context: Context<HttpEnv>, error: EdgewiseError): Response {
  const problem: Problem = {
    type: problemType(error.code),
    title: error.title,
    status: error.status,
    detail: error.message,
    instance: new URL(context.req.url).pathname,
    code: error.code,
    request_id: context.env.requestId,
    ...(error.errors ? { errors: error.errors } : {}),
    ...error.members,
  };
  // The catalogue of errors holds statuses of 400 and more only: all of them carry a body.
  const status = error.status as ContentfulStatusCode;
  return context.body(JSON.stringify(problem), status, {
    "content-type": "application/problem+json",
    ...extraHeaders(context, error.code),
  });
}

function extraHeaders(context: Context<HttpEnv>, code: ErrorCode): Record<string, string> {
  if (code === "unauthenticated") {
    const reason = context.req.header("authorization") ? ', error="invalid_token"' : "";
    return { "www-authenticate": `Bearer realm="edgewise"${reason}` };
  }
  if (code === "upgrade_required") return { upgrade: "websocket" };
  if (code === "rate_limited") return { "retry-after": "60" };
  return code === "unavailable" || code === "idempotency_key_running" ? { "retry-after": "2" } : {};
}

/** What was thrown, as a refusal of ours. */
export function toEdgewiseError(thrown: unknown): EdgewiseError {
  if (thrown instanceof EdgewiseError) return thrown;
  if (isPassing(thrown))
    return new EdgewiseError("unavailable", "A part of Edgewise does not answer just now. Try again in a moment.", { cause: thrown });
  return new EdgewiseError("internal", "This is our fault. Try again, and quote the request_id if it stays.", { cause: thrown });
}

/** What the runtime sets on errors of an object that moves, restarts or has too much to do. */
const passingMarks = ["retryable", "overloaded", "durableObjectReset"];
/** What it says where the connection to an object breaks and no mark is set. */
const lostConnection = /\bdisconnected\b|network connection lost/i;

/** Whether an outage explains the error: an object that moves or is overloaded, a database out of reach. */
function isPassing(thrown: unknown): boolean {
  return chainOf(thrown).some((error) => {
    if (passingMarks.some((mark) => Reflect.get(error, mark) === true)) return true;
    if (lostConnection.test(error.message) && !quotesQuery(error)) return true;
    // Postgres names every refusal of its own by a code; without one, the request did not get through.
    return error.name === "NeonDbError" && Reflect.get(error, "code") === undefined;
  });
}

/** The error and what caused it, outermost first; short, for the log. Queries' parameters are customers' words: they stay out. */
function causesOf(thrown: unknown): { name: string; message: string; stack?: string }[] {
  return chainOf(thrown).map(({ name, message, stack }) => {
    const quotes = quotesQuery({ message });
    return { name, message: quotes ? "A query failed." : message, ...(stack && !quotes ? { stack } : {}) };
  });
}

/** Drizzle's message is the statement with its parameters. */
function quotesQuery({ message }: { message: string }): boolean {
  return message.startsWith("Failed query:");
}

function chainOf(thrown: unknown): Error[] {
  const chain: Error[] = [];
  for (let error = thrown; error instanceof Error && chain.length < 5; error = error.cause) chain.push(error);
  return chain;
}
