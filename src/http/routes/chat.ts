import { z } from "@hono/zod-openapi";
import type { Caller } from "../../access/index.ts";
import type { EventStream, SendInput, StartInput } from "../../conversations/index.ts";
import { EdgewiseError, valueOf, type Answer } from "../../platform/errors.ts";
import { contentId } from "../../platform/ids.ts";
import { failedTurn, partSchema, stoppedSchema } from "../conversation-schema.ts";
import { endpoint } from "../endpoint.ts";
import { answerStream, lastEventId, streamContent } from "../event-stream.ts";
import { idFromKey } from "../idempotency.ts";
import { keepParts } from "../keep-parts.ts";
import type { BodyLimit } from "../limit-body.ts";
import { limitMessages } from "../limit-messages.ts";
import { participantOf } from "../participant.ts";
import type { AppPorts } from "../ports.ts";
import { answerRunningTurn, stopRunningTurn } from "../running-turn.ts";
import { callerId, idParam, json, language, metadata } from "../schemas.ts";
import { readUserParts, type UserPart } from "../user-parts.ts";
import { invalidRequest } from "../validation.ts";

const tags = ["Chat"];

const uiMessage = z.looseObject({ id: callerId.optional(), role: z.string(), parts: z.array(partSchema), metadata: metadata.nullish() });

const chatBody = z
  .object({
    id: callerId.openapi({ description: "The conversation. It begins with the first message." }),
    messages: z
      .array(z.unknown())
      .min(1, "must hold at least the new message")
      .openapi({
        type: "array",
        items: { type: "object" },
        description: "UI messages. Only the last one is read: history is the server's.",
      }),
    trigger: z.enum(["submit-message", "regenerate-message"], "must be submit-message or regenerate-message").default("submit-message"),
    messageId: callerId.nullish().openapi({
      description:
        "With `submit-message`, and the id of the last message: that message in other words, put beside the earlier one, as `useChat` " +
        "edits. With `regenerate-message` it is not read: the last message of `messages` names the question.",
    }),
    bot_id: callerId.optional().openapi({ description: "For a new conversation; so are the fields below." }),
    user_id: callerId.optional(),
    skill_id: callerId
      .optional()
      .openapi({ description: "One that does not exist is refused (404); while Postgres is away it is taken as it is." }),
    language: language.optional(),
    metadata: metadata.optional(),
  })
  .openapi("ChatRequest", {
    example: {
      id: "chat-1",
      trigger: "submit-message",
      messages: [{ id: "m1", role: "user", parts: [{ type: "text", text: "Cho tôi xem laptop" }] }],
    },
  });

type ChatBody = z.infer<typeof chatBody>;

/** useChat sends the whole history each time, of which only the last message is read. */
const wholeHistory: BodyLimit = {
  most: 4 * 1024 * 1024,
  advice: "Send only the last message: history is the server's. Upload files first: POST /v1/files.",
};

export const chat = endpoint(
  {
    policy: "participant",
    method: "post",
    path: "/v1/chat",
    operationId: "chat",
    summary: "Chat with the AI SDK's useChat",
    description:
      "What `DefaultChatTransport` sends. The conversation begins with the first message of a new `id`. To save traffic, send " +
      "only the last message (`prepareSendMessagesRequest`). Files are uploaded first (`POST /v1/files`): a `data:` URL is refused.",
    tags,
    request: { body: { required: true, content: json(chatBody) } },
    responses: { 200: { description: `The turn's events. ${failedTurn}`, content: streamContent } },
    problems: ["forbidden", "not_found", "turn_running", "conflict", "unprocessable", "rate_limited"],
    idempotency: "joined-stream",
    bodyLimit: wholeHistory,
  },
  async (context) => {
    const { ports } = context.env;
    const caller = context.get("caller");
    const body = context.req.valid("json");
    const here = new URL(context.req.url).origin;
    const said = body.trigger === "submit-message" ? readSubmission(body, here, () => idFromKey(context, "msg")) : readRetry(body);
    await limitMessages(ports, caller);
    const input: SendInput = {
      address: { tenantId: caller.tenantId, conversationId: body.id },
      actor: caller.actor,
      ...said,
      requestId: said.trigger === "retry" ? idFromKey(context, "turn") : null,
      edits: null,
      parts: await keepParts(ports, caller, body.id, said.parts),
    };
    if (said.trigger === "retry") return answerStream(valueOf(await send(ports, input, body)));
    const begins = beginningOf(caller, body);
    const answer = await send(ports, begins instanceof EdgewiseError ? input : { ...input, begins }, body);
    // Whom the caller names matters only where a conversation would begin.
    if (!answer.ok && answer.error.code === "not_found" && begins instanceof EdgewiseError) throw begins;
    return answerStream(valueOf(answer));
  },
);

/** Sends it as what useChat means by it: edits and answers to edited messages come under the id of the message that it was. */
async function send(ports: AppPorts, input: SendInput, body: ChatBody): Promise<Answer<EventStream>> {
  const { address, actor, trigger, messageId } = input;
  const conversation = ports.conversations(address);
  if (trigger === "retry") {
    const edited = editedId(lastMessage(body).message);
    const again = edited === null ? null : await conversation.sendAndStream({ ...input, messageId: edited });
    return again !== null && (again.ok || again.error.code !== "not_found") ? again : conversation.sendAndStream(input);
  }
  const plain = await conversation.sendAndStream(input);
  const edited = messageId !== null && body.messageId === messageId ? editedId(lastMessage(body).message) : null;
  if (messageId === null || edited === null) return plain;
  // The same words again are the same message; where it was edited meanwhile, the conversation goes back to it.
  if (plain.ok) await conversation.selectBranch(address, actor, messageId);
  if (plain.ok || plain.error.code !== "conflict") return plain;
  await conversation.selectBranch(address, actor, edited);
  const { begins: _, ...edit } = input;
  return conversation.sendAndStream({ ...edit, messageId: edited, edits: messageId });
}

/**
 * The id under which an edited message is kept, for useChat calls it what it was. Made of the words: the same edit sent again is the
 * same message, and a later request means the words that its client shows.
 */
function editedId({ id, parts }: z.infer<typeof uiMessage>): string | null {
  const words = parts.map(({ type, text, url, file_id: fileId }) => [type, text, url ?? fileId]);
  return id === undefined ? null : `msg_${contentId(JSON.stringify([id, words]))}`;
}

export const streamChat = endpoint(
  {
    policy: "participant",
    method: "get",
    path: "/v1/chat/{id}/stream",
    operationId: "streamChat",
    summary: "Resume a useChat stream",
    description: "The whole running turn again, as `resume: true` expects, or what follows `Last-Event-ID`.",
    tags,
    request: { params: idParam("chat-1"), headers: lastEventId },
    responses: {
      200: { description: "The turn's events.", content: streamContent },
      204: { description: "No turn is running, or no conversation has this id yet." },
    },
  },
  async (context) => {
    const after = context.req.valid("header")["Last-Event-ID"];
    // useChat asks on every mount, also for a chat in which nothing was said yet; an error here would show on its page.
    return answerRunningTurn(context, context.req.valid("param").id, after, "no turn");
  },
);

export const stopChat = endpoint(
  {
    policy: "participant",
    method: "post",
    path: "/v1/chat/{id}/stop",
    operationId: "stopChat",
    summary: "Stop the running turn of a chat",
    description: "useChat's own `stop()` only stops listening: call this to stop the turn. What was said so far is kept.",
    tags,
    request: { params: idParam("chat-1") },
    responses: { 200: { description: "The turn that was running has ended; one that waited may follow.", content: json(stoppedSchema) } },
    problems: ["not_found"],
  },
  async (context) => context.json(await stopRunningTurn(context, context.req.valid("param").id), 200),
);

type Said = Pick<SendInput, "messageId" | "metadata" | "trigger"> & { parts: UserPart[] };

/** The last message as a new one. */
function readSubmission(body: ChatBody, here: string, newId: () => string | null): Said {
  const { message, place } = lastMessage(body);
  if (message.role !== "user") {
    const errors = [{ path: `${place}.role`, message: "must be user" }];
    throw new EdgewiseError("unprocessable", "The last message must be the user's new one: send it with role user.", { errors });
  }
  return {
    messageId: message.id ?? newId(),
    parts: readUserParts(message.parts, `${place}.parts`, here),
    metadata: message.metadata ?? {},
    trigger: "submit",
  };
}

/** useChat names the answer to make again and sends what came before it: the question is the last message then. */
function readRetry(body: ChatBody): Said {
  const { message } = lastMessage(body);
  return { messageId: message.role === "user" ? (message.id ?? null) : null, parts: [], metadata: {}, trigger: "retry" };
}

function lastMessage({ messages }: ChatBody): { message: z.infer<typeof uiMessage>; place: string } {
  const place = `messages[${messages.length - 1}]`;
  const parsed = uiMessage.safeParse(messages.at(-1));
  if (!parsed.success) throw invalidRequest(parsed.error, `${place}.`);
  return { message: parsed.data, place };
}

/** How the conversation begins where this message is its first; the refusal where a visitor names somebody or something else. */
function beginningOf(caller: Caller, body: ChatBody): StartInput | EdgewiseError {
  try {
    return {
      address: { tenantId: caller.tenantId, conversationId: body.id },
      actor: caller.actor,
      ...participantOf(caller, body),
      skillId: body.skill_id ?? null,
      language: body.language ?? null,
      metadata: body.metadata ?? {},
      greet: false,
    };
  } catch (error) {
    if (error instanceof EdgewiseError) return error;
    throw error;
  }
}
