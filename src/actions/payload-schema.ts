/**
 * JSON Schemas of payloads: the part of draft 2020-12 that is checked here to the letter. A keyword that would be passed over in silence
 * is refused when the action is registered. Validation needs no `eval`, which Workers forbid.
 */
import { z } from "zod";
import { nestsWithin } from "../platform/nests-within.ts";
import type { JsonObject } from "../platform/ports.ts";

const deepest = 24;
const mostBytes = 16_384;

const type = z.enum(
  ["object", "array", "string", "number", "integer", "boolean", "null"],
  "must be object, array, string, number, integer, boolean or null",
);
const count = z.number("must be a number").int("must be a whole number").min(0, "must be at least 0");
const number = z.number("must be a number");
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()], "must be a text, a number, true, false or null");
const node: z.ZodType = z.lazy(() => keywords);
const nodes = z.array(node).min(1, "must hold at least one schema");

const keywords = z
  .strictObject({
    $schema: z.string().optional(),
    title: z.string().optional(),
    description: z.string().optional(),
    examples: z.array(z.json()).optional(),
    default: z.json().optional(),
    type: z.union([type, z.array(type).min(1)]).optional(),
    enum: z.array(scalar).min(1, "must hold at least one value").optional(),
    const: scalar.optional(),
    anyOf: nodes.optional(),
    oneOf: nodes.optional(),
    properties: z.record(z.string(), node, "must be an object of schemas").optional(),
    required: z.array(z.string()).optional(),
    additionalProperties: z.union([z.boolean(), node]).optional(),
    items: node.optional(),
    minItems: count.optional(),
    maxItems: count.optional(),
    minLength: count.optional(),
    maxLength: count.optional(),
    pattern: z.string().max(200, "must be at most 200 characters").refine(isPattern, "is no regular expression").optional(),
    format: z.enum(["email", "uri", "date", "date-time", "uuid"], "must be email, uri, date, date-time or uuid").optional(),
    minimum: number.optional(),
    maximum: number.optional(),
    exclusiveMinimum: number.optional(),
    exclusiveMaximum: number.optional(),
    multipleOf: number.positive("must be greater than 0").optional(),
  })
  .superRefine(({ properties = {}, required = [] }, context) => {
    for (const [index, name] of required.entries()) {
      if (!Object.hasOwn(properties, name))
        context.addIssue({ code: "custom", path: ["required", index], message: `names ${name}, which is not among the properties` });
    }
  });

/** A schema of a payload, which is an object. What is wrong with it is told by its path. */
export const payloadSchema = z
  .custom<JsonObject>((given) => typeof given === "object" && given !== null && !Array.isArray(given), "must be a JSON Schema (an object)")
  .superRefine((given, context) => {
    const problem = sizeProblem(given);
    if (problem !== null) return context.addIssue({ code: "custom", message: problem });
    const read = keywords.safeParse(given);
    for (const { path, message } of read.error?.issues ?? []) context.addIssue({ code: "custom", path, message });
    if (given["type"] !== "object") context.addIssue({ code: "custom", path: ["type"], message: "must be object: a payload is one" });
    if (read.success && !compiles(given)) context.addIssue({ code: "custom", message: "cannot be checked: make it simpler" });
  });

function sizeProblem(given: JsonObject): string | null {
  if (!nestsWithin(given, deepest)) return `must be at most ${deepest} levels deep`;
  return new TextEncoder().encode(JSON.stringify(given)).length > mostBytes ? "must be at most 16 kB of JSON" : null;
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

function compiles(schema: JsonObject): boolean {
  try {
    compilePayload(schema);
    return true;
  } catch {
    return false;
  }
}

/** The validator of a registered schema. Its defaults are filled in. */
export function compilePayload(schema: JsonObject): z.ZodType {
  // What zod takes is the same JSON, typed keyword by keyword.
  return z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
}
