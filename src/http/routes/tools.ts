import { z } from "@hono/zod-openapi";
import { schemasOf, type Tool } from "../../tools/index.ts";
import { endpoint } from "../endpoint.ts";
import { json, jsonObject, listOf, pageQuery } from "../schemas.ts";

const localized = z.object({ vi: z.string(), en: z.string() });

const tool = z
  .object({
    name: z.string().openapi({ example: "search_offerings" }),
    label: localized,
    description: localized.openapi({ description: "What it does. Models are told the English one." }),
    industries: z.array(z.string()).openapi({ description: "The industries that it is made for." }),
    effect: z
      .enum(["read", "write"])
      .openapi({ description: "A `read` may be repeated at will; a `write` changes the world, at most once." }),
    timeout_ms: z.number().int(),
    proposes: z.array(z.string()).openapi({ description: "Every state that its results may propose." }),
    input: jsonObject.openapi({ description: "JSON Schema of what it takes." }),
    output: jsonObject.openapi({ description: "JSON Schema of what it gives, refusals included: they have `error` and `code`." }),
  })
  .openapi("Tool");

const listQuery = z.object({
  ...pageQuery,
  sort: z.enum(["name"], "must be name").default("name"),
  order: z.enum(["asc", "desc"], "must be asc or desc").default("asc"),
  q: z.string().max(100, "must be at most 100 characters").optional().openapi({ description: "Part of a name." }),
});

export const listTools = endpoint(
  {
    policy: "owner",
    method: "get",
    path: "/v1/tools",
    operationId: "listTools",
    summary: "List tools",
    description: "What there is for the states of a flow to offer. They are the same for everybody; what they find is each tenant's own.",
    tags: ["Flows"],
    request: { query: listQuery },
    responses: { 200: { description: "A page of tools.", content: json(listOf(tool)) } },
  },
  (context) => {
    const { page, per_page, order, q = "" } = context.req.valid("query");
    const found = [...context.env.ports.tools.values()].filter(({ name }) => name.includes(q));
    const sorted = found.toSorted((one, other) => (one.name < other.name === (order === "asc") ? -1 : 1));
    const shown = sorted.slice((page - 1) * per_page, page * per_page);
    return context.json({ data: shown.map(represent), total: found.length, page, per_page }, 200);
  },
);

function represent(one: Tool): z.infer<typeof tool> {
  const { name, label, description, industries, effect, timeoutMs, proposes } = one;
  return {
    name,
    label,
    description,
    industries: [...industries],
    effect,
    timeout_ms: timeoutMs,
    proposes: [...proposes],
    ...schemasOf(one),
  };
}
