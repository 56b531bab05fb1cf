/**
 * What a route takes of a request, checked by the schemas of its definition, in one go: a chain of validators, each a middleware of its
 * own, costs more than the turn that follows. The checked values are where Hono keeps them: `context.req.valid("json")`.
 */
import type { RouteConfig, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { EdgewiseError } from "../platform/errors.ts";
import { invalidRequest } from "./validation.ts";

type Target = "query" | "param" | "header" | "json";

/** Reads one target of a request, as the schema wants it. */
type Read = (context: Context) => Promise<void> | void;

/** Where a refused value came from, as it reads before its path: nothing for the body. */
const places = { query: "query.", param: "path.", header: "header.", json: "" } as const satisfies Record<Target, string>;

const jsonType = /^application\/([\w.-]+\+)?json\s*(;|$)/i;

/** Makes the reader of a route. What it does not know to read (forms, cookies) is an error of the definition. */
export function inputReader(request: RouteConfig["request"]): (context: Context) => Promise<void> {
  const reads = readsOf(request ?? {});
  return async (context) => {
    for (const read of reads) await read(context);
  };
}

function readsOf({ query, params, headers, cookies, body }: NonNullable<RouteConfig["request"]>): Read[] {
  if (cookies) throw new Error("Cookies are not read by schema.");
  const reads: Read[] = [];
  if (query) reads.push((context) => check(context, "query", query as z.ZodType, queryOf(context)));
  if (params) reads.push((context) => check(context, "param", params as z.ZodType, context.req.param()));
  if (headers) reads.push(headerReader(headers));
  if (body) reads.push(bodyReader(body));
  return reads;
}

function check(context: Context, target: Target, schema: z.ZodType, value: unknown): void {
  const result = schema.safeParse(value);
  if (!result.success) throw invalidRequest(result.error, places[target]);
  context.req.addValidatedData(target, result.data as object);
}

/** A name that comes once is its value, one that comes again all of them. */
function queryOf({ req }: Context): Record<string, string | string[] | undefined> {
  return Object.fromEntries(Object.entries(req.queries()).map(([name, values]) => [name, values.length === 1 ? values[0] : values]));
}

/** Only the headers that the schema names are looked at. */
function headerReader(schema: NonNullable<NonNullable<RouteConfig["request"]>["headers"]>): Read {
  if (!("shape" in schema)) throw new Error("Give a route's headers as one z.object.");
  const names = Object.keys(schema.shape);
  // Most requests have none of them.
  const none = schema.safeParse({});
  return (context) => {
    if (none.success && names.every((name) => !context.req.raw.headers.has(name))) return context.req.addValidatedData("header", none.data);
    const told = names.flatMap((name) => {
      const value = context.req.header(name);
      return value === undefined ? [] : [[name, value] as const];
    });
    check(context, "header", schema, Object.fromEntries(told));
  };
}

function bodyReader({ content, required = false }: NonNullable<NonNullable<RouteConfig["request"]>["body"]>): Read {
  const [type, ...others] = Object.keys(content);
  const media = type === "application/json" && others.length === 0 ? content[type] : undefined;
  const schema = media && "schema" in media ? media.schema : undefined;
  if (schema === undefined || !("safeParse" in schema)) {
    throw new Error("A body that is read by schema is application/json, with a zod schema.");
  }
  return async (context) => {
    const given = context.req.header("content-type") || undefined;
    // An empty body is none.
    if (given === undefined ? (await context.req.arrayBuffer()).byteLength > 0 : !jsonType.test(given)) {
      throw new EdgewiseError("unsupported_media_type", "Send the body as JSON with Content-Type: application/json.");
    }
    if (given === undefined && !required) return context.req.addValidatedData("json", {});
    check(context, "json", schema as z.ZodType, given === undefined ? {} : await parse(context));
  };
}

async function parse(context: Context): Promise<unknown> {
  const text = await context.req.text();
  try {
    return JSON.parse(text);
  } catch {
    throw new EdgewiseError("invalid_request", "The body is not JSON: check its quotes, commas and brackets.");
  }
}
