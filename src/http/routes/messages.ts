import { z } from "@hono/zod-openapi";
import { EdgewiseError, valueOf } from "../../platform/errors.ts";
import { failedTurn, listedMessageSchema, partSchema, settledTurnSchema } from "../conversation-schema.ts";
import { readCursor, writeCursor } from "../cursor.ts";
import { endpoint } from "../endpoint.ts";
import { answerStream, streamContent } from "../event-stream.ts";
import { idFromKey } from "../idempotency.ts";
import { keepParts } from "../keep-parts.ts";
import { limitMessages } from "../limit-messages.ts";
import { readPage } from "../released.ts";
import { representListed, representTurn } from "../represent.ts";
import { callerId, feedOf, feedQuery, idParam, json, metadata, MOST_FILES, MOST_PARTS, TEXT_CHARACTERS } from "../schemas.ts";
import { readUserParts, readUserText, type UserPart } from "../user-parts.ts";
import { wantsStream } from "../wants-stream.ts";

const tags = ["Messages"];

export const listMessages = endpoint(
  {
    policy: "participant",
    method: "get",
    path: "/v1/conversations/{id}/messages",
    operationId: "listMessages",
    summary: "List a conversation's messages",
    description:
      "The first page holds the newest messages, and each next page the ones before: pages go back in time, and within a page the " +
      "oldest comes first. A page of long messages may hold fewer than `limit`: `has_more` says whether there are older ones.",
    tags,
    request: { params: idParam("conv_019aa0c4"), query: z.object(feedQuery) },
    responses: { 200: { description: "A page of messages.", content: json(feedOf(listedMessageSchema)) } },
    problems: ["not_found"],
  },
  async (context) => {
    const { tenantId, actor } = context.get("caller");
    const { limit, cursor } = context.req.valid("query");
    const address = { tenantId, conversationId: context.req.valid("param").id };
    const beforeSeq = cursor === undefined ? null : readCursor(cursor);
    const page = await readPage(context.env.ports, address, actor, { beforeSeq, limit });
    const next = page.nextBeforeSeq === null ? null : writeCursor(page.nextBeforeSeq);
    const data = page.messages.toReversed().map((message) => representListed(message, page));
    return context.json({ data, next_cursor: next, has_more: next !== null }, 200);
  },
);

const sendBody = z
  .object({
    id: callerId.optional().openapi({
      description:
        "An id of your own. The same id again is the same message and the same turn; with other words, or where an answer or staff's " +
        "message has it, it is refused (409).",
    }),
    text: z
      .string()
      .optional()
      .openapi({ description: `At most ${TEXT_CHARACTERS} characters.`, example: "Cho tôi xem laptop dưới 20 triệu" }),
    parts: z
      .array(partSchema)
      .optional()
      .openapi({
        description: `In place of \`text\`: at most ${MOST_PARTS} parts, of type \`text\`, or \`file\` with a \`file_id\` (or the \`url\`) of \`POST /v1/files\`, at most ${MOST_FILES}.`,
      }),
    metadata: metadata.optional(),
    edits: callerId.optional().openapi({
      description:
        "The id of an earlier user message, beside which this one is put: the conversation goes on from here, and the earlier branch is " +
        "kept. Refused (409) where staff have spoken since that message.",
    }),
  })
  .openapi("NewMessage", { example: { text: "Cho tôi xem laptop dưới 20 triệu" } });

export const sendMessage = endpoint(
  {
    policy: "participant",
    method: "post",
    path: "/v1/conversations/{id}/messages",
    operationId: "sendMessage",
    summary: "Say something, and be answered",
    description:
      "With `Accept: text/event-stream` the answer streams; otherwise it comes whole when the turn has ended. A client that " +
      "disconnects stops nothing: attach again with `GET …/stream`, or send the same message with the same `id`.",
    tags,
    request: { params: idParam("conv_019aa0c4"), body: { required: true, content: json(sendBody) } },
    responses: { 200: { description: `The answer. ${failedTurn}`, content: { ...json(settledTurnSchema), ...streamContent } } },
    problems: ["not_found", "turn_running", "conflict", "unprocessable", "rate_limited"],
    idempotency: "derived-id",
  },
  async (context) => {
    const { ports } = context.env;
    const caller = context.get("caller");
    const body = context.req.valid("json");
    const address = { tenantId: caller.tenantId, conversationId: context.req.valid("param").id };
    const conversation = ports.conversations(address);
    const said = readContent(body, context.req.url);
    await limitMessages(ports, caller);
    const input = {
      address,
      actor: caller.actor,
      messageId: body.id ?? idFromKey(context, "msg"),
      parts: await keepParts(ports, caller, address.conversationId, said),
      metadata: body.metadata ?? {},
      trigger: "submit" as const,
      edits: body.edits ?? null,
      requestId: null,
    };
    if (wantsStream(context.req.header("accept"))) return answerStream(valueOf(await conversation.sendAndStream(input)));
    return context.json(representTurn(valueOf(await conversation.sendAndWait(input))), 200);
  },
);

function readContent({ text, parts }: z.infer<typeof sendBody>, url: string): UserPart[] {
  if ((text === undefined) === (parts === undefined)) {
    const errors = [{ path: "text", message: "or parts is required, and only one of the two" }];
    throw new EdgewiseError("invalid_request", 'Say it either as {"text": "…"} or as {"parts": [{"type": "text", "text": "…"}]}.', {
      errors,
    });
  }
  return parts ? readUserParts(parts, "parts", new URL(url).origin) : readUserText(text ?? "");
}
