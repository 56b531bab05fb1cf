import { valueOf } from "../../platform/errors.ts";
import { standingSchema } from "../conversation-schema.ts";
import { endpoint } from "../endpoint.ts";
import { limitMessages } from "../limit-messages.ts";
import { representStanding } from "../represent.ts";
import { idParam, json } from "../schemas.ts";

export const closeConversation = endpoint(
  {
    policy: "participant",
    method: "post",
    path: "/v1/conversations/{id}/close",
    operationId: "closeConversation",
    summary: "Say goodbye",
    description:
      "The bot says goodbye, and the state is `closed`; staff who had taken over have given it back with that. Closed again it stays as it " +
      "is. Who writes into a closed conversation opens it again, with its history.",
    tags: ["Conversations"],
    request: { params: idParam("conv_019aa0c4") },
    responses: { 200: { description: "Where the conversation stands now.", content: json(standingSchema) } },
    problems: ["not_found", "turn_running", "rate_limited"],
  },
  async (context) => {
    const { ports } = context.env;
    const caller = context.get("caller");
    const address = { tenantId: caller.tenantId, conversationId: context.req.valid("param").id };
    await limitMessages(ports, caller);
    return context.json(representStanding(valueOf(await ports.conversations(address).close(address, caller.actor))), 200);
  },
);
