import { z } from "@hono/zod-openapi";
import { valueOf } from "../../platform/errors.ts";
import { standingSchema } from "../conversation-schema.ts";
import { endpoint } from "../endpoint.ts";
import { limitMessages } from "../limit-messages.ts";
import { representStanding } from "../represent.ts";
import { callerId, idParam, json } from "../schemas.ts";

const selectBody = z.object({
  message_id: callerId.openapi({ description: "Any message of the branch, e.g. one of `branch.message_ids`." }),
});

export const selectBranch = endpoint(
  {
    policy: "participant",
    method: "post",
    path: "/v1/conversations/{id}/branches/select",
    operationId: "selectBranch",
    summary: "Go on from another branch",
    description:
      "Regenerated answers and edited messages stand beside the earlier ones. From here on the conversation is the branch on which the " +
      "message is, up to its newest end, in the state in which it was left there.",
    tags: ["Messages"],
    request: { params: idParam("conv_019aa0c4"), body: { required: true, content: json(selectBody) } },
    responses: { 200: { description: "Where the conversation stands now.", content: json(standingSchema) } },
    problems: ["not_found", "turn_running", "conflict", "rate_limited"],
  },
  async (context) => {
    const { ports } = context.env;
    const caller = context.get("caller");
    const address = { tenantId: caller.tenantId, conversationId: context.req.valid("param").id };
    await limitMessages(ports, caller);
    const { message_id: messageId } = context.req.valid("json");
    return context.json(representStanding(valueOf(await ports.conversations(address).selectBranch(address, caller.actor, messageId))), 200);
  },
);
