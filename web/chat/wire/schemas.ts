/** The wire as the page reads it (contracts.md §0–§1): only what it shows is asked for, so that the server may grow. */
import * as z from "zod/mini";

const language = z.enum(["vi", "en"]);

export const visitorTokenSchema = z.object({ token: z.string(), expires_at: z.string() });

/** The messages that stand beside one and the same place, oldest first. */
export const branchSchema = z.object({ index: z.number(), count: z.number(), message_ids: z.array(z.string()) });

/** What this customer, or staff, last thought of the message. */
const ratingSchema = z.catch(z.nullish(z.enum(["up", "down"])), null);

export const messageMetadataSchema = z.looseObject({
  turn_id: z.nullish(z.string()),
  status: z.nullish(z.string()),
  state: z.nullish(z.string()),
  created_at: z.nullish(z.string()),
  /** What a failed turn told the customer. */
  error_text: z.nullish(z.string()),
  /** Set by the page from the stored message. */
  author: z.nullish(z.string()),
  previous_id: z.nullish(z.string()),
  branch: z.nullish(branchSchema),
  rating: ratingSchema,
});

export const storedMessageSchema = z.object({
  id: z.string(),
  previous_message_id: z.nullish(z.string()),
  author_type: z.string(),
  content: z.nullish(z.string()),
  parts: z.nullish(z.array(z.looseObject({ type: z.string() }))),
  metadata: z.nullish(messageMetadataSchema),
  created_at: z.nullish(z.string()),
  branch: z.nullish(branchSchema),
  rating: ratingSchema,
});

export const startedSchema = z.object({
  conversation_id: z.string(),
  state: z.string(),
  language: z.catch(language, "vi"),
  greeting: z.nullish(storedMessageSchema),
});

export const conversationSchema = z.object({
  conversation_id: z.string(),
  state: z.string(),
  language: z.catch(language, "vi"),
  handler: z.catch(z.enum(["bot", "staff"]), "bot"),
  idle_at: z.nullish(z.string()),
});

export const messagePageSchema = z.object({
  data: z.array(storedMessageSchema),
  next_cursor: z.nullish(z.string()),
  has_more: z.boolean(),
});

export const conversationSummarySchema = z.object({
  conversation_id: z.string(),
  state: z.nullish(z.string()),
  title: z.nullish(z.string()),
  start_time: z.nullish(z.string()),
  updated_at: z.nullish(z.string()),
});

export const uploadedFileSchema = z.object({ url: z.string(), media_type: z.string(), filename: z.string() });

export const fileLinkSchema = z.object({ url: z.string(), expires_at: z.string() });

export const conversationListSchema = z.object({ data: z.array(conversationSummarySchema), total: z.number() });

export const problemSchema = z.object({ title: z.optional(z.string()), detail: z.optional(z.string()), code: z.optional(z.string()) });

export type Branch = z.infer<typeof branchSchema>;
export type MessageMetadata = z.infer<typeof messageMetadataSchema>;
export type UploadedFile = z.infer<typeof uploadedFileSchema>;
export type FileLink = z.infer<typeof fileLinkSchema>;
export type StoredMessageWire = z.infer<typeof storedMessageSchema>;
export type MessagePageWire = z.infer<typeof messagePageSchema>;
export type Started = z.infer<typeof startedSchema>;
export type ConversationWire = z.infer<typeof conversationSchema>;
export type ConversationSummary = z.infer<typeof conversationSummarySchema>;
export type ConversationListWire = z.infer<typeof conversationListSchema>;
