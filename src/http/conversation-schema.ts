import { z } from "@hono/zod-openapi";
import { jsonObject, language, timestamp } from "./schemas.ts";

/** A message part of the AI SDK: `text`, `reasoning`, `tool-<name>`, `data-<name>` … Its fields keep the SDK's camelCase. */
export const partSchema = z.looseObject({ type: z.string() }).openapi("MessagePart", { example: { type: "text", text: "Chào bạn!" } });

export const messageSchema = z
  .object({
    id: z.string(),
    previous_message_id: z.string().nullable(),
    author_type: z.string().openapi({ description: "user, assistant, staff or system", example: "assistant" }),
    content: z.string().openapi({ description: "The plain text of all text parts." }),
    parts: z.array(partSchema),
    metadata: jsonObject,
    created_at: timestamp,
    updated_at: timestamp,
  })
  .openapi("Message");

export const usageSchema = z
  .object({
    input_tokens: z.number().int(),
    output_tokens: z.number().int(),
    reasoning_tokens: z.number().int(),
    cached_input_tokens: z.number().int(),
    steps: z.number().int(),
  })
  .openapi("Usage");

/** What every view of a conversation shows. */
const overview = {
  conversation_id: z.string(),
  user_id: z.string(),
  bot_id: z.string(),
  skill_id: z.string().nullable(),
  state: z.string().openapi({ example: "browsing" }),
  language,
  handler: z.enum(["bot", "staff"]),
  last_seq: z.number().int().openapi({ description: "The place of the newest event." }),
  synced_seq: z.number().int().openapi({ description: "Postgres holds everything up to this event." }),
  start_time: timestamp,
  end_time: timestamp.nullable(),
  duration_seconds: z.number().openapi({ description: "From the start to the end, or to the last thing that happened." }),
  metadata: jsonObject,
};

export const conversationSummarySchema = z
  .object({
    ...overview,
    language: z.string(),
    handler: z.string(),
    updated_at: timestamp,
    title: z.string().nullable().openapi({ description: "How the customer began.", example: "Cho tôi xem laptop" }),
    last_message: z.object({ author_type: z.string(), text: z.string(), created_at: timestamp }).nullable(),
  })
  .openapi("ConversationSummary");

export const conversationSchema = z
  .object({
    ...overview,
    agent_id: z.string().nullable(),
    agent_type: z.string().nullable(),
    allowed_tools: z.array(z.string()).openapi({ description: "The tools that the state offers.", example: ["search_offerings"] }),
    conversation_log: z
      .array(z.object({ turn_id: z.string().nullable(), speaker: z.string(), text: z.string(), timestamp }))
      .openapi({ description: "The last 200 messages, oldest first." }),
  })
  .openapi("Conversation");

export const startedSchema = z
  .object({
    conversation_id: z.string(),
    user_id: z.string(),
    bot_id: z.string(),
    state: z.string().openapi({ example: "idle" }),
    language,
    greeting: messageSchema.nullable().openapi({ description: "The bot's first message; null where it does not greet." }),
  })
  .openapi("StartedConversation");

export const settledTurnSchema = z
  .object({
    message: messageSchema,
    state: z.string().openapi({ description: "The state after the turn.", example: "browsing" }),
    usage: usageSchema,
    suggestions: z.array(z.string()).optional(),
  })
  .openapi("SettledTurn");

export const stoppedSchema = z.object({ stopped: z.boolean().openapi({ description: "Whether a turn was running." }) }).openapi("Stopped");
