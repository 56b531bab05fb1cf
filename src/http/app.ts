import { OpenAPIHono } from "@hono/zod-openapi";
import type { Context, MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import { cors } from "hono/cors";
import { requestId } from "hono/request-id";
import { newKnownKeys } from "../access/index.ts";
import { FILE_BYTES } from "../files/index.ts";
import { EdgewiseError } from "../platform/errors.ts";
import { describeApp } from "./describe.ts";
import type { App, HttpEnv } from "./endpoint.ts";
import { answerError, answerNoRoute } from "./problem.ts";
import { endpoints } from "./routes/index.ts";
import { refuseInvalid } from "./validation.ts";
import { VISITOR_TOKENS_PATH } from "./visitor-cookie.ts";

const BODY_BYTES = 1024 * 1024;
/** useChat sends the whole history each time, of which only the last message is read. */
const CHAT_BODY_BYTES = 4 * BODY_BYTES;
/** What a form puts around its file. */
const FORM_BYTES = 64 * 1024;

/**
 * All routes. Make one for each isolate, and hand the ports to each request:
 * `app.fetch(request, { ports }, executionContext)`.
 */
export function createApp(): App {
  const app: App = new OpenAPIHono<HttpEnv>({ defaultHook: refuseInvalid });
  const knownKeys = newKnownKeys();
  const describe = describeApp(app);
  app.use(requestId({ generator: (context: Context<HttpEnv>) => context.env.ports.ids.next("req") }));
  app.use(async (context, next) => {
    context.set("knownKeys", knownKeys);
    context.set("describe", describe);
    await next();
  });
  app.use(finish);
  app.use("/v1/*", allowAnyOrigin);
  app.use("/v1/*", limitBody(BODY_BYTES, { except: ["/v1/chat", "/v1/files"], advice: "Send less at once; files go to POST /v1/files." }));
  app.use(
    "/v1/chat",
    limitBody(CHAT_BODY_BYTES, { advice: "Send only the last message: history is the server's. Upload files first: POST /v1/files." }),
  );
  app.use("/v1/files", limitBody(FILE_BYTES, { room: FORM_BYTES, advice: "Make the file smaller." }));
  for (const endpoint of endpoints) endpoint.register(app);
  app.notFound(answerNoRoute(endpoints));
  app.onError(answerError);
  return app;
}

const finish: MiddlewareHandler<HttpEnv> = async (context, next) => {
  await next();
  // A socket's answer is the object's own.
  if (context.res.status === 101) return;
  // On the answer itself: Hono's own way makes a new one for each header.
  const { headers } = context.res;
  headers.set("x-content-type-options", "nosniff");
  if (!headers.has("cache-control")) headers.set("cache-control", "no-store");
  // Hono answers HEAD as GET without its body: a turn's stream would stay attached to nobody.
  if (context.req.method === "HEAD") await context.res.body?.cancel();
};

const exposeHeaders = ["x-request-id", "retry-after", "etag", "location", "idempotency-replayed", "x-vercel-ai-ui-message-stream"];
const preflight = cors({ origin: "*", allowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE"], maxAge: 86_400 });
const exposed = exposeHeaders.join(",");

/** A bearer token is sent on purpose, so any page may; the one route that reads a cookie stays closed to other origins. */
const allowAnyOrigin: MiddlewareHandler<HttpEnv> = async (context, next) => {
  if (context.req.path === VISITOR_TOKENS_PATH) return next();
  if (context.req.method === "OPTIONS") return preflight(context, next);
  await next();
  if (context.res.status === 101) return;
  // On the answer itself, as in `finish`.
  context.res.headers.set("access-control-allow-origin", "*");
  context.res.headers.set("access-control-expose-headers", exposed);
};

interface BodyLimit {
  except?: readonly string[];
  /** Bytes for what surrounds the content. */
  room?: number;
  /** How to need less. */
  advice?: string;
}

/** Counts a body that does not say its length while it is read. */
function limitBody(most: number, { except = [], room = 0, advice = "Send less at once." }: BodyLimit = {}): MiddlewareHandler<HttpEnv> {
  const limit = bodyLimit({
    maxSize: most + room,
    onError: () => {
      throw new EdgewiseError("payload_too_large", `A body may be at most ${most / BODY_BYTES} MB here. ${advice}`);
    },
  });
  return async (context, next) => (except.includes(context.req.path) ? next() : limit(context, next));
}
