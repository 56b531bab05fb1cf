import { z } from "@hono/zod-openapi";
import { anyObject, jsonObject, language, timestamp } from "./schemas.ts";

/** A message part of the AI SDK: `text`, `reasoning`, `tool-<name>`, `data-<name>` … Its fields keep the SDK's camelCase. */
export const partSchema = z.looseObject({ type: z.string() }).openapi("MessagePart", { example: { type: "text", text: "Chào bạn!" } });

export const messageSchema = z
  .object({
    id: z.string(),
    previous_message_id: z.string().nullable(),
    author_type: z.string().openapi({ description: "user, assistant, staff or system", example: "assistant" }),
    content: z.string().openapi({ description: "The plain text of all text parts." }),
    parts: z.array(partSchema),
    metadata: jsonObject.openapi({
      ...anyObject,
      description:
        "A user's message: what was sent with it. An answer: `turn_id`, `status` (`complete`, `stopped`, `interrupted` or `failed`), " +
        "`state`, `usage`, `created_at`; `error_text`, what a failed turn told the user; `supersedes`, the id of the answer that this " +
        "one replaces. A greeting: `greeting`.",
      example: { turn_id: "turn_019aa0c4", status: "complete", state: "browsing" },
    }),
    created_at: timestamp,
    updated_at: timestamp,
  })
  .openapi("Message");

/** A message where the conversation is shown as it is talked on. */
export const listedMessageSchema = messageSchema
  .extend({
    branch: z
      .object({ index: z.number().int(), count: z.number().int(), message_ids: z.array(z.string()) })
      .nullable()
      .openapi({
        description:
          "Where other messages stand beside this one (another answer to the same question, or the question in other words): all of them, " +
          "oldest first, and which one this is, counted from 0. `POST …/branches/select` goes on from another one.",
        example: { index: 1, count: 2, message_ids: ["msg_019aa0c4", "msg_019aa0d2"] },
      }),
    rating: z
      .enum(["up", "down"])
      .nullable()
      .openapi({ description: "What `POST …/feedback` last said of it; null where nobody has rated it." }),
  })
  .openapi("ListedMessage");

/** What an answer's description says of the one way in which it disappoints without being a refusal. */
export const failedTurn =
  "When the language model does not answer, this is 200 all the same: the message's `metadata.status` is `failed`, and `error_text` " +
  "tells the user so in the conversation's language.";

export const usageSchema = z
  .object({
    input_tokens: z.number().int(),
    output_tokens: z.number().int(),
    reasoning_tokens: z.number().int(),
    cached_input_tokens: z.number().int(),
    steps: z.number().int(),
    cost_usd: z.number().nullable().describe("US dollars by the prices of the models; null where a price is not known"),
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

/** What a conversation that is there says of itself besides. */
const standing = {
  epoch: z.number().int().openapi({ description: "Rises whenever staff take over and whenever they give back." }),
  effects: z.enum(["live", "fenced"]).openapi({
    description: "`fenced`: a fork whose tools answer from what its origin has recorded, or as a dry run, until `POST …/effects/release`.",
  }),
  forked_from: z
    .object({ conversation_id: z.string(), seq: z.number().int() })
    .nullable()
    .openapi({ description: "The conversation of which this is a fork, and its place at which it was forked." }),
  idle_at: timestamp.nullable().openapi({
    description:
      "When the bot breaks the customer's silence or closes the conversation, if nobody speaks until then; null: never. By the `idle` of the flow's state.",
  }),
  last_message_id: z.string().nullable().openapi({ description: "The last message of the branch that is talked on." }),
  flow: z.object({ name: z.string(), version: z.number().int() }).openapi({
    description: "The flow that it follows: its bot's when it began, until `POST …/flow` moves it on.",
    example: { name: "retail", version: 1 },
  }),
};

/** What is answered to whatever moves a conversation between its turns. */
export const standingSchema = z.object({ ...overview, ...standing }).openapi("ConversationStanding");

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
    ...standing,
    metadata: jsonObject.openapi({
      ...anyObject,
      description:
        "What the caller has set, and beside it `emotion` (null until it is scored) and `user_initiated_questions`: how many of " +
        "the user's messages in `conversation_log` ask something.",
      example: { plan: "gold", emotion: null, user_initiated_questions: 2 },
    }),
    agent_id: z.string().nullable(),
    agent_type: z.string().nullable(),
    allowed_tools: z.array(z.string()).openapi({ description: "The tools that the state offers.", example: ["search_offerings"] }),
    conversation_log: z.array(z.object({ turn_id: z.string().nullable(), speaker: z.string(), text: z.string(), timestamp })).openapi({
      description: "The last messages, oldest first: at most 200, and fewer where they are very long. `GET …/messages` has all.",
    }),
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
    message: messageSchema.nullable().openapi({ description: "The answer; null while staff have taken over, who answer later." }),
    state: z.string().openapi({ description: "The state after the turn.", example: "browsing" }),
    usage: usageSchema,
    suggestions: z.array(z.string()).optional(),
  })
  .openapi("SettledTurn");

export const stoppedSchema = z.object({ stopped: z.boolean().openapi({ description: "Whether a turn was running." }) }).openapi("Stopped");
