/**
 * Brings the page and the server back together after a cut, a reload or a failure. Pure but for its ports.
 * Safe to repeat: attaching replays, and the same message id is the same turn (contracts.md §1).
 */
import type { ChatMessage } from "./message.ts";
import { isAnswered, mergeNewest } from "./thread.ts";

export interface RecoveryPorts {
  /** Attaches to the running turn and lasts until it ends; says whether there was one. Throws nothing. */
  attach(): Promise<"attached" | "nothing" | "failed">;
  /** The newest stored messages, oldest first. Throws when they cannot be had. */
  stored(): Promise<ChatMessage[]>;
  shown(): ChatMessage[];
  show(messages: ChatMessage[]): void;
  /** Sends a message again under its own id. */
  resend(message: ChatMessage): Promise<void>;
  /** Asks for the last answer once more. */
  regenerate(): Promise<void>;
}

/** `catch-up` shows what is there; `answer` also asks again if the last message has no good answer. */
export type Wish = "catch-up" | "answer";

export type Recovery = "attached" | "failed" | "resent" | "regenerated" | "caught-up";

/** Works out which of the two sides is behind, and lets it catch up. */
export async function recover(ports: RecoveryPorts, wish: Wish): Promise<Recovery> {
  const attachment = await ports.attach();
  if (attachment !== "nothing") return attachment;

  const stored = await ports.stored();
  const lost = lostMessage(ports.shown(), stored);
  if (lost !== undefined) {
    await ports.resend(lost);
    return "resent";
  }
  ports.show(mergeNewest(ports.shown(), stored));
  if (wish === "answer" && needsAnswer(stored)) {
    await ports.regenerate();
    return "regenerated";
  }
  return "caught-up";
}

/** The user's last message, if the server never got it. */
function lostMessage(shown: ChatMessage[], stored: ChatMessage[]): ChatMessage | undefined {
  const last = shown.findLast((message) => message.role === "user");
  return last && !stored.some((message) => message.id === last.id) ? last : undefined;
}

function needsAnswer(stored: ChatMessage[]): boolean {
  const status = stored.at(-1)?.metadata?.status;
  return !isAnswered(stored) || (status !== undefined && status !== null && status !== "complete");
}
