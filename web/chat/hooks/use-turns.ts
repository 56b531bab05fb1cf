import { Chat, useChat } from "@ai-sdk/react";
import { createIdGenerator } from "ai";
import { useCallback, useEffect, useState } from "react";
import type { FilePart } from "../conversation/attachments.ts";
import { withText, type ChatMessage } from "../conversation/message.ts";
import { readPage, type Opened } from "../conversation/open.ts";
import type { RecoveryPorts } from "../conversation/recover.ts";
import { isAnswered, isElsewhere, joinOlder, mergeNewest } from "../conversation/thread.ts";
import type { ChatApi } from "../wire/api.ts";
import { messageMetadataSchema } from "../wire/schemas.ts";
import type { AuthorizedFetch } from "../wire/session.ts";
import { TurnTransport } from "../wire/turn-transport.ts";
import { useBranches } from "./use-branches.ts";
import { useReattach, useRecovery, useReturn } from "./use-recovery.ts";
import { useSilence } from "./use-silence.ts";
import { useStaff, useUnanswered } from "./use-staff.ts";
import { useSteady } from "./use-steady.ts";
import { useStop } from "./use-stop.ts";

const mintMessageId = createIdGenerator({ prefix: "msg", size: 24 });

export interface Problem {
  lead: "send" | "answer" | "stop" | "select";
  error: Error;
}

export interface Turns {
  messages: ChatMessage[];
  running: boolean;
  stopping: boolean;
  /** The last message is not what it will be: its turn runs, or the page is still finding out. */
  pending: boolean;
  /** The connection broke; the page is re-attaching by itself. */
  cut: boolean;
  /** What failed, and why; a broken connection is no problem but a cut. */
  problem: Problem | null;
  /** Staff have taken over: they answer, and nothing is answered again, edited or chosen. */
  staffed: boolean;
  say(text: string, files: readonly FilePart[]): void;
  /** Says one of the customer's messages in other words; its files stay. */
  edit(message: ChatMessage, text: string): void;
  /** Goes on from another branch. */
  select(messageId: string): void;
  stop(): void;
  /** Answers the last message again, or for the first time. */
  again(): void;
  retryNow(): void;
  dismiss(): void;
  prepend(older: ChatMessage[]): void;
}

/** A conversation's turns: `useChat`, and what it takes to never lose or double a word over cuts and reloads. */
export function useTurns(opened: Opened, api: ChatApi, send: AuthorizedFetch, reopen: () => void): Turns {
  const [{ chat, ports }] = useState(() => createChat(opened, api, send));
  const { messages, status, error } = useChat({ chat, throttle: 40 });
  const chatFailure = status === "error" ? (error ?? null) : null;
  const recovery = useRecovery(ports, chatFailure, !isAnswered(opened.messages));
  const { catchUp, asking, mending, broken, failure, forget } = recovery;
  const running = asking || status === "submitted" || status === "streaming";
  const retryNow = useReattach(recovery, running, chatFailure);
  useReturn(chat, catchUp);
  const stopping = useStop(chat, api, running);
  const refresh = useCallback(async () => {
    const stored = await ports.stored();
    if (chat.status === "submitted" || chat.status === "streaming") return;
    // A branch so long that nothing of it is shown yet: the page begins anew with it.
    if (isElsewhere(chat.messages, stored)) reopen();
    else chat.messages = mergeNewest(chat.messages, stored);
  }, [chat, ports, reopen]);
  const staff = useStaff(opened.id, api, opened.staffed, refresh);
  const branches = useBranches(chat, api, running, refresh);
  useUnanswered(messages, running, staff.check);
  useSilence(opened.id, api, !running && !broken && !staff.present, messages.at(-1)?.id ?? null, refresh);

  useEffect(() => {
    if (!opened.fresh) void catchUp("catch-up");
    return () => void chat.stop();
  }, [chat, catchUp, opened.fresh]);

  const cut = !running && (broken || mending === "after a cut");
  return {
    messages: useSteady(messages, running),
    running,
    stopping: stopping.underway,
    pending: running || cut || mending !== "no",
    cut,
    problem: branches.failure
      ? { lead: "select", error: branches.failure }
      : problemOf(stopping.failure, cut || running ? null : (failure ?? chatFailure), messages),
    staffed: staff.present,
    say(text, files) {
      forget();
      void chat.sendMessage({ parts: [...files, ...(text === "" ? [] : [{ type: "text" as const, text }])] });
    },
    edit(message, text) {
      forget();
      branches.settle(chat.sendMessage({ messageId: message.id, parts: withText(message, text) }));
    },
    select: branches.select,
    stop: stopping.stop,
    again: () => branches.settle(chatFailure || failure ? catchUp("answer") : chat.regenerate()),
    retryNow,
    dismiss() {
      forget();
      stopping.forget();
      branches.forget();
      chat.clearError();
    },
    prepend(older) {
      chat.messages = joinOlder(older, chat.messages);
    },
  };
}

function problemOf(stopFailure: Error | null, failure: Error | null, messages: ChatMessage[]): Problem | null {
  if (stopFailure) return { lead: "stop", error: stopFailure };
  return failure && { lead: isAnswered(messages) ? "answer" : "send", error: failure };
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
    async attach() {
      transport.attached = null;
      await chat.resumeStream();
      if (transport.attached === null) return "failed";
      return transport.attached ? "attached" : "nothing";
    },
    stored: async () => (await readPage(api, opened.id, null)).messages,
    shown: () => chat.messages,
    show(messages) {
      chat.messages = messages;
    },
    resend: ({ id, parts, metadata }) => chat.sendMessage({ messageId: id, parts, ...(metadata ? { metadata } : {}) }),
    regenerate: () => chat.regenerate(),
  };
  return { chat, ports };
}
