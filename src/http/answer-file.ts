import type { Context } from "hono";
import type { Served } from "../files/index.ts";
import type { HttpEnv } from "./endpoint.ts";

/** A file as the answer. */
export function answerFile({ status, headers, body }: Served): Response {
  return new Response(body, { status, headers });
}

/** What of a request decides how much of a file goes out. */
export function conditionsOf(context: Pick<Context<HttpEnv>, "req">): { ifNoneMatch: string | undefined; range: string | undefined } {
  return { ifNoneMatch: context.req.header("if-none-match"), range: context.req.header("range") };
}
