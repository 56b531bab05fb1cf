import { stoppedSchema } from "../conversation-schema.ts";
import { endpoint } from "../endpoint.ts";
import { lastEventId, streamContent } from "../event-stream.ts";
import { answerRunningTurn, stopRunningTurn } from "../running-turn.ts";
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
    const after = context.req.valid("header")["Last-Event-ID"];
    return answerRunningTurn(context, context.req.valid("param").id, after, "refuse");
  },
);

export const stopTurn = endpoint(
  {
    policy: "participant",
    method: "post",
    path: "/v1/conversations/{id}/stop",
    operationId: "stopTurn",
    summary: "Stop the running turn",
    description: "What was said so far is kept and marked `stopped`. A message that waited for this turn is answered next.",
    tags,
    request: { params: idParam("conv_019aa0c4") },
    responses: { 200: { description: "The turn that was running has ended; one that waited may follow.", content: json(stoppedSchema) } },
    problems: ["not_found"],
  },
  async (context) => context.json(await stopRunningTurn(context, context.req.valid("param").id), 200),
);
