import { z } from "@hono/zod-openapi";
import { explainLetter, listDeadLetters, replayLetter, replayLetters, type StoredDeadLetter } from "../../history/index.ts";
import type { JsonValue } from "../../platform/ports.ts";
import { endpoint } from "../endpoint.ts";
import type { AppPorts } from "../ports.ts";
import { representTime } from "../represent.ts";
import { json, listOf, pageQuery, timestamp } from "../schemas.ts";

const deadLetter = z
  .object({
    id: z.string(),
    queue: z.string().openapi({ example: "history" }),
    body: z.custom<JsonValue>((value) => value !== undefined).openapi({ type: "object", description: "The queue message: ids, not data." }),
    attempts: z.number().int(),
    reason: z.string().nullable().openapi({ description: "What was said when it failed, as it was said." }),
    explanation: z.string().openapi({ description: "What it was, why it died, and what became of the conversation." }),
    what_to_do: z.string(),
    replayable: z.boolean(),
    replayed_at: timestamp.nullable(),
    died_at: timestamp,
  })
  .openapi("DeadLetter");

/** Made by queues and by us, longer than a caller's id and full of brackets. */
const letterId = z.object({
  id: z
    .string()
    .min(1)
    .max(2000)
    .openapi({ param: { name: "id", in: "path" }, example: '["history","demo","conv_019aa0c4",12]', description: "Percent-encoded." }),
});

const tags = ["Service"];

export const listDead = endpoint(
  {
    policy: "owner",
    method: "get",
    path: "/v1/dead-letters",
    operationId: "listDeadLetters",
    summary: "List queue messages that ran out of tries",
    description:
      "Newest first, each with why it died and what to do. A letter leaves the list once Postgres holds what it rang for, replayed or not.",
    tags,
    request: { query: z.object(pageQuery) },
    responses: { 200: { description: "A page of dead letters.", content: json(listOf(deadLetter)) } },
  },
  async (context) => {
    const { page, per_page } = context.req.valid("query");
    const found = await listDeadLetters(context.env.ports.db, context.get("caller").tenantId, { page, perPage: per_page });
    return context.json({ ...found, data: found.data.map(represent) }, 200);
  },
);

const replayed = z
  .object({
    id: z.string(),
    outcome: z.enum(["queued", "written"]).openapi({
      description: "`queued`: it is back in its queue, and leaves the list when its conversation was written. `written`: it was already.",
    }),
    replayed_at: timestamp,
  })
  .openapi("ReplayedDeadLetter");

export const replayDead = endpoint(
  {
    policy: "owner",
    method: "post",
    path: "/v1/dead-letters/{id}/replay",
    operationId: "replayDeadLetter",
    summary: "Put a dead letter back into its queue",
    description: "Replaying twice is harmless. A letter that has no way back is 422, with why.",
    tags,
    request: { params: letterId },
    responses: { 200: { description: "It is on its way, or was written meanwhile.", content: json(replayed) } },
    problems: ["not_found", "unprocessable"],
  },
  async (context) => {
    const { ports } = context.env;
    const { id, outcome, replayedAt } = await replayLetter(ringing(ports), context.get("caller").tenantId, context.req.valid("param").id);
    return context.json({ id, outcome, replayed_at: representTime(replayedAt) }, 200);
  },
);

const replayedAll = z
  .object({
    queued: z.number().int().openapi({ description: "Put back into their queue." }),
    written: z.number().int().openapi({ description: "Gone, because Postgres holds by now what they rang for." }),
    unreplayable: z.number().int().openapi({ description: "Left, because they have no way back." }),
    remaining: z.number().int().openapi({ description: "Not come to: call again." }),
  })
  .openapi("ReplayedDeadLetters");

export const replayAllDead = endpoint(
  {
    policy: "owner",
    method: "post",
    path: "/v1/dead-letters/replay",
    operationId: "replayDeadLetters",
    summary: "Put all dead letters back into their queues",
    description: "Up to 500 a call, those first that were never replayed.",
    tags,
    responses: { 200: { description: "How many.", content: json(replayedAll) } },
  },
  async (context) => context.json(await replayLetters(ringing(context.env.ports), context.get("caller").tenantId), 200),
);

const ringing = ({ db, clock, queue }: AppPorts) => ({ db, clock, ringHistory: queue.ring });

function represent(letter: StoredDeadLetter) {
  const { explanation, whatToDo, replayable } = explainLetter(letter);
  return {
    id: letter.id,
    queue: letter.queue,
    body: letter.body,
    attempts: letter.attempts,
    reason: letter.reason,
    explanation,
    what_to_do: whatToDo,
    replayable,
    replayed_at: letter.replayedAt === null ? null : representTime(letter.replayedAt),
    died_at: representTime(letter.diedAt),
  };
}
