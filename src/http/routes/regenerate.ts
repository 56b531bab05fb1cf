import { z } from "@hono/zod-openapi";
import type { SendInput } from "../../conversations/index.ts";
import { valueOf } from "../../platform/errors.ts";
import { failedTurn, settledTurnSchema } from "../conversation-schema.ts";
import { endpoint } from "../endpoint.ts";
import { answerStream, streamContent } from "../event-stream.ts";
import { idFromKey } from "../idempotency.ts";
import { limitMessages } from "../limit-messages.ts";
import { representTurn } from "../represent.ts";
import { callerId, idParam, json } from "../schemas.ts";
import { wantsStream } from "../wants-stream.ts";

const regenerateBody = z.object({
  message_id: callerId.optional().openapi({ description: "The user message to answer again. Without it, the last one.", example: "m1" }),
});

export const regenerate = endpoint(
  {
    policy: "participant",
    method: "post",
    path: "/v1/conversations/{id}/regenerate",
    operationId: "regenerate",
    summary: "Answer a message again",
    description:
      "The new answer stands beside the earlier ones, which are kept as branches, and the conversation goes on from it. It begins where " +
      "the message was asked: with the state and the history of that place. What a tool has done in the world is not done a second time. A message since " +
      "which staff have spoken is not answered again (409): say it in a new message, or fork the conversation at it.",
    tags: ["Turns"],
    request: { params: idParam("conv_019aa0c4"), body: { content: json(regenerateBody) } },
    responses: { 200: { description: `The new answer. ${failedTurn}`, content: { ...json(settledTurnSchema), ...streamContent } } },
    problems: ["not_found", "turn_running", "conflict", "unprocessable", "rate_limited"],
    idempotency: "derived-id",
  },
  async (context) => {
    const { ports } = context.env;
    const caller = context.get("caller");
    await limitMessages(ports, caller);
    const input: SendInput = {
      address: { tenantId: caller.tenantId, conversationId: context.req.valid("param").id },
      actor: caller.actor,
      messageId: context.req.valid("json").message_id ?? null,
      parts: [],
      metadata: {},
      trigger: "retry",
      requestId: idFromKey(context, "turn"),
      edits: null,
    };
    const conversation = ports.conversations(input.address);
    if (wantsStream(context.req.header("accept"))) return answerStream(valueOf(await conversation.sendAndStream(input)));
    return context.json(representTurn(valueOf(await conversation.sendAndWait(input))), 200);
  },
);
