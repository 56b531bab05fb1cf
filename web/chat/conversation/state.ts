/** Where the conversation stands, read from its messages. Pure. */
import * as z from "zod/mini";
import type { ChatMessage } from "./message.ts";

const transition = z.object({ to: z.string() });
const suggestions = z.object({ items: z.array(z.string()) });

/** The lifecycle state that the newest message tells; `otherwise` where none does. */
export function currentState(messages: ChatMessage[], otherwise: string): string {
  for (const message of messages.toReversed()) {
    for (const part of message.parts.toReversed()) {
      if (part.type !== "data-state") continue;
      const parsed = transition.safeParse(part.data);
      if (parsed.success) return parsed.data.to;
    }
    if (message.metadata?.state) return message.metadata.state;
  }
  return otherwise;
}

/** The follow-ups that the last message offers. */
export function currentSuggestions(messages: ChatMessage[]): string[] {
  const part = messages.at(-1)?.parts.findLast((candidate) => candidate.type === "data-suggestions");
  const parsed = suggestions.safeParse(part && "data" in part ? part.data : null);
  return parsed.success ? parsed.data.items.slice(0, 4) : [];
}
