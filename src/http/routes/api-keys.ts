import { z } from "@hono/zod-openapi";
import { createApiKey, listApiKeys, revokeApiKey, type ApiKeyRecord } from "../../access/index.ts";
import { endpoint } from "../endpoint.ts";
import { derivedId, derivedSecret } from "../idempotency.ts";
import { idParam, json, listOf, pageQuery, timestamp } from "../schemas.ts";

const tags = ["Access"];

const apiKey = z
  .object({
    id: z.string(),
    name: z.string(),
    prefix: z.string().openapi({ description: "The first characters, by which you tell keys apart.", example: "ew_live_7Qx2" }),
    created_at: timestamp,
    revoked_at: timestamp.nullable(),
  })
  .openapi("ApiKey");

const newApiKey = apiKey
  .extend({ key: z.string().openapi({ description: "The whole key. It is shown this once: keep it in a safe place now." }) })
  .openapi("NewApiKey");

const createBody = z.object({
  name: z
    .string()
    .trim()
    .min(1, "must not be empty")
    .max(100, "must be at most 100 characters")
    .openapi({ example: "Backend of the shop" }),
});

const listQuery = z.object({
  ...pageQuery,
  sort: z.enum(["created_at", "name"], "must be created_at or name").default("created_at"),
  order: z.enum(["asc", "desc"], "must be asc or desc").default("desc"),
  q: z.string().max(100, "must be at most 100 characters").optional().openapi({ description: "Part of a name or a prefix." }),
});

export const createKey = endpoint(
  {
    policy: "owner",
    method: "post",
    path: "/v1/api-keys",
    operationId: "createApiKey",
    summary: "Create an API key",
    tags,
    request: { body: { required: true, content: json(createBody) } },
    responses: { 201: { description: "The key, shown this once.", content: json(newApiKey) } },
    problems: ["conflict"],
  },
  async (context) => {
    const id = derivedId(context, "key");
    const secret = await derivedSecret(context, "api-key");
    const { tenantId } = context.get("caller");
    const record = await createApiKey(context.env.ports, tenantId, context.req.valid("json").name, { id, secret });
    return context.json({ ...represent(record), key: record.key }, 201);
  },
);

export const listKeys = endpoint(
  {
    policy: "owner",
    method: "get",
    path: "/v1/api-keys",
    operationId: "listApiKeys",
    summary: "List API keys",
    description: "Revoked keys stay in the list. The keys themselves are never shown again.",
    tags,
    request: { query: listQuery },
    responses: { 200: { description: "A page of keys.", content: json(listOf(apiKey)) } },
  },
  async (context) => {
    const { page, per_page, sort, order, q } = context.req.valid("query");
    const query = { page, perPage: per_page, sort, order, q: q ?? null };
    const { keys, total } = await listApiKeys(context.env.ports, context.get("caller").tenantId, query);
    return context.json({ data: keys.map(represent), total, page, per_page }, 200);
  },
);

export const revokeKey = endpoint(
  {
    policy: "owner",
    method: "delete",
    path: "/v1/api-keys/{id}",
    operationId: "revokeApiKey",
    summary: "Revoke an API key",
    description: "It is refused everywhere within 60 seconds. Revoking it again changes nothing.",
    tags,
    request: { params: idParam("key_019aa0c4") },
    responses: { 204: { description: "The key is revoked." } },
    problems: ["not_found"],
  },
  async (context) => {
    const { tenantId } = context.get("caller");
    await revokeApiKey(context.env.ports, context.env.knownKeys, tenantId, context.req.valid("param").id);
    return context.body(null, 204);
  },
);

function represent(record: ApiKeyRecord): z.infer<typeof apiKey> {
  return {
    id: record.id,
    name: record.name,
    prefix: record.prefix,
    created_at: record.createdAt.toISOString(),
    revoked_at: record.revokedAt?.toISOString() ?? null,
  };
}
