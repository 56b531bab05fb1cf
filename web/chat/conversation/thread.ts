/** Stored messages → the thread that the page shows. Pure. */
import type { StoredMessageWire } from "../wire/schemas.ts";
import type { ChatMessage, ChatPart } from "./message.ts";

/**
 * The path that ends in the newest message. A regenerated answer leaves its predecessor behind as a branch
 * (contracts.md §1); only the living branch is shown.
 * @param page of the feed, in whichever order it comes.
 * @param endsAt the id of the newest message wanted; null for the newest there is.
 * @returns oldest first, and the id that the next older page ends at (null where the conversation begins).
 */
export function threadOf(page: StoredMessageWire[], endsAt: string | null = null): { messages: ChatMessage[]; continuesAt: string | null } {
  const byId = new Map(page.map((stored) => [stored.id, stored]));
  const thread: ChatMessage[] = [];
  let wanted = endsAt ?? newestOf(page);
  while (wanted !== null) {
    const stored = byId.get(wanted);
    if (!stored) break;
    // Whatever the links say, no message is shown twice.
    byId.delete(wanted);
    thread.push(toChatMessage(stored));
    wanted = stored.previous_message_id ?? null;
  }
  return { messages: thread.toReversed(), continuesAt: wanted };
}

/** The newest message stands at one end of the page, and none of the page follows it. */
function newestOf(page: StoredMessageWire[]): string | null {
  const followed = new Set(page.map((stored) => stored.previous_message_id));
  const ends = page.length > 1 ? [page.at(0), page.at(-1)] : page;
  const candidates = ends.flatMap((end) => (end && !followed.has(end.id) ? [end] : []));
  return candidates.toSorted((left, right) => (left.created_at ?? "").localeCompare(right.created_at ?? "")).at(-1)?.id ?? null;
}

/** A stored message as `useChat` holds it. */
export function toChatMessage(stored: StoredMessageWire): ChatMessage {
  const given = stored.parts?.length ? stored.parts : [{ type: "text", text: stored.content ?? "" }];
  return {
    id: stored.id,
    role: roleOf(stored.author_type),
    // Parts are the AI SDK's own (contracts.md §0), and every view checks what it reads: an unknown one shows nothing.
    parts: given as unknown as ChatPart[],
    metadata: {
      ...stored.metadata,
      author: stored.author_type,
      previous_id: stored.previous_message_id ?? null,
      branch: stored.branch ?? null,
      rating: stored.rating ?? null,
      created_at: stored.created_at ?? stored.metadata?.created_at ?? null,
    },
  };
}

function roleOf(authorType: string): ChatMessage["role"] {
  if (authorType === "user" || authorType === "system") return authorType;
  return "assistant";
}

/** Puts the server's newest page over what is shown, keeping the older messages that the page does not reach. */
export function mergeNewest(shown: ChatMessage[], newest: ChatMessage[]): ChatMessage[] {
  const known = new Set(newest.map((message) => message.id));
  const overlap = shown.findIndex((message) => known.has(message.id));
  return overlap <= 0 ? newest : [...shown.slice(0, overlap), ...newest];
}

/** Puts an older page before what is shown: no message twice, and nothing of a branch that has been left since it was asked for. */
export function joinOlder(older: ChatMessage[], shown: ChatMessage[]): ChatMessage[] {
  const known = new Set(shown.map((message) => message.id));
  const before = older.filter((message) => !known.has(message.id));
  const followed = shown[0]?.metadata?.previous_id;
  return followed === undefined || followed === before.at(-1)?.id ? [...before, ...shown] : shown;
}

/** Whether the newest page shares nothing with what is shown, and is not all there is. */
export function isElsewhere(shown: ChatMessage[], newest: ChatMessage[]): boolean {
  const known = new Set(shown.map((message) => message.id));
  return newest[0]?.metadata?.previous_id != null && !newest.some((message) => known.has(message.id));
}

/** Whether the answer of the last user message is on the page, whole or in part. */
export function isAnswered(messages: ChatMessage[]): boolean {
  const last = messages.at(-1);
  return last === undefined || last.role !== "user";
}
