import type { Chat } from "@ai-sdk/react";
import { useEffect, useState } from "react";
import type { ChatMessage } from "../conversation/message.ts";
import type { ChatApi } from "../wire/api.ts";

/** How long a stopped turn may take to say so before the page lets go of its stream. */
const STOP_PATIENCE_MS = 4000;

interface Stop {
  underway: boolean;
  failure: Error | null;
  stop: () => void;
  forget: () => void;
}

/** Stops the turn on the server. The stream then ends by itself: leaving it would stop nothing. */
export function useStop(chat: Chat<ChatMessage>, api: ChatApi, running: boolean): Stop {
  const [asked, setAsked] = useState(false);
  const [failure, setFailure] = useState<Error | null>(null);
  const underway = asked && running;

  // A turn that has ended needs no stopping any more, nor a word about it.
  useEffect(() => {
    if (running) return;
    setAsked(false);
    setFailure(null);
  }, [running]);

  useEffect(() => {
    if (!underway) return;
    const timer = setTimeout(() => void chat.stop(), STOP_PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [underway, chat]);

  const stop = (): void => {
    if (asked) return;
    setAsked(true);
    setFailure(null);
    api.stop(chat.id).catch((reason: unknown) => {
      setAsked(false);
      setFailure(reason instanceof Error ? reason : new Error(String(reason)));
    });
  };
  return { underway, failure, stop, forget: () => setFailure(null) };
}
