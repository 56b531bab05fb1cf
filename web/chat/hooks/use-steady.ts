import { useRef } from "react";
import type { ChatMessage } from "../conversation/message.ts";
import { isBehind } from "../conversation/steady.ts";

/** The messages to show: while a replay catches up, the answer stands as the reader last saw it. */
export function useSteady(messages: ChatMessage[], running: boolean): ChatMessage[] {
  const seen = useRef<ChatMessage | undefined>(undefined);
  const last = messages.at(-1);
  if (running && last && seen.current && isBehind(last, seen.current)) return [...messages.slice(0, -1), seen.current];
  seen.current = last;
  return messages;
}
