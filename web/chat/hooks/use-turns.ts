import { Chat, useChat } from "@ai-sdk/react";
import { createIdGenerator } from "ai";
import { useCallback, useEffect, useRef, useState } from "react";
import { backoffMs } from "../conversation/backoff.ts";
import type { ChatMessage } from "../conversation/message.ts";
import { readPage, type Opened } from "../conversation/open.ts";
import { recover, type RecoveryPorts, type Wish } from "../conversation/recover.ts";
import type { ChatApi } from "../wire/api.ts";
import { isCut } from "../wire/problem.ts";
import { messageMetadataSchema } from "../wire/schemas.ts";
import type { AuthorizedFetch } from "../wire/session.ts";
import { TurnTransport } from "../wire/turn-transport.ts";
import { useSteady } from "./use-steady.ts";

/** How long a stopped turn may take to say so before the page lets go of its stream. */
const STOP_PATIENCE_MS = 4000;
/** Away for longer than this, and the page looks whether it missed something. */
const AWAY_MS = 10_000;

const mintMessageId = createIdGenerator({ prefix: "msg", size: 24 });

interface Turns {
  messages: ChatMessage[];
  running: boolean;
  stopping: boolean;
  /** The connection broke; the page is re-attaching by itself. */
  cut: boolean;
  /** Why the last request failed, unless the connection did. */
  problem: Error | null;
  say(text: string): void;
  stop(): void;
  /** Answers the last message again, or for the first time. */
  again(): void;
  retryNow(): void;
  dismiss(): void;
  prepend(older: ChatMessage[]): void;
}

/** A conversation's turns: `useChat`, and what it takes to never lose or double a word over cuts and reloads. */
export function useTurns(opened: Opened, api: ChatApi, send: AuthorizedFetch): Turns {
  const [{ chat, ports }] = useState(() => createChat(opened, api, send));
  const { messages, status, error } = useChat({ chat, throttle: 40 });
  const cut = status === "error" && isCut(error);
  const [failure, setFailure] = useState<Error | null>(null);
  // Between the wish for an answer and its request lies the question of what the server has: that counts as running.
  const [asking, setAsking] = useState(false);
  const running = asking || status === "submitted" || status === "streaming";
  const busy = useRef(false);
  const catchUp = useCallback(
    async (wish: Wish) => {
      if (busy.current) return;
      busy.current = true;
      setFailure(null);
      setAsking(wish === "answer");
      await recover(ports, wish).catch((reason: unknown) => setFailure(reason instanceof Error ? reason : new Error(String(reason))));
      setAsking(false);
      busy.current = false;
    },
    [ports],
  );

  useEffect(() => {
    if (!opened.fresh) void catchUp("catch-up");
    return () => void chat.stop();
  }, [chat, catchUp, opened.fresh]);

  const broken = cut || isCut(failure);
  const retryNow = useReattach(broken, running, error ?? failure, catchUp);
  useReturn(chat, catchUp);
  const { stopping, stopFailure, stop } = useStop(opened.id, api, chat, running);

  return {
    messages: useSteady(messages, running),
    running,
    stopping,
    cut: broken,
    problem: broken || running ? null : (failure ?? stopFailure ?? (status === "error" ? (error ?? null) : null)),
    say: (text) => {
      setFailure(null);
      void chat.sendMessage({ text });
    },
    stop,
    again: () => void (status === "error" || failure ? catchUp("answer") : chat.regenerate()),
    retryNow,
    dismiss: () => {
      setFailure(null);
      chat.clearError();
    },
    prepend: (older) => {
      chat.messages = [...older, ...chat.messages];
    },
  };
}

function createChat(opened: Opened, api: ChatApi, send: AuthorizedFetch): { chat: Chat<ChatMessage>; ports: RecoveryPorts } {
  const transport = new TurnTransport(send);
  const chat = new Chat<ChatMessage>({
    id: opened.id,
    messages: opened.messages,
    transport,
    generateId: mintMessageId,
    messageMetadataSchema,
  });
  const ports: RecoveryPorts = {
    attach: async () => {
      transport.attached = null;
      await chat.resumeStream();
      if (transport.attached === null) return "failed";
      return transport.attached ? "attached" : "nothing";
    },
    stored: async () => (await readPage(api, opened.id, null)).messages,
    shown: () => chat.messages,
    show: (messages) => {
      chat.messages = messages;
    },
    resend: ({ id, parts, metadata }) => chat.sendMessage({ messageId: id, parts, ...(metadata ? { metadata } : {}) }),
    regenerate: () => chat.regenerate(),
  };
  return { chat, ports };
}

/** Re-attaches after a cut: again and again, later and later, at once when the network returns or the reader asks. */
function useReattach(broken: boolean, running: boolean, failure: Error | null, catchUp: (wish: Wish) => Promise<void>): () => void {
  const attempt = useRef(0);
  useEffect(() => {
    if (running) attempt.current = 0;
  }, [running]);

  const now = useCallback(() => {
    attempt.current = 0;
    void catchUp("catch-up");
  }, [catchUp]);

  // Each failure is a new error, and so a new attempt.
  useEffect(() => {
    if (!broken) return;
    const timer = setTimeout(() => void catchUp("catch-up"), backoffMs(attempt.current++, Math.random));
    window.addEventListener("online", now);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("online", now);
    };
  }, [broken, failure, catchUp, now]);
  return now;
}

/** Looks for what was missed when the reader comes back to the page. */
function useReturn(chat: Chat<ChatMessage>, catchUp: (wish: Wish) => Promise<void>): void {
  useEffect(() => {
    let leftAt: number | null = null;
    const onChange = (): void => {
      if (document.visibilityState === "hidden") leftAt = Date.now();
      else if (leftAt !== null && Date.now() - leftAt > AWAY_MS && chat.status === "ready") void catchUp("catch-up");
    };
    document.addEventListener("visibilitychange", onChange);
    return () => document.removeEventListener("visibilitychange", onChange);
  }, [chat, catchUp]);
}

function useStop(
  id: string,
  api: ChatApi,
  chat: Chat<ChatMessage>,
  running: boolean,
): { stopping: boolean; stopFailure: Error | null; stop: () => void } {
  const [asked, setAsked] = useState(false);
  const [stopFailure, setFailure] = useState<Error | null>(null);
  const stopping = asked && running;

  useEffect(() => {
    if (!running) setAsked(false);
    if (running) setFailure(null);
  }, [running]);

  useEffect(() => {
    if (!stopping) return;
    const timer = setTimeout(() => void chat.stop(), STOP_PATIENCE_MS);
    return () => clearTimeout(timer);
  }, [stopping, chat]);

  const stop = (): void => {
    if (asked) return;
    setAsked(true);
    api.stop(id).catch((reason: unknown) => {
      setAsked(false);
      setFailure(reason instanceof Error ? reason : new Error(String(reason)));
    });
  };
  return { stopping, stopFailure, stop };
}
