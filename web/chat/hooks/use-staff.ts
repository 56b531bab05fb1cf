import { useCallback, useEffect, useRef, useState } from "react";
import { backoffMs } from "../conversation/backoff.ts";
import { endingOf, type ChatMessage } from "../conversation/message.ts";
import { isAnswered } from "../conversation/thread.ts";
import type { ChatApi } from "../wire/api.ts";

export interface Staff {
  /** Staff have taken the conversation over. */
  present: boolean;
  /** Asks whose the conversation is. */
  check: () => Promise<void>;
}

/** Whether staff have the conversation. While they do, the page listens: what they say shows at once, and when they give it back. */
export function useStaff(id: string, api: ChatApi, staffed: boolean, refresh: () => Promise<void>): Staff {
  const [present, setPresent] = useState(staffed);
  const latestRefresh = useRef(refresh);
  latestRefresh.current = refresh;

  const check = useCallback(async () => {
    const { handler } = await api.read(id);
    setPresent(handler === "staff");
  }, [api, id]);

  useEffect(() => {
    if (!present) return;
    const leaving = new AbortController();
    void listen(api, id, leaving.signal, async () => {
      await Promise.all([latestRefresh.current(), check()]);
    });
    return () => leaving.abort();
  }, [api, id, present, check]);
  return { present, check };
}

/** After a turn that brought no answer, or less than one, the reason may be that staff have come. */
export function useUnanswered(messages: ChatMessage[], running: boolean, check: () => Promise<void>): void {
  const wasRunning = useRef(running);
  const unanswered = !isAnswered(messages) || endingOf(messages.at(-1)) !== null;
  useEffect(() => {
    // Who cannot be asked now is asked after the next turn.
    if (wasRunning.current && !running && unanswered) check().catch(() => undefined);
    wasRunning.current = running;
  }, [running, unanswered, check]);
}

/** Looks at what is there whenever something happens, and after each cut; one look at a time, and one more for what happened meanwhile. */
async function listen(api: ChatApi, id: string, signal: AbortSignal, look: () => Promise<void>): Promise<void> {
  let looking = false;
  let again = false;
  const onEvent = (): void => {
    again = true;
    if (looking) return;
    looking = true;
    void (async () => {
      while (again && !signal.aborted) {
        again = false;
        // What could not be read now is read with the next event, or after the next cut.
        await look().catch(() => undefined);
      }
      looking = false;
    })();
  };
  for (let attempt = 0; !signal.aborted; attempt++) {
    const named = (): void => {
      attempt = 0;
      onEvent();
    };
    await api.listen(id, named, signal).catch(() => undefined);
    await new Promise((resolve) => setTimeout(resolve, backoffMs(attempt, Math.random)));
  }
}
