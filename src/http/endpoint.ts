import { createRoute, z, type OpenAPIHono, type RouteConfig, type RouteHandler } from "@hono/zod-openapi";
import type { Handler, MiddlewareHandler } from "hono";
import { authenticate, isVisitor, type Caller, type KnownKeys, type Policy } from "../access/index.ts";
import { EdgewiseError, type ErrorCode } from "../platform/errors.ts";
import { keyHeader, oncePerKey, type Idempotency, type KeyInUse } from "./idempotency.ts";
import type { AppPorts } from "./ports.ts";
import { problemResponses } from "./problem-schema.ts";

/** What a handler finds in its context. `caller` is there wherever the policy demands one. */
export interface HttpEnv<P extends Policy = Policy> {
  Bindings: { ports: AppPorts };
  Variables: {
    requestId: string;
    knownKeys: KnownKeys;
    /** The OpenAPI document of the whole app. */
    describe: () => object;
    caller: P extends "public" ? undefined : Caller;
    /** Set where the request came with an `Idempotency-Key`: see `derivedId`. */
    keyInUse: KeyInUse | undefined;
  };
}

export type App = OpenAPIHono<HttpEnv>;

/** An operation of the OpenAPI document, who may call it, and how it refuses besides the usual ways. */
type Definition = RouteConfig & {
  policy: Policy;
  operationId: string;
  summary: string;
  tags: string[];
  problems?: ErrorCode[];
  /** Where a browser cannot set the header `Authorization`: reads it from others. */
  readAuthorization?: (header: (name: string) => string | undefined) => string | undefined;
  /** Of a write (POST, PUT, PATCH, DELETE); its answer is kept unless this says otherwise. */
  idempotency?: Idempotency;
  security?: never;
  middleware?: never;
  hide?: never;
};

type ContextOf<R extends Definition> = Parameters<RouteHandler<R, HttpEnv<R["policy"]>>>[0];

export interface Endpoint {
  policy: Policy;
  method: string;
  /** As in the OpenAPI document: `/v1/conversations/{id}`. */
  path: string;
  /** Of a write, where it is not the usual way. */
  idempotency: Idempotency | undefined;
  register(app: App): void;
}

/**
 * One route: its policy, its schemas and its handler. There is no other way to add one, and none without a policy.
 * Requests are authenticated first, then validated.
 */
export function endpoint<const R extends Definition>(
  definition: R,
  handler: (context: ContextOf<R>) => Response | Promise<Response>,
): Endpoint {
  const { policy, problems: _problems, idempotency, readAuthorization, ...operation } = definition;
  const way = wayOf(definition);
  const route = createRoute({
    ...operation,
    ...(way === null ? {} : { request: withKeyHeader(definition.request) }),
    security: securityOf(policy),
    middleware: authorize(policy, readAuthorization),
    responses: { ...operation.responses, ...problemResponses(refusalsOf(definition)) },
  });
  const run = way === null ? handler : (context: ContextOf<R>) => oncePerKey(context, way, () => handler(context));
  return {
    policy,
    method: definition.method,
    path: definition.path,
    idempotency,
    // The middleware above sets what this handler's context promises; Hono cannot see that through the policy.
    register: (app) => void app.openapi(route, run as Handler),
  };
}

/** How a write takes an `Idempotency-Key`; null where it takes none. What anyone may call has no caller to whom a key could belong. */
function wayOf({ policy, method, idempotency }: Definition): Exclude<Idempotency, object> | null {
  if (policy === "public" || !["post", "put", "patch", "delete"].includes(method)) return null;
  return typeof idempotency === "object" ? null : (idempotency ?? "kept-answer");
}

function withKeyHeader(request: Definition["request"]): NonNullable<Definition["request"]> {
  const own = request?.headers;
  if (own !== undefined && !(own instanceof z.ZodObject)) throw new Error("Give a write's headers as one z.object.");
  return { ...request, headers: own ? own.extend(keyHeader) : z.object(keyHeader) };
}

function authorize(
  policy: Policy,
  readAuthorization: NonNullable<Definition["readAuthorization"]> = (header) => header("authorization"),
): MiddlewareHandler<HttpEnv> {
  return async (context, next) => {
    if (policy !== "public") {
      const authorization = readAuthorization((name) => context.req.header(name));
      const caller = await authenticate(context.env.ports, context.get("knownKeys"), authorization);
      if (policy === "owner" && isVisitor(caller)) throw new EdgewiseError("forbidden", "A visitor token cannot do this: use an API key.");
      context.set("caller", caller);
    }
    await next();
  };
}

function securityOf(policy: Policy): Record<string, string[]>[] {
  if (policy === "public") return [];
  return policy === "owner" ? [{ api_key: [] }] : [{ api_key: [] }, { visitor_token: [] }];
}

function refusalsOf(definition: Definition): ErrorCode[] {
  const { policy, problems, request } = definition;
  const codes: ErrorCode[] = [...(problems ?? []), "internal", "unavailable"];
  const keyed = wayOf(definition) !== null;
  if (keyed) codes.push("idempotency_key_running", "idempotency_key_reused", "rate_limited");
  if (request || keyed) codes.push("invalid_request");
  if (request?.body) codes.push("payload_too_large", "unsupported_media_type");
  if (policy !== "public") codes.push("unauthenticated");
  if (policy === "owner") codes.push("forbidden");
  return codes;
}
