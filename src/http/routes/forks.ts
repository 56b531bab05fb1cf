import { z } from "@hono/zod-openapi";
import type { Actor, Address, ForkOrigin } from "../../conversations/index.ts";
import { valueOf } from "../../platform/errors.ts";
import type { ConversationRecord } from "../../transcript/index.ts";
import { standingSchema } from "../conversation-schema.ts";
import { endpoint } from "../endpoint.ts";
import { derivedId } from "../idempotency.ts";
import type { AppPorts } from "../ports.ts";
import { representStanding } from "../represent.ts";
import { callerId, idParam, json } from "../schemas.ts";

const tags = ["Conversations"];

const forkBody = z.object({
  at_message_id: callerId
    .optional()
    .openapi({ description: "The last message of the fork, on any branch. Without it, the last one there is." }),
  conversation_id: callerId.optional().openapi({ description: "An id of your own for the fork; it must be new." }),
});

export const forkConversation = endpoint(
  {
    policy: "owner",
    method: "post",
    path: "/v1/conversations/{id}/fork",
    operationId: "forkConversation",
    summary: "Try another course",
    description:
      "A new conversation of the same user and bot, with the history up to a message, message ids included, in the state of that place. " +
      "Its origin is not touched, and neither is the world: tools that would change it answer from what the origin has recorded, or as a " +
      "dry run, until `POST …/effects/release`. A fork at a user message waits for `POST …/regenerate`.",
    tags,
    request: { params: idParam("conv_019aa0c4"), body: { content: json(forkBody) } },
    responses: { 201: { description: "The fork.", content: json(standingSchema) } },
    problems: ["not_found", "conflict"],
  },
  async (context) => {
    const { ports } = context.env;
    const { tenantId, actor } = context.get("caller");
    const body = context.req.valid("json");
    const origin = { conversationId: context.req.valid("param").id, atMessageId: body.at_message_id ?? null };
    const address = { tenantId, conversationId: body.conversation_id ?? derivedId(context, "conv") };
    const record = await fork(ports, address, actor, origin, body.conversation_id === undefined);
    return context.json(representStanding(record), 201);
  },
);

/** @param ownId this request made the id: what is there under it, an earlier run of the same request has begun. */
async function fork(ports: AppPorts, address: Address, actor: Actor, origin: ForkOrigin, ownId: boolean): Promise<ConversationRecord> {
  const conversation = ports.conversations(address);
  const forked = await conversation.fork(address, actor, origin);
  if (!forked.ok && forked.error.code === "conflict" && ownId) return valueOf(await conversation.read(address, actor));
  return valueOf(forked);
}

export const releaseEffects = endpoint(
  {
    policy: "owner",
    method: "post",
    path: "/v1/conversations/{id}/effects/release",
    operationId: "releaseEffects",
    summary: "Let a fork's tools loose",
    description:
      "From here on its tools change the world, as those of any conversation. What they only seemed to do before is not made up for. " +
      "Of a conversation that is no fork, nothing changes.",
    tags,
    request: { params: idParam("conv_019aa0c4") },
    responses: { 200: { description: "Where the conversation stands now.", content: json(standingSchema) } },
    problems: ["not_found", "turn_running"],
  },
  async (context) => {
    const { tenantId, actor } = context.get("caller");
    const address = { tenantId, conversationId: context.req.valid("param").id };
    return context.json(representStanding(valueOf(await context.env.ports.conversations(address).letLoose(address, actor))), 200);
  },
);
