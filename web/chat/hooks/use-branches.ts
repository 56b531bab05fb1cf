import type { Chat } from "@ai-sdk/react";
import { useEffect, useRef, useState } from "react";
import type { ChatMessage } from "../conversation/message.ts";
import type { ChatApi } from "../wire/api.ts";

interface Branches {
  failure: Error | null;
  select: (messageId: string) => void;
  /** Reads how the messages stand beside each other, once this has made another one and its turn has ended. */
  settle: (turn: Promise<void>) => void;
  forget: () => void;
}

/** The ways of the conversation that stand beside each other. */
export function useBranches(chat: Chat<ChatMessage>, api: ChatApi, running: boolean, refresh: () => Promise<void>): Branches {
  const [failure, setFailure] = useState<Error | null>(null);
  const [due, setDue] = useState(false);
  const busy = useRef(false);

  useEffect(() => {
    if (!due || running) return;
    setDue(false);
    // The words are there; which others stand beside them is told when the page reads its messages next.
    refresh().catch(() => undefined);
  }, [due, running, refresh]);

  const select = async (messageId: string): Promise<void> => {
    if (busy.current) return;
    busy.current = true;
    setFailure(null);
    try {
      await api.select(chat.id, messageId);
      await refresh();
    } catch (reason) {
      setFailure(reason instanceof Error ? reason : new Error(String(reason)));
    }
    busy.current = false;
  };
  return {
    failure,
    select: (messageId) => void select(messageId),
    settle: (turn) => void turn.finally(() => setDue(true)),
    forget: () => setFailure(null),
  };
}
