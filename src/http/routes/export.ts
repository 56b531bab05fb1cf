import { z } from "@hono/zod-openapi";
import { exportOf } from "../../replay/index.ts";
import { endpoint } from "../endpoint.ts";
import { openExport, type ExportSource } from "../exported.ts";
import { anyObject, idParam, json, jsonObject, timestamp } from "../schemas.ts";

const exported = z
  .object({
    format: z.literal("edgewise.conversation"),
    version: z.number().int(),
    exported_at: timestamp,
    conversation: jsonObject.openapi({
      ...anyObject,
      description: "Where it stands, with the bot that it began with, as the object keeps it.",
    }),
    rows: z.array(jsonObject).openapi({
      description: "Every row of its log with its link in the hash chain, oldest first. Answers bring their stream and their recording.",
    }),
  })
  .openapi("ExportedConversation");

export const exportConversation = endpoint(
  {
    policy: "owner",
    method: "get",
    path: "/v1/conversations/{id}/export",
    operationId: "exportConversation",
    summary: "Export a conversation",
    description:
      "The whole conversation as one document, with all that its turns have taken from the outside: `npm run replay -- <file>` runs it " +
      "again anywhere, with the network off, to the same hash chain. It is streamed: a document that does not end is not whole.",
    tags: ["Conversations"],
    request: { params: idParam("conv_019aa0c4") },
    responses: { 200: { description: "The document.", content: json(exported) } },
    problems: ["not_found"],
  },
  async (context) => {
    const { ports } = context.env;
    const { tenantId, actor } = context.get("caller");
    const conversationId = context.req.valid("param").id;
    const source = await openExport(ports, { tenantId, conversationId }, actor);
    return new Response(streamOf(documentOf(source, ports.clock.now())), { headers: { "content-type": "application/json" } });
  },
);

async function* documentOf(source: ExportSource, now: number): AsyncGenerator<string, void> {
  yield JSON.stringify(exportOf(source.conversation, [], now)).slice(0, -"]}".length);
  let comma = "";
  for await (const page of source.pages()) {
    if (page.length > 0) yield comma + page.map((row) => JSON.stringify(row)).join(",");
    comma = ",";
  }
  yield "]}";
}

/** One text after another, as fast as they are read. */
function streamOf(texts: AsyncGenerator<string, void>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await texts.next();
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    cancel: async () => void (await texts.return()),
  });
}
