import { z } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { EventStream } from "../conversations/index.ts";
import { parsePlace } from "../transcript/index.ts";

/** Headers of the AI SDK's UI message stream; proxies must neither keep it, nor compress it, nor wait to fill a buffer. */
const headers = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-cache, no-transform",
  "x-vercel-ai-ui-message-stream": "v1",
  "x-accel-buffering": "no",
};

/** A turn's events as the answer. The client may leave and come back: the turn goes on without it. */
export function answerStream(stream: EventStream): Response {
  return new Response(stream, { headers });
}

/** A feed as the answer. It is no UI message stream: its events are named. */
export function answerFeed(stream: EventStream): Response {
  const { "x-vercel-ai-ui-message-stream": _, ...plain } = headers;
  return new Response(stream, { headers: plain });
}

/** 204: no turn is running. */
export function answerNoStream(context: Context): Response {
  return context.body(null, 204);
}

export const streamContent = {
  "text/event-stream": {
    schema: z.string().openapi({
      description:
        "The AI SDK's UI message stream. Each event is `id: <seq>` and `data: <chunk as JSON>`; the stream ends in a terminal chunk " +
        "(`finish`, `abort`, or `error` then `finish`) and `data: [DONE]`. After a cut, attach again with `Last-Event-ID: <last seq>`.",
      example:
        'id: 7\ndata: {"type":"start","messageId":"msg_019aa0c4"}\n\nid: 8\ndata: {"type":"text-delta","id":"1","delta":"Chào"}\n\n' +
        'id: 12\ndata: {"type":"finish","messageMetadata":{"status":"complete","state":"browsing"}}\n\ndata: [DONE]\n\n',
    }),
  },
};

/** Where a client that was cut off wants to go on. */
export const lastEventId = z.object({
  "Last-Event-ID": z
    .string()
    .transform((id, context) => {
      const place = parsePlace(id);
      if (place === null) context.addIssue({ code: "custom", message: "must be the id of an event, as it was sent" });
      return place ?? z.NEVER;
    })
    .optional()
    .openapi({ type: "string", description: "Only what follows this event is sent; without it, the whole turn.", example: "9" }),
});
