/** A stored message as it reads on the wire, in lists, answers and feeds: snake_case and RFC 3339 (contracts.md §0, §1). Pure. */
import type { StoredMessage } from "../transcript/index.ts";

export function representMessage(message: StoredMessage) {
  return {
    id: message.id,
    previous_message_id: message.previousMessageId,
    author_type: message.authorType,
    content: message.content,
    parts: message.parts,
    metadata: message.metadata,
    created_at: new Date(message.createdAt).toISOString(),
    updated_at: new Date(message.updatedAt).toISOString(),
  };
}
