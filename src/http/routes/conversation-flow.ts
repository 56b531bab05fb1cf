import { valueOf } from "../../platform/errors.ts";
import { standingSchema } from "../conversation-schema.ts";
import { endpoint } from "../endpoint.ts";
import { representStanding } from "../represent.ts";
import { idParam, json } from "../schemas.ts";

export const moveToFlow = endpoint(
  {
    policy: "owner",
    method: "post",
    path: "/v1/conversations/{id}/flow",
    operationId: "moveConversationToFlow",
    summary: "Move a running conversation to the flow of today",
    description:
      "A conversation keeps the flow with which it began, until it is moved to the one that its bot follows now: between two turns, with " +
      "`flow.changed` in its log. It stays in its state where the new flow has that, and begins at the initial one otherwise. Following it " +
      "already, nothing happens.",
    tags: ["Conversations"],
    request: { params: idParam("conv_019aa0c4") },
    responses: { 200: { description: "Where the conversation stands now.", content: json(standingSchema) } },
    problems: ["not_found", "turn_running"],
  },
  async (context) => {
    const { tenantId, actor } = context.get("caller");
    const address = { tenantId, conversationId: context.req.valid("param").id };
    return context.json(representStanding(valueOf(await context.env.ports.conversations(address).changeFlow(address, actor))), 200);
  },
);
