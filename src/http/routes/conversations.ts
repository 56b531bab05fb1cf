import { z } from "@hono/zod-openapi";
import { valueOf } from "../../platform/errors.ts";
import { conversationSchema, startedSchema } from "../conversation-schema.ts";
import { endpoint } from "../endpoint.ts";
import { derivedId } from "../idempotency.ts";
import { participantOf } from "../participant.ts";
import { readPage, readRecord } from "../released.ts";
import { representConversation, representStart } from "../represent.ts";
import { callerId, idParam, json, language, metadata } from "../schemas.ts";

const LOGGED_MESSAGES = 200;
const tags = ["Conversations"];

const startBody = z.object({
  bot_id: callerId.optional().openapi({ description: "Without it, the tenant's default bot.", example: "bot_demo" }),
  user_id: callerId.optional().openapi({
    description: "Without it, whoever has the `conversation_id` already, else a new user. A visitor leaves it out.",
    example: "customer-42",
  }),
  skill_id: callerId.optional().openapi({
    description:
      "A business capability of the tenant's. One that does not exist is refused (404); while Postgres is away it is taken as it is.",
    example: "skill_demo_shop",
  }),
  conversation_id: callerId.optional().openapi({ description: "An id of your own. The same id again is the same conversation." }),
  metadata: metadata.optional(),
  language: language.optional(),
});

const started = { content: json(startedSchema) };

export const startConversation = endpoint(
  {
    policy: "participant",
    method: "post",
    path: "/v1/conversations",
    operationId: "startConversation",
    summary: "Start a conversation",
    description:
      "The bot greets first. With a `conversation_id` that is there already and is not another user's, nothing new begins: 200 with what is there.",
    tags,
    request: { body: { content: json(startBody) } },
    responses: {
      201: { description: "A new conversation, with the bot's greeting.", ...started },
      200: { description: "The conversation was there already.", ...started },
    },
    problems: ["forbidden", "not_found", "conversation_id_taken"],
  },
  async (context) => {
    const { conversations } = context.env.ports;
    const caller = context.get("caller");
    const body = context.req.valid("json");
    const address = { tenantId: caller.tenantId, conversationId: body.conversation_id ?? derivedId(context, "conv") };
    const result = valueOf(
      await conversations(address).start({
        address,
        actor: caller.actor,
        ...participantOf(caller, body),
        skillId: body.skill_id ?? null,
        language: body.language ?? null,
        metadata: body.metadata ?? {},
        greet: true,
      }),
    );
    // Under an id that this request made it is new, even where an earlier run of the same request began it.
    return context.json(representStart(result), result.created || body.conversation_id === undefined ? 201 : 200);
  },
);

export const readConversation = endpoint(
  {
    policy: "participant",
    method: "get",
    path: "/v1/conversations/{id}",
    operationId: "readConversation",
    summary: "Read a conversation",
    description: "What the live conversation says of itself: its state, the tools of that state, and its last messages.",
    tags,
    request: { params: idParam("conv_019aa0c4") },
    responses: { 200: { description: "The conversation.", content: json(conversationSchema) } },
    problems: ["not_found"],
  },
  async (context) => {
    const { ports } = context.env;
    const { tenantId, actor } = context.get("caller");
    const address = { tenantId, conversationId: context.req.valid("param").id };
    const latest = { beforeSeq: null, limit: LOGGED_MESSAGES, textOnly: true } as const;
    const [record, { messages }] = await Promise.all([readRecord(ports, address, actor), readPage(ports, address, actor, latest)]);
    return context.json(representConversation(record, messages.toReversed()), 200);
  },
);
