/** Opens a conversation, or starts one, into what the page needs to show it. */
import type { Language } from "../../../src/platform/ports.ts";
import { recall, remember } from "../memory.ts";
import type { ChatApi } from "../wire/api.ts";
import { ProblemError } from "../wire/problem.ts";
import type { ChatMessage } from "./message.ts";
import { threadOf, toChatMessage } from "./thread.ts";

export interface Opened {
  id: string;
  state: string;
  messages: ChatMessage[];
  /** Where the older messages go on; null when these are all. */
  older: OlderPlace | null;
  /** Just begun here: nothing runs yet, and the greeting is news. */
  fresh: boolean;
  /** Staff have taken it over. */
  staffed: boolean;
}

export interface OlderPlace {
  cursor: string;
  endsAt: string;
}

/** The conversation that was begun and never used: the next visit takes it up instead of leaving empty ones behind. */
const UNUSED = "unused";

export async function openConversation(api: ChatApi, id: string): Promise<Opened> {
  const [conversation, page] = await Promise.all([api.read(id), readPage(api, id, null)]);
  return { id, state: conversation.state, ...page, fresh: false, staffed: conversation.handler === "staff" };
}

/** One page of the thread, oldest first. */
export async function readPage(api: ChatApi, id: string, place: OlderPlace | null): Promise<Pick<Opened, "messages" | "older">> {
  const page = await api.messages(id, place?.cursor ?? null);
  const { messages, continuesAt } = threadOf(page.data, place?.endsAt);
  const goesOn = page.has_more && page.next_cursor && continuesAt;
  return { messages, older: goesOn ? { cursor: page.next_cursor ?? "", endsAt: continuesAt } : null };
}

/** Starts a conversation in `language`, or takes up the unused one of that language. */
export async function startConversation(api: ChatApi, language: Language): Promise<Opened> {
  return (await takeUpUnused(api, language)) ?? begin(api, language);
}

/** The customer has spoken: the conversation is used. */
export function markUsed(): void {
  remember(UNUSED, null);
}

async function takeUpUnused(api: ChatApi, language: Language): Promise<Opened | null> {
  const [rememberedLanguage, id] = recall(UNUSED)?.split(" ") ?? [];
  if (!id || rememberedLanguage !== language) return null;
  try {
    const opened = await openConversation(api, id);
    return opened.messages.some((message) => message.role === "user") ? null : opened;
  } catch (error) {
    if (error instanceof ProblemError && (error.status === 404 || error.status === 403)) return null;
    throw error;
  }
}

async function begin(api: ChatApi, language: Language): Promise<Opened> {
  const started = await api.start(language);
  remember(UNUSED, `${language} ${started.conversation_id}`);
  const messages = started.greeting ? [toChatMessage(started.greeting)] : [];
  return { id: started.conversation_id, state: started.state, messages, older: null, fresh: true, staffed: false };
}
