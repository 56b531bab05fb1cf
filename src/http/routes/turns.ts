import { valueOf } from "../../platform/errors.ts";
import { stoppedSchema } from "../conversation-schema.ts";
import { endpoint } from "../endpoint.ts";
import { answerNoStream, answerStream, lastEventId, streamContent } from "../event-stream.ts";
import { idParam, json } from "../schemas.ts";

const tags = ["Turns"];

export const streamTurn = endpoint(
  {
    policy: "participant",
    method: "get",
    path: "/v1/conversations/{id}/stream",
    operationId: "streamTurn",
    summary: "Attach to the running turn",
    description: "From its first event, or after `Last-Event-ID`.",
    tags,
    request: { params: idParam("conv_019aa0c4"), headers: lastEventId },
    responses: { 200: { description: "The turn's events.", content: streamContent }, 204: { description: "No turn is running." } },
    problems: ["not_found"],
  },
  async (context) => {
    const { tenantId, actor } = context.get("caller");
    const address = { tenantId, conversationId: context.req.valid("param").id };
    const after = context.req.valid("header")["Last-Event-ID"] ?? null;
    const stream = valueOf(await context.env.ports.conversations(address).attach(address, actor, after));
    return stream === null ? answerNoStream(context) : answerStream(context, stream);
  },
);

export const stopTurn = endpoint(
  {
    policy: "participant",
    method: "post",
    path: "/v1/conversations/{id}/stop",
    operationId: "stopTurn",
    summary: "Stop the running turn",
    description: "What was said so far is kept and marked `stopped`.",
    tags,
    request: { params: idParam("conv_019aa0c4") },
    responses: { 200: { description: "No turn is running any more.", content: json(stoppedSchema) } },
    problems: ["not_found"],
  },
  async (context) => {
    const { tenantId, actor } = context.get("caller");
    const address = { tenantId, conversationId: context.req.valid("param").id };
    return context.json(valueOf(await context.env.ports.conversations(address).stop(address, actor)), 200);
  },
);
