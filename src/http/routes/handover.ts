import { z } from "@hono/zod-openapi";
import { valueOf } from "../../platform/errors.ts";
import { messageSchema, standingSchema } from "../conversation-schema.ts";
import { endpoint } from "../endpoint.ts";
import { derivedId } from "../idempotency.ts";
import { limitMessages } from "../limit-messages.ts";
import { representMessage, representStanding } from "../represent.ts";
import { callerId, idParam, json, TEXT_CHARACTERS } from "../schemas.ts";
import { readUserText } from "../user-parts.ts";

const tags = ["Handover"];
const mostCharacters = 1000;
const standsNow = { description: "Where the conversation stands now.", content: json(standingSchema) };

const handoverBody = z.object({
  reason: z
    .string()
    .max(mostCharacters, `must hold at most ${mostCharacters} characters`)
    .optional()
    .openapi({ description: "For staff: customers are not told.", example: "Khách muốn nói chuyện với nhân viên" }),
});

export const takeOver = endpoint(
  {
    policy: "participant",
    method: "post",
    path: "/v1/conversations/{id}/handover",
    operationId: "takeOver",
    summary: "Hand over to staff",
    description:
      "For staff who take over, and for customers who ask for them. From here on the bot says nothing: an answer that is being given ends " +
      "(its stream in `abort`) with what was said, and no word of it comes after `handover.started` in the log. Messages that waited, and " +
      "those that follow, are kept for staff: `POST …/messages` answers `message: null` with the state `handover`. Until staff give it back, " +
      "nothing can be answered again, edited or chosen. Taken over again, nothing happens.",
    tags,
    request: { params: idParam("conv_019aa0c4"), body: { content: json(handoverBody) } },
    responses: { 200: standsNow },
    problems: ["not_found", "rate_limited"],
  },
  async (context) => {
    const { ports } = context.env;
    const caller = context.get("caller");
    const address = { tenantId: caller.tenantId, conversationId: context.req.valid("param").id };
    await limitMessages(ports, caller);
    const { reason = null } = context.req.valid("json");
    return context.json(representStanding(valueOf(await ports.conversations(address).takeOver(address, caller.actor, reason))), 200);
  },
);

const staffMessageBody = z.object({
  id: callerId
    .optional()
    .openapi({ description: "An id of your own. The same id again is the same message; another message's is refused (409)." }),
  text: z.string().openapi({ description: `At most ${TEXT_CHARACTERS} characters.`, example: "Chào anh, em là Hà ở cửa hàng ạ." }),
});

export const sendStaffMessage = endpoint(
  {
    policy: "owner",
    method: "post",
    path: "/v1/conversations/{id}/staff-messages",
    operationId: "sendStaffMessage",
    summary: "Speak as staff",
    description: "Only while staff have the conversation: take over first.",
    tags,
    request: { params: idParam("conv_019aa0c4"), body: { required: true, content: json(staffMessageBody) } },
    responses: { 200: { description: "The message as it is kept.", content: json(messageSchema) } },
    problems: ["not_found", "conflict"],
  },
  async (context) => {
    const { tenantId, actor } = context.get("caller");
    const address = { tenantId, conversationId: context.req.valid("param").id };
    const body = context.req.valid("json");
    const [part] = readUserText(body.text);
    const text = part?.type === "text" ? part.text : body.text;
    const said = { id: body.id ?? derivedId(context, "msg"), text };
    return context.json(representMessage(valueOf(await context.env.ports.conversations(address).staffSay(address, actor, said))), 200);
  },
);

export const giveBack = endpoint(
  {
    policy: "owner",
    method: "post",
    path: "/v1/conversations/{id}/release",
    operationId: "giveBack",
    summary: "Give the conversation back to the bot",
    description:
      "It goes on in the state in which it was taken over. What customers wrote meanwhile is in the history and is not answered by itself: " +
      "`POST …/regenerate` has the bot answer it, where staff have said nothing since. Given back already, nothing happens.",
    tags,
    request: { params: idParam("conv_019aa0c4") },
    responses: { 200: standsNow },
    problems: ["not_found"],
  },
  async (context) => {
    const { tenantId, actor } = context.get("caller");
    const address = { tenantId, conversationId: context.req.valid("param").id };
    return context.json(representStanding(valueOf(await context.env.ports.conversations(address).giveBack(address, actor))), 200);
  },
);
