import { z } from "@hono/zod-openapi";
import { valueOf } from "../../platform/errors.ts";
import { endpoint } from "../endpoint.ts";
import { answerFeed, lastEventId } from "../event-stream.ts";
import { eventsDescription, feedQueryOf, feedQuerySchema } from "../feed-query.ts";
import { idParam } from "../schemas.ts";

const feedContent = {
  "text/event-stream": {
    schema: z.string().openapi({
      description: "`id` is the event's place, `event` its type, `data` its JSON. A comment every 15 seconds keeps the connection.",
      example:
        'id: 57\nevent: ready\ndata: {"type":"ready","id":"57","last_seq":57,"participants":[]}\n\n' +
        'id: 58\nevent: message.created\ndata: {"type":"message.created","id":"58","seq":58,"turn_id":"turn_019aa0c4",' +
        '"at":"2026-11-20T10:15:30.000Z","message":{"id":"m1","author_type":"user","content":"Chào"}}\n\n',
    }),
  },
};

export const listenToEvents = endpoint(
  {
    policy: "participant",
    method: "get",
    path: "/v1/conversations/{id}/events",
    operationId: "listenToEvents",
    summary: "Everything that happens, as it happens",
    description:
      "The stream stays open, also when the conversation is closed, for it may be opened again. It ends when the conversation is erased, and " +
      "when you read too slowly: come back with `Last-Event-ID`, which takes precedence over `after`. Listening wakes a sleeping conversation.\n\n" +
      eventsDescription,
    tags: ["Events"],
    request: { params: idParam("conv_019aa0c4"), query: feedQuerySchema, headers: lastEventId },
    responses: { 200: { description: "The events.", content: feedContent } },
    problems: ["not_found", "rate_limited"],
  },
  async (context) => {
    const { tenantId, actor } = context.get("caller");
    const address = { tenantId, conversationId: context.req.valid("param").id };
    const asked = feedQueryOf(context.req.valid("query"));
    const after = context.req.valid("header")["Last-Event-ID"] ?? asked.after;
    const feed = await context.env.ports.conversations(address).feed(address, actor, { ...asked, after });
    return answerFeed(valueOf(feed));
  },
);
