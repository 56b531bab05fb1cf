import { z } from "@hono/zod-openapi";
import { deleteAction, listActions, putAction, readAction, rotateSecret } from "../../actions/index.ts";
import { action, actionBody, actionParam, actionSecret, newAction, representAction } from "../action-schema.ts";
import { endpoint } from "../endpoint.ts";
import { derivedSecret } from "../idempotency.ts";
import { etagOf, expectedIn, ifMatch, withEtag } from "../revision.ts";
import { json, listOf, pageQuery } from "../schemas.ts";

const tags = ["Actions"];

const listQuery = z.object({
  ...pageQuery,
  sort: z.enum(["name"], "must be name").default("name"),
  order: z.enum(["asc", "desc"], "must be asc or desc").default("asc"),
  q: z.string().max(100, "must be at most 100 characters").optional().openapi({ description: "Part of a name." }),
});

export const listAllActions = endpoint(
  {
    policy: "owner",
    method: "get",
    path: "/v1/actions",
    operationId: "listActions",
    summary: "List actions",
    description: "What the tool `trigger_web_hook` can carry out: a model names one of them, and never an address.",
    tags,
    request: { query: listQuery },
    responses: { 200: { description: "A page of actions.", content: json(listOf(action)) } },
  },
  async (context) => {
    const { page, per_page, order, q } = context.req.valid("query");
    const query = { page, perPage: per_page, order, q: q ?? null };
    const { actions, total } = await listActions(context.env.ports.db, context.get("caller").tenantId, query);
    return context.json({ data: actions.map(representAction), total, page, per_page }, 200);
  },
);

export const readOneAction = endpoint(
  {
    policy: "owner",
    method: "get",
    path: "/v1/actions/{name}",
    operationId: "readAction",
    summary: "Read an action",
    description: "Without its secret. The `ETag` is its revision.",
    tags,
    request: { params: actionParam },
    responses: { 200: { description: "The action.", headers: withEtag, content: json(action) } },
    problems: ["not_found"],
  },
  async (context) => {
    const found = await readAction(context.env.ports.db, context.get("caller").tenantId, context.req.valid("param").name);
    return context.json(representAction(found), 200, { etag: etagOf(found) });
  },
);

export const putOneAction = endpoint(
  {
    policy: "owner",
    method: "put",
    path: "/v1/actions/{name}",
    operationId: "putAction",
    summary: "Register an action, or change it",
    description:
      "Its endpoint is sent `POST` with `Idempotency-Key`, and the headers `webhook-id`, `webhook-timestamp` and `webhook-signature` of " +
      "Standard Webhooks. It answers `{status: pending | confirmed | rejected, reference?, …}`, which makes the conversation `purchasing`, " +
      "`completed` or `closed`. The address is https on a public host. Changing an action keeps its secret.",
    tags,
    request: { params: actionParam, headers: ifMatch, body: { required: true, content: json(actionBody) } },
    responses: {
      200: { description: "The action as it is now.", headers: withEtag, content: json(action) },
      201: { description: "The new action, with its secret, shown this once.", headers: withEtag, content: json(newAction) },
    },
    problems: ["conflict", "precondition_failed", "unprocessable"],
  },
  async (context) => {
    const { action: put, secret } = await putAction(context.env.ports, {
      tenantId: context.get("caller").tenantId,
      name: context.req.valid("param").name,
      content: context.req.valid("json"),
      expected: expectedIn(context.req.valid("header")),
      secretBytes: await derivedSecret(context, "action"),
    });
    const headers = { etag: etagOf(put) };
    if (secret !== null) return context.json({ ...representAction(put), secret }, 201, headers);
    return context.json(representAction(put), 200, headers);
  },
);

export const deleteOneAction = endpoint(
  {
    policy: "owner",
    method: "delete",
    path: "/v1/actions/{name}",
    operationId: "deleteAction",
    summary: "Delete an action",
    description: "Nobody can call it any more, and what was begun under it cannot be asked about.",
    tags,
    request: { params: actionParam, headers: ifMatch },
    responses: { 204: { description: "There is no such action any more." } },
    problems: ["not_found", "precondition_failed"],
  },
  async (context) => {
    const expected = expectedIn(context.req.valid("header"));
    await deleteAction(context.env.ports, context.get("caller").tenantId, context.req.valid("param").name, expected);
    return context.body(null, 204);
  },
);

export const rotateActionSecret = endpoint(
  {
    policy: "owner",
    method: "post",
    path: "/v1/actions/{name}/secret",
    operationId: "rotateActionSecret",
    summary: "Give an action another secret",
    description: "For a day requests are signed with both, in one header, so that the endpoint can be brought along without a gap.",
    tags,
    request: { params: actionParam },
    responses: { 200: { description: "The secret, shown this once.", content: json(actionSecret) } },
    problems: ["not_found"],
  },
  async (context) => {
    const { name } = context.req.valid("param");
    const bytes = await derivedSecret(context, "action");
    const { secret, previousUntil } = await rotateSecret(context.env.ports, context.get("caller").tenantId, name, bytes);
    return context.json({ name, secret, previous_until: previousUntil?.toISOString() ?? null }, 200);
  },
);
