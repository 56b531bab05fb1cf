import { z } from "@hono/zod-openapi";
import { followFlow, publishFlow, rollBackFlow, type ReleaseNote } from "../../flows/index.ts";
import { flowName } from "../../lifecycle/index.ts";
import { endpoint } from "../endpoint.ts";
import { etagOf, expectedIn, flowParam, ifMatch, representFlow, withEtag } from "../flow-request.ts";
import { flowDetailSchema } from "../flow-schema.ts";
import { idParam, json } from "../schemas.ts";
import { derivedId } from "../idempotency.ts";

const tags = ["Flows"];
const told = { description: "The flow as it is now.", headers: withEtag, content: json(flowDetailSchema) };

const about = {
  by: z.string().trim().min(1, "must not be empty").max(100, "must be at most 100 characters").optional().openapi({
    description: "Who does it, as your own system knows them: an API key is the tenant's, not a person's.",
    example: "ha@shop.vn",
  }),
  note: z.string().trim().max(1000, "must be at most 1000 characters").optional().openapi({ example: "Thêm bước thương lượng" }),
};

export const publishFlowRoute = endpoint(
  {
    policy: "owner",
    method: "post",
    path: "/v1/flows/{name}/publish",
    operationId: "publishFlow",
    summary: "Publish the draft of a flow",
    description:
      "The draft becomes the next version, and conversations that begin within seconds from now follow it; those that run keep what they " +
      "began with. It is checked whole first: an unsound flow is 422 (`flow_unsound`) with all `findings`. Of two who publish at once one " +
      "wins, and the other is told (409).",
    tags,
    request: { params: flowParam, headers: ifMatch, body: { content: json(z.object(about)) } },
    responses: { 200: told },
    problems: ["not_found", "conflict", "precondition_failed", "flow_unsound"],
  },
  async (context) => {
    const { tenantId } = context.get("caller");
    const release = releaseOf(context.req.valid("json"), derivedId(context, "release"));
    const expected = expectedIn(context.req.valid("header"));
    const flow = await publishFlow(context.env.ports, tenantId, context.req.valid("param").name, release, expected);
    return context.json(representFlow(flow), 200, { etag: etagOf(flow) });
  },
);

const rollBackBody = z.object({
  ...about,
  version: z.number().int("must be a whole number").min(1, "must be at least 1").max(1_000_000_000).openapi({ example: 1 }),
});

export const rollBackFlowRoute = endpoint(
  {
    policy: "owner",
    method: "post",
    path: "/v1/flows/{name}/rollback",
    operationId: "rollBackFlow",
    summary: "Roll a flow back to a version",
    description:
      "That version is live again for conversations that begin from now on; the draft stays as it is. It is checked as when it was published: " +
      "a tool may be gone. Live already, nothing happens.",
    tags,
    request: { params: flowParam, headers: ifMatch, body: { required: true, content: json(rollBackBody) } },
    responses: { 200: told },
    problems: ["not_found", "conflict", "precondition_failed", "flow_unsound"],
  },
  async (context) => {
    const { tenantId } = context.get("caller");
    const { version, ...about } = context.req.valid("json");
    const release = releaseOf(about, derivedId(context, "release"));
    const expected = expectedIn(context.req.valid("header"));
    const flow = await rollBackFlow(context.env.ports, tenantId, context.req.valid("param").name, version, release, expected);
    return context.json(representFlow(flow), 200, { etag: etagOf(flow) });
  },
);

function releaseOf({ by, note }: { by?: string | undefined; note?: string | undefined }, id: string): ReleaseNote {
  return { id, by: by ?? null, note: note ?? null };
}

const followed = z.object({ bot_id: z.string(), flow: z.string() }).openapi("FollowedFlow");

export const setBotFlow = endpoint(
  {
    policy: "owner",
    method: "put",
    path: "/v1/bots/{id}/flow",
    operationId: "setBotFlow",
    summary: "Have a bot follow a flow",
    description:
      "By name: your published flow of that name, else the preset. Conversations that begin within seconds from now follow it; those that run " +
      "keep theirs.",
    tags,
    request: {
      params: idParam("bot_demo"),
      body: { required: true, content: json(z.object({ flow: flowName.clone().openapi({ example: "retail" }) })) },
    },
    responses: { 200: { description: "What the bot follows now.", content: json(followed) } },
    problems: ["not_found", "unprocessable"],
  },
  async (context) => {
    const { flow } = context.req.valid("json");
    const { id } = context.req.valid("param");
    await followFlow(context.env.ports, context.get("caller").tenantId, id, flow);
    return context.json({ bot_id: id, flow }, 200);
  },
);
