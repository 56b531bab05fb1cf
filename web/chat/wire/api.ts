import type * as z from "zod/mini";
import type { Language } from "../../../src/platform/ports.ts";
import { readEventNames } from "./event-names.ts";
import { problemOf } from "./problem.ts";
import {
  conversationListSchema,
  conversationSchema,
  fileLinkSchema,
  messagePageSchema,
  startedSchema,
  uploadedFileSchema,
  type ConversationListWire,
  type ConversationWire,
  type FileLink,
  type MessagePageWire,
  type Started,
  type UploadedFile,
} from "./schemas.ts";
import type { AuthorizedFetch } from "./session.ts";
import type { UploadInit } from "./upload.ts";

const MESSAGES_PER_PAGE = 50;
const CONVERSATIONS_PER_PAGE = 30;

/** Our endpoints (contracts.md §1). Each throws `ProblemError` when refused, `TypeError` when the network fails. */
export interface ChatApi {
  start(language: Language): Promise<Started>;
  read(conversationId: string): Promise<ConversationWire>;
  /** The newest page, or the one that the cursor names. */
  messages(conversationId: string, cursor: string | null): Promise<MessagePageWire>;
  list(page: number): Promise<ConversationListWire>;
  stop(conversationId: string): Promise<void>;
  /** Goes on from the branch on which this message is. */
  select(conversationId: string, messageId: string): Promise<void>;
  rate(conversationId: string, messageId: string, rating: Rating): Promise<void>;
  /** What is said and whose the conversation is, as it happens. @param onEvent is told the name of each event. Ends when the connection does. */
  listen(conversationId: string, onEvent: (name: string) => void, signal: AbortSignal): Promise<void>;
  upload(file: File, onProgress: (part: number) => void, signal: AbortSignal): Promise<UploadedFile>;
  /** A link that shows a file for a while. @param url as a message's part has it. */
  link(url: string): Promise<FileLink>;
}

export type Rating = "up" | "down";

export function createApi(send: AuthorizedFetch): ChatApi {
  const get = async <T>(path: string, schema: z.ZodMiniType<T>): Promise<T> => schema.parse(await json(await send(path)));
  const post = async (path: string, body: object): Promise<unknown> =>
    json(await send(path, { method: "POST", headers: JSON_BODY, body: JSON.stringify(body) }));

  return {
    start: async (language) => startedSchema.parse(await post("/v1/conversations", { language })),
    read: (id) => get(`/v1/conversations/${encodeURIComponent(id)}`, conversationSchema),
    messages: (id, cursor) => get(`/v1/conversations/${encodeURIComponent(id)}/messages?${messageQuery(cursor)}`, messagePageSchema),
    list: (page) =>
      get(`/v1/conversations?page=${page}&per_page=${CONVERSATIONS_PER_PAGE}&sort=updated_at&order=desc`, conversationListSchema),
    stop: async (id) => {
      await post(`/v1/chat/${encodeURIComponent(id)}/stop`, {});
    },
    select: async (id, messageId) => {
      await post(`/v1/conversations/${encodeURIComponent(id)}/branches/select`, { message_id: messageId });
    },
    rate: async (id, messageId, rating) => {
      await post(`/v1/conversations/${encodeURIComponent(id)}/messages/${encodeURIComponent(messageId)}/feedback`, { rating });
    },
    listen: async (id, onEvent, signal) => {
      const response = await send(`/v1/conversations/${encodeURIComponent(id)}/events?only=messages,handover,states`, { signal });
      if (!response.ok) throw await problemOf(response);
      if (response.body) await readEventNames(response.body, onEvent);
    },
    upload: async (file, onProgress, signal) => {
      const headers = { "content-type": file.type || "application/octet-stream" };
      const upload: UploadInit = { method: "POST", headers, body: file, signal, onProgress };
      return uploadedFileSchema.parse(await json(await send(`/v1/files?${new URLSearchParams({ filename: file.name })}`, upload)));
    },
    link: (url) => get(`${url}/link`, fileLinkSchema),
  };
}

const JSON_BODY = { "content-type": "application/json" };

function messageQuery(cursor: string | null): URLSearchParams {
  return new URLSearchParams({ limit: String(MESSAGES_PER_PAGE), ...(cursor ? { cursor } : {}) });
}

async function json(response: Response): Promise<unknown> {
  if (!response.ok) throw await problemOf(response);
  return response.status === 204 ? null : response.json();
}
