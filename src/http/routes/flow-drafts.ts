import { z } from "@hono/zod-openapi";
import { copyAsDraft, deleteDraft, putDraft, readFlow, readVersion } from "../../flows/index.ts";
import { checkFlow, flowName, flowOf, walkFlow, type Flow, type WalkStep } from "../../lifecycle/index.ts";
import { EdgewiseError } from "../../platform/errors.ts";
import { endpoint } from "../endpoint.ts";
import { etagOf, expectedIn, flowParam, ifMatch, representFlow, withEtag } from "../flow-request.ts";
import { checkedSchema, flowDetailSchema, journey, walkSchema } from "../flow-schema.ts";
import type { AppPorts } from "../ports.ts";
import { json } from "../schemas.ts";

const tags = ["Flows"];
const told = { description: "The flow as it is now.", headers: withEtag, content: json(flowDetailSchema) };
const versionNumber = z.number().int("must be a whole number").min(1, "must be at least 1").max(1_000_000_000);

export const putFlowDraft = endpoint(
  {
    policy: "owner",
    method: "put",
    path: "/v1/flows/{name}/draft",
    operationId: "putFlowDraft",
    summary: "Write the draft of a flow",
    description:
      "Makes the flow where there is none of the name. A draft follows nobody, so it need not be sound yet: `POST …/check` says what is wrong. " +
      "A draft of a preset's name becomes your own flow of that name once it is published.",
    tags,
    request: { params: flowParam, headers: ifMatch, body: { required: true, content: json(journey) } },
    responses: { 200: told },
    problems: ["precondition_failed", "unprocessable"],
  },
  async (context) => {
    const { ports } = context.env;
    const { name } = context.req.valid("param");
    const expected = expectedIn(context.req.valid("header"));
    const flow = await putDraft(ports, context.get("caller").tenantId, name, context.req.valid("json"), expected);
    return context.json(representFlow(flow), 200, { etag: etagOf(flow) });
  },
);

export const deleteFlowDraft = endpoint(
  {
    policy: "owner",
    method: "delete",
    path: "/v1/flows/{name}/draft",
    operationId: "deleteFlowDraft",
    summary: "Delete the draft of a flow",
    description: "What was published stays. A flow that never was is gone with its draft.",
    tags,
    request: { params: flowParam, headers: ifMatch },
    responses: { 204: { description: "There is no draft any more." } },
    problems: ["not_found", "conflict", "precondition_failed"],
  },
  async (context) => {
    const { name } = context.req.valid("param");
    await deleteDraft(context.env.ports, context.get("caller").tenantId, name, expectedIn(context.req.valid("header")));
    return context.body(null, 204);
  },
);

const copyBody = z.object({
  version: versionNumber.optional().openapi({ description: "Left out: the published one, else the preset." }),
  to: flowName.optional().openapi({ description: "The flow whose draft it becomes. Left out: the same.", example: "retail_with_offers" }),
});

export const copyFlow = endpoint(
  {
    policy: "owner",
    method: "post",
    path: "/v1/flows/{name}/copy",
    operationId: "copyFlow",
    summary: "Copy a flow as a draft",
    description: "Of a preset, too: they are read-only, their copies are yours. A draft that is there is not overwritten (409).",
    tags,
    request: { params: flowParam, body: { content: json(copyBody) } },
    responses: { 200: told },
    problems: ["not_found", "conflict", "unprocessable"],
  },
  async (context) => {
    const { name } = context.req.valid("param");
    const { version = null, to = name } = context.req.valid("json");
    const flow = await copyAsDraft(context.env.ports, context.get("caller").tenantId, { name, version }, to);
    return context.json(representFlow(flow), 200, { etag: etagOf(flow) });
  },
);

const checkBody = z.object({ flow: journey, walk: walkSchema.optional() });
const checked = { description: "What was found, errors first.", content: json(checkedSchema) };
const changesNothing = { none: "It changes nothing: asked again, it is checked again." };
const checking =
  "Every position that a conversation can come into is looked at: states that cannot be reached, dead ends, tools and states that do not " +
  "exist, `must_precede` that a step of the flow itself breaks, whitelists that lead nowhere. Each finding has the shortest way that shows it. ";

export const checkJourney = endpoint(
  {
    policy: "owner",
    method: "post",
    path: "/v1/flows/check",
    operationId: "checkJourney",
    summary: "Check a flow that is not kept",
    description: `${checking}With a \`walk\`, what would become of its steps.`,
    tags,
    request: { body: { required: true, content: json(checkBody) } },
    responses: { 200: checked },
    idempotency: changesNothing,
  },
  (context) => {
    const { flow, walk } = context.req.valid("json");
    return context.json(check(context.env.ports, flowOf(flow, "checked", 1), walk), 200);
  },
);

const checkKeptBody = z.object({
  version: versionNumber.optional().openapi({ description: "Left out: the draft, else what is published, else the preset." }),
  walk: walkSchema.optional(),
});

export const checkKeptFlow = endpoint(
  {
    policy: "owner",
    method: "post",
    path: "/v1/flows/{name}/check",
    operationId: "checkFlow",
    summary: "Check a flow",
    description: `${checking}Publishing does the same and refuses where there is an error.`,
    tags,
    request: { params: flowParam, body: { content: json(checkKeptBody) } },
    responses: { 200: checked },
    problems: ["not_found"],
    idempotency: changesNothing,
  },
  async (context) => {
    const { name } = context.req.valid("param");
    const { version, walk } = context.req.valid("json");
    const { ports } = context.env;
    const { tenantId } = context.get("caller");
    const flow = version === undefined ? await currentFlow(ports.db, tenantId, name) : await readVersion(ports.db, tenantId, name, version);
    return context.json(check(ports, flow, walk), 200);
  },
);

async function currentFlow(db: AppPorts["db"], tenantId: string, name: string): Promise<Flow> {
  const { draft, published, presetFlow, versions } = await readFlow(db, tenantId, name);
  const flow = draft ? flowOf(draft, name, (versions[0]?.version ?? 0) + 1) : (published ?? presetFlow);
  if (!flow) throw new EdgewiseError("not_found", `The flow ${name} has neither a draft nor a published version.`);
  return flow;
}

function check({ tools }: AppPorts, flow: Flow, walk: readonly WalkStep[] | undefined): z.infer<typeof checkedSchema> {
  const findings = checkFlow(flow, tools);
  return {
    publishable: findings.every(({ severity }) => severity !== "error"),
    findings,
    walk: walk ? walkFlow(flow, tools, walk).map((step) => ({ ...step, visited: [...step.visited] })) : null,
  };
}
