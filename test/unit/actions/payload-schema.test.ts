import { describe, expect, test } from "vitest";
import { compilePayload, payloadSchema } from "../../../src/actions/payload-schema.ts";
import type { JsonObject } from "../../../src/platform/ports.ts";

const problemsOf = (schema: unknown) =>
  payloadSchema.safeParse(schema).error?.issues.map(({ path, message }) => [path.join("."), message]) ?? [];
const object = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({ type: "object", properties, ...more });
const fits = (schema: JsonObject, value: unknown) => compilePayload(schema).safeParse(value).success;

/** Each keyword that is taken, what fits it and what does not. */
const keywords: [keyword: string, schema: JsonObject, good: unknown, bad: unknown][] = [
  ["string", { type: "string" }, "x", 1],
  ["number", { type: "number" }, 1.5, "1.5"],
  ["integer", { type: "integer" }, 2, 1.5],
  ["boolean", { type: "boolean" }, true, "true"],
  ["null", { type: "null" }, null, 0],
  ["several types", { type: ["string", "null"] }, null, 1],
  ["enum", { enum: ["a", 1, null] }, 1, "b"],
  ["const", { const: "a" }, "a", "b"],
  ["anyOf", { anyOf: [{ type: "string" }, { type: "number" }] }, 1, true],
  ["oneOf", { oneOf: [{ type: "string" }, { type: "number" }] }, "x", true],
  ["minLength", { type: "string", minLength: 2 }, "ab", "a"],
  ["maxLength", { type: "string", maxLength: 2 }, "ab", "abc"],
  ["pattern", { type: "string", pattern: "^0\\d+$" }, "012", "12"],
  ["format email", { type: "string", format: "email" }, "an@shop.vn", "an"],
  ["format uri", { type: "string", format: "uri" }, "https://shop.vn", "shop"],
  ["format date", { type: "string", format: "date" }, "2026-11-27", "27/11/2026"],
  ["format date-time", { type: "string", format: "date-time" }, "2026-11-27T08:00:00Z", "8h"],
  ["format uuid", { type: "string", format: "uuid" }, "019aa0c4-0000-7000-8000-000000000000", "x"],
  ["minimum", { type: "number", minimum: 2 }, 2, 1],
  ["maximum", { type: "number", maximum: 2 }, 2, 3],
  ["exclusiveMinimum", { type: "number", exclusiveMinimum: 2 }, 2.5, 2],
  ["exclusiveMaximum", { type: "number", exclusiveMaximum: 2 }, 1.5, 2],
  ["multipleOf", { type: "number", multipleOf: 5 }, 10, 7],
  ["items", { type: "array", items: { type: "string" } }, ["a"], [1]],
  ["minItems", { type: "array", items: {}, minItems: 1 }, [1], []],
  ["maxItems", { type: "array", items: {}, maxItems: 1 }, [1], [1, 2]],
  ["required", object({ a: { type: "string" } }, { required: ["a"] }), { a: "x" }, {}],
  ["additionalProperties: false", object({}, { additionalProperties: false }), {}, { a: 1 }],
  ["additionalProperties", object({}, { additionalProperties: { type: "number" } }), { a: 1 }, { a: "x" }],
];

describe("a keyword that is taken", () => {
  test.each(keywords)("%s: is held to", (_keyword, schema, good, bad) => {
    const whole = object({ field: schema });
    expect(problemsOf(whole)).toEqual([]);
    expect(fits(whole, { field: good })).toBe(true);
    expect(fits(whole, { field: bad })).toBe(false);
  });

  test("default fills in what is left out", () => {
    const schema = object({ at: { type: "string", default: "morning" } });
    expect(compilePayload(schema).parse({})).toEqual({ at: "morning" });
  });
});

describe("a schema that would not be held to", () => {
  test.each<[string, unknown, string, RegExp]>([
    ["of no object", { type: "string" }, "type", /must be object/],
    ["without a type", { properties: {} }, "type", /must be object/],
    ["a list", [], "", /JSON Schema/],
    ["a keyword that is not known here", object({ a: { type: "string", contentEncoding: "x" } }), "properties.a", /contentEncoding/],
    ["conditions", object({}, { if: {} }), "", /if/],
    ["a reference", object({ a: { $ref: "#/$defs/a" } }), "properties.a", /\$ref/],
    ["a limit that is no number", object({ a: { type: "string", minLength: "2" } }), "properties.a.minLength", /number/],
    ["a type that is none", object({ a: { type: "text" } }), "properties.a.type", /.+/],
    ["a pattern that is none", object({ a: { type: "string", pattern: "(" } }), "properties.a.pattern", /regular expression/],
    ["a format that nobody checks", object({ a: { type: "string", format: "phone" } }), "properties.a.format", /email/],
    ["what is required and never described", object({}, { required: ["a"] }), "required.0", /names a/],
  ])("%s: is refused by its path", (_name, schema, path, why) => {
    expect(problemsOf(schema)).toContainEqual([path, expect.stringMatching(why)]);
  });

  test("what is too deep or too large is refused, not walked", () => {
    let deep: JsonObject = { type: "string" };
    for (let level = 0; level < 5000; level++) deep = { anyOf: [deep] };
    expect(problemsOf(object({ a: deep }))).toEqual([["", expect.stringMatching(/deep/)]]);
    expect(problemsOf(object({ a: { description: "x".repeat(17_000) } }))).toEqual([["", expect.stringMatching(/16 kB/)]]);
  });
});
