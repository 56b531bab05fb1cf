import { z } from "@hono/zod-openapi";
import { listFlows, readFlow, readVersion } from "../../flows/index.ts";
import { endpoint } from "../endpoint.ts";
import { etagOf, flowParam, representFlow, representSummary, withEtag } from "../flow-request.ts";
import { flowDetailSchema, flowSchema, flowSummarySchema } from "../flow-schema.ts";
import { json, listOf, pageQuery } from "../schemas.ts";

const tags = ["Flows"];

const listQuery = z.object({
  ...pageQuery,
  sort: z.enum(["name"], "must be name").default("name"),
  order: z.enum(["asc", "desc"], "must be asc or desc").default("asc"),
  q: z.string().max(100, "must be at most 100 characters").optional().openapi({ description: "Part of a name." }),
});

export const listAllFlows = endpoint(
  {
    policy: "owner",
    method: "get",
    path: "/v1/flows",
    operationId: "listFlows",
    summary: "List flows",
    description:
      "Your own and those that come with Edgewise, each name once. A bot follows your published flow of a name before the preset.",
    tags,
    request: { query: listQuery },
    responses: { 200: { description: "A page of flows.", content: json(listOf(flowSummarySchema)) } },
  },
  async (context) => {
    const { page, per_page, order, q } = context.req.valid("query");
    const { tenantId } = context.get("caller");
    const { flows, total } = await listFlows(context.env.ports.db, tenantId, { page, perPage: per_page, order, q: q ?? null });
    return context.json({ data: flows.map(representSummary), total, page, per_page }, 200);
  },
);

export const readOneFlow = endpoint(
  {
    policy: "owner",
    method: "get",
    path: "/v1/flows/{name}",
    operationId: "readFlow",
    summary: "Read a flow",
    description: "Its draft, what is live, its versions and when each went live. The `ETag` is its revision.",
    tags,
    request: { params: flowParam },
    responses: { 200: { description: "The flow.", headers: withEtag, content: json(flowDetailSchema) } },
    problems: ["not_found"],
  },
  async (context) => {
    const flow = await readFlow(context.env.ports.db, context.get("caller").tenantId, context.req.valid("param").name);
    return context.json(representFlow(flow), 200, { etag: etagOf(flow) });
  },
);

export const readFlowVersion = endpoint(
  {
    policy: "owner",
    method: "get",
    path: "/v1/flows/{name}/versions/{version}",
    operationId: "readFlowVersion",
    summary: "Read a version of a flow",
    description: "What was published once never changes: conversations that began with it keep it.",
    tags,
    request: {
      params: flowParam.extend({
        version: z.coerce
          .number("must be a number")
          .int("must be a whole number")
          .min(1)
          .max(1_000_000_000)
          .openapi({ param: { name: "version", in: "path" }, example: 1 }),
      }),
    },
    responses: { 200: { description: "The version.", content: json(flowSchema) } },
    problems: ["not_found"],
  },
  async (context) => {
    const { name, version } = context.req.valid("param");
    return context.json(await readVersion(context.env.ports.db, context.get("caller").tenantId, name, version), 200);
  },
);
