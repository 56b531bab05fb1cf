import { OpenAPIHono } from "@hono/zod-openapi";
import { Hono } from "hono";
import { cors } from "hono/cors";
import { getPath } from "hono/utils/url";
import { newKnownKeys } from "../access/index.ts";
import type { Ids } from "../platform/ports.ts";
import { describeApp } from "./describe.ts";
import type { HttpEnv, Router } from "./endpoint.ts";
import type { AppPorts } from "./ports.ts";
import { answerError, answerNoRoute } from "./problem.ts";
import { SegmentRouter } from "./router.ts";
import { endpoints } from "./routes/index.ts";
import { VISITOR_TOKENS_PATH } from "./visitor-cookie.ts";

export interface App {
  fetch(request: Request, env: { ports: AppPorts }, context?: ExecutionContext): Promise<Response>;
  /** What Hono routes by, in its own words. */
  routes: Router["routes"];
}

/**
 * All routes. Make one for each isolate, and hand the ports to each request:
 * `app.fetch(request, { ports }, executionContext)`.
 */
export function createApp(): App {
  const router: Router = new OpenAPIHono<HttpEnv>({ router: new SegmentRouter() });
  const isolate = { knownKeys: newKnownKeys(), describe: describeApp(router) };
  for (const endpoint of endpoints) endpoint.register(router);
  router.notFound(answerNoRoute(endpoints));
  router.onError(answerError);
  return {
    routes: router.routes,
    fetch: async (request, { ports }, context) => {
      const requestId = requestIdOf(request, ports.ids);
      const open = isOpen(getPath(request));
      if (open && request.method === "OPTIONS") return finished(await preflights.fetch(request), requestId, open);
      const waitUntil = (work: Promise<unknown>) => context?.waitUntil(work);
      const response = await router.fetch(request, { ports, requestId, waitUntil, ...isolate }, context);
      // A socket's answer is the object's own.
      return response.status === 101 ? response : finished(response, requestId, open);
    },
  };
}

/** A caller's own id of a request is kept where it is of a plain form. */
function requestIdOf({ headers }: Request, ids: Ids): string {
  const given = headers.get("x-request-id");
  return given !== null && /^[\w=-]{1,255}$/.test(given) ? given : ids.next("req");
}

const exposed = ["x-request-id", "retry-after", "etag", "location", "idempotency-replayed", "x-vercel-ai-ui-message-stream"].join(",");

/** With what every answer says. `open`: for pages of any origin. */
function finished(response: Response, requestId: string, open: boolean): Response {
  const { headers } = response;
  headers.set("x-request-id", requestId);
  headers.set("x-content-type-options", "nosniff");
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
  if (open) {
    headers.set("access-control-allow-origin", "*");
    headers.set("access-control-expose-headers", exposed);
  }
  return response;
}

/** A bearer token is sent on purpose, so any page may; the one route that reads a cookie stays closed to other origins. */
const isOpen = (path: string): boolean => path.startsWith("/v1/") && path !== VISITOR_TOKENS_PATH;

const preflights = new Hono().use(cors({ origin: "*", allowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE"], maxAge: 86_400 }));
