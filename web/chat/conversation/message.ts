import type { UIMessage } from "ai";
import type { MessageMetadata } from "../wire/schemas.ts";

/** A message on the page. Tool outputs and data parts stay `unknown` here; each view parses its own. */
export type ChatMessage = UIMessage<MessageMetadata>;
export type ChatPart = ChatMessage["parts"][number];

/** The plain text of a message, its text parts one paragraph each. */
export function textOf(message: ChatMessage): string {
  return message.parts.flatMap((part) => (part.type === "text" && part.text.trim() ? [part.text.trim()] : [])).join("\n\n");
}

/** The parts of a message with other words; what else it holds stays. */
export function withText(message: ChatMessage, text: string): ChatMessage["parts"] {
  return [...message.parts.filter((part) => part.type !== "text"), { type: "text", text }];
}

/** How a message ended, if not well. */
export function endingOf(message: ChatMessage | undefined): "stopped" | "interrupted" | "failed" | null {
  const status = message?.metadata?.status;
  return status === "stopped" || status === "interrupted" || status === "failed" ? status : null;
}

/** Whether the reader sees anything of this message yet. */
export function isVisible(part: ChatPart): boolean {
  if (part.type === "text" || part.type === "reasoning") return part.text.trim() !== "";
  return part.type.startsWith("tool-") || part.type === "data-tool-blocked";
}
