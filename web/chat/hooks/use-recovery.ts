import type { Chat } from "@ai-sdk/react";
import { useCallback, useEffect, useRef, useState } from "react";
import { backoffMs } from "../conversation/backoff.ts";
import type { ChatMessage } from "../conversation/message.ts";
import { recover, type RecoveryPorts, type Wish } from "../conversation/recover.ts";
import { isCut } from "../wire/problem.ts";

/** Away for longer than this, and the page looks whether it missed something. */
const AWAY_MS = 10_000;

type CatchUp = (wish: Wish) => Promise<void>;

interface Recovery {
  catchUp: CatchUp;
  /** The customer wished for an answer, and the page finds out what the server has of it. */
  asking: boolean;
  /** Whether the page is still finding out, and whether a cut made it do so. */
  mending: "no" | "quietly" | "after a cut";
  /** The connection broke. */
  broken: boolean;
  failure: Error | null;
  forget: () => void;
}

/**
 * Recovers by `recover`, one attempt at a time, and tells how it stands.
 * @param chatFailure why the chat's own request failed, if it did.
 * @param expectsAnswer true where the page opened on a question without its answer: it is on its way until the server says otherwise.
 */
export function useRecovery(ports: RecoveryPorts, chatFailure: Error | null, expectsAnswer: boolean): Recovery {
  const [failure, setFailure] = useState<Error | null>(null);
  const [asking, setAsking] = useState(false);
  const [mending, setMending] = useState<Recovery["mending"]>(expectsAnswer ? "quietly" : "no");
  const broken = isCut(chatFailure) || isCut(failure);
  const wasBroken = useRef(broken);
  wasBroken.current = broken;
  const busy = useRef(false);

  const catchUp = useCallback<CatchUp>(
    async (wish) => {
      if (busy.current) return;
      busy.current = true;
      if (wasBroken.current) setMending("after a cut");
      setFailure(null);
      setAsking(wish === "answer");
      await recover(ports, wish).catch((reason: unknown) => setFailure(reason instanceof Error ? reason : new Error(String(reason))));
      setAsking(false);
      setMending("no");
      busy.current = false;
    },
    [ports],
  );
  return { catchUp, asking, mending, broken, failure, forget: useCallback(() => setFailure(null), []) };
}

/** Re-attaches after a cut: again and again, later and later, at once when the network returns or the reader asks. */
export function useReattach({ broken, failure, catchUp }: Recovery, running: boolean, chatFailure: Error | null): () => void {
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
  }, [broken, failure, chatFailure, catchUp, now]);
  return now;
}

/** Looks for what was missed when the reader comes back to the page. */
export function useReturn(chat: Chat<ChatMessage>, catchUp: CatchUp): void {
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
