import { createRoute, z, type OpenAPIHono, type RouteConfig, type RouteHandler } from "@hono/zod-openapi";
import type { Context, Handler } from "hono";
import { authenticate, isVisitor, type Caller, type KnownKeys, type Policy } from "../access/index.ts";
import { EdgewiseError, type ErrorCode } from "../platform/errors.ts";
import { keyHeader, oncePerKey, type Idempotency, type KeyInUse } from "./idempotency.ts";
import { jsonBody, limitBody, type BodyLimit } from "./limit-body.ts";
import type { AppPorts } from "./ports.ts";
import { inputReader } from "./read-input.ts";
import { problemResponses } from "./problem-schema.ts";

/** What a handler finds in its context. `caller` is there wherever the policy demands one. */
export interface HttpEnv<P extends Policy = Policy> {
  Bindings: {
    ports: AppPorts;
    requestId: string;
    /** Lets work go on for a while when its client has gone. */
    waitUntil(work: Promise<unknown>): void;
    knownKeys: KnownKeys;
    /** The OpenAPI document of the whole app. */
    describe: () => object;
  };
  Variables: {
    caller: P extends "public" ? undefined : Caller;
    /** Set where the request came with an `Idempotency-Key`: see `derivedId`. */
    keyInUse: KeyInUse | undefined;
  };
}

export type Router = OpenAPIHono<HttpEnv>;

/** An operation of the OpenAPI document, who may call it, and how it refuses besides the usual ways. */
type Definition = RouteConfig & {
  policy: Policy;
  operationId: string;
  summary: string;
  tags: string[];
  problems?: ErrorCode[];
  /** Of a write; what JSON takes unless this says otherwise. */
  bodyLimit?: BodyLimit;
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
  register(router: Router): void;
}

/**
 * One route: its policy, its schemas and its handler. There is no other way to add one, and none without a policy.
 * It is one handler for Hono, which composes several at the price of a whole turn: what is too large is refused first, then who may
 * not call it, then what is not valid.
 */
export function endpoint<const R extends Definition>(
  definition: R,
  handler: (context: ContextOf<R>) => Response | Promise<Response>,
): Endpoint {
  const { policy, problems: _problems, idempotency, readAuthorization, bodyLimit, ...operation } = definition;
  const way = wayOf(definition);
  const route = createRoute({
    ...operation,
    ...(way === null ? {} : { request: withKeyHeader(definition.request) }),
    security: securityOf(policy),
    responses: { ...operation.responses, ...problemResponses(refusalsOf(definition)) },
  });
  const limit = isWrite(definition) ? limitBody(bodyLimit ?? jsonBody) : null;
  const authorize = authorizer(policy, readAuthorization);
  const readInput = inputReader(route.request);
  const answer = async (context: ContextOf<R>): Promise<Response> => {
    await limit?.(context);
    await authorize?.(context);
    await readInput(context);
    return way === null ? handler(context) : oncePerKey(context, way, () => handler(context));
  };
  return {
    policy,
    method: definition.method,
    path: definition.path,
    idempotency,
    register: (router) => {
      router.openAPIRegistry.registerPath(route);
      // What runs before the handler sets what its context promises; Hono cannot see that.
      router.on(definition.method, [route.getRoutingPath()], withoutBodyForHead(answer as unknown as HandlerOf));
    },
  };
}

type HandlerOf = (context: Context<HttpEnv>) => Promise<Response>;

/** Hono answers HEAD as GET without its body: a turn's stream would stay attached to nobody. */
function withoutBodyForHead(answer: HandlerOf): Handler<HttpEnv> {
  return async (context) => {
    const response = await answer(context);
    if (context.req.method === "HEAD") await response.body?.cancel();
    return response;
  };
}

const isWrite = ({ method }: Definition): boolean => ["post", "put", "patch", "delete"].includes(method);

/** How a write takes an `Idempotency-Key`; null where it takes none. What anyone may call has no caller to whom a key could belong. */
function wayOf(definition: Definition): Exclude<Idempotency, object> | null {
  const { policy, idempotency } = definition;
  if (policy === "public" || !isWrite(definition)) return null;
  return typeof idempotency === "object" ? null : (idempotency ?? "kept-answer");
}

function withKeyHeader(request: Definition["request"]): NonNullable<Definition["request"]> {
  const own = request?.headers;
  if (own !== undefined && !(own instanceof z.ZodObject)) throw new Error("Give a write's headers as one z.object.");
  return { ...request, headers: own ? own.extend(keyHeader) : z.object(keyHeader) };
}

/** Finds out who calls, and whether they may; null where anybody may. Errors: `unauthenticated`, `forbidden`. */
function authorizer(
  policy: Policy,
  readAuthorization: NonNullable<Definition["readAuthorization"]> = (header) => header("authorization"),
): ((context: Context<HttpEnv>) => Promise<void>) | null {
  if (policy === "public") return null;
  return async (context) => {
    const authorization = readAuthorization((name) => context.req.header(name));
    const caller = await authenticate(context.env.ports, context.env.knownKeys, authorization);
    if (policy === "owner" && isVisitor(caller)) throw new EdgewiseError("forbidden", "A visitor token cannot do this: use an API key.");
    context.set("caller", caller);
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
