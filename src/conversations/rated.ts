/** What was last thought of the messages of a page. Pure. */
import type { ConversationRecord, StoredMessage } from "../transcript/index.ts";
import type { MessagePage } from "./port.ts";

/** @param ratings by place, as the conversation keeps them. @returns by message id; messages that nobody has rated are left out. */
export function ratedOf(messages: readonly StoredMessage[], ratings: ConversationRecord["ratings"]): MessagePage["ratings"] {
  return Object.fromEntries(
    messages.flatMap(({ id, seq }) => {
      const rating = ratings[seq];
      return rating ? [[id, rating]] : [];
    }),
  );
}
