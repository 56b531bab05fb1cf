import { z } from "@hono/zod-openapi";
import { listDeadLetters, type StoredDeadLetter } from "../../history/index.ts";
import type { JsonValue } from "../../platform/ports.ts";
import { endpoint } from "../endpoint.ts";
import { representTime } from "../represent.ts";
import { json, listOf, pageQuery, timestamp } from "../schemas.ts";

const deadLetter = z
  .object({
    id: z.string(),
    queue: z.string().openapi({ example: "history" }),
    body: z.custom<JsonValue>((value) => value !== undefined).openapi({ type: "object", description: "The queue message: ids, not data." }),
    attempts: z.number().int(),
    reason: z.string().nullable(),
    died_at: timestamp,
  })
  .openapi("DeadLetter");

export const listDead = endpoint(
  {
    policy: "owner",
    method: "get",
    path: "/v1/dead-letters",
    operationId: "listDeadLetters",
    summary: "List queue messages that ran out of tries",
    description: "Newest first. Nothing is lost with them: a conversation keeps what Postgres does not have yet, and the sweep asks again.",
    tags: ["Service"],
    request: { query: z.object(pageQuery) },
    responses: { 200: { description: "A page of dead letters.", content: json(listOf(deadLetter)) } },
  },
  async (context) => {
    const { page, per_page } = context.req.valid("query");
    const found = await listDeadLetters(context.env.ports.db, context.get("caller").tenantId, { page, perPage: per_page });
    return context.json({ ...found, data: found.data.map(represent) }, 200);
  },
);

function represent({ id, queue, body, attempts, reason, diedAt }: StoredDeadLetter) {
  return { id, queue, body, attempts, reason, died_at: representTime(diedAt) };
}
