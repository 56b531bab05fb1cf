import { z } from "@hono/zod-openapi";
import { valueOf } from "../../platform/errors.ts";
import { endpoint } from "../endpoint.ts";
import { limitMessages } from "../limit-messages.ts";
import { callerId, idParam, json } from "../schemas.ts";

const mostCharacters = 2000;

const feedbackBody = z.object({
  rating: z.enum(["up", "down"], "must be up or down"),
  comment: z.string().max(mostCharacters, `must hold at most ${mostCharacters} characters`).optional(),
});

const feedbackSchema = z
  .object({ message_id: z.string(), rating: z.enum(["up", "down"]), comment: z.string().nullable() })
  .openapi("Feedback");

export const rateMessage = endpoint(
  {
    policy: "participant",
    method: "post",
    path: "/v1/conversations/{id}/messages/{mid}/feedback",
    operationId: "rateMessage",
    summary: "Rate a message",
    description:
      "Kept in the conversation's log as `feedback.given`. Rated again, the last rating counts. While the bot answers, this waits for the " +
      "end of its answer, behind which the rating stands in the log.",
    tags: ["Messages"],
    request: {
      params: idParam("conv_019aa0c4").extend({ mid: callerId.openapi({ param: { name: "mid", in: "path" }, example: "msg_019aa0c4" }) }),
      body: { required: true, content: json(feedbackBody) },
    },
    responses: { 200: { description: "The rating.", content: json(feedbackSchema) } },
    problems: ["not_found", "rate_limited"],
  },
  async (context) => {
    const { ports } = context.env;
    const caller = context.get("caller");
    const { id, mid: messageId } = context.req.valid("param");
    const address = { tenantId: caller.tenantId, conversationId: id };
    const { rating, comment = null } = context.req.valid("json");
    await limitMessages(ports, caller);
    valueOf(await ports.conversations(address).rate(address, caller.actor, { messageId, rating, comment }));
    return context.json({ message_id: messageId, rating, comment }, 200);
  },
);
