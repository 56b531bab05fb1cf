import { useCallback, useEffect, useRef, useState } from "react";
import type { Language } from "../../../src/platform/ports.ts";
import { openConversation, startConversation, type Opened } from "../conversation/open.ts";
import { addressOf, conversationInAddress } from "../route.ts";
import type { ChatApi } from "../wire/api.ts";
import { ProblemError } from "../wire/problem.ts";

export type View =
  | { kind: "opening" }
  | { kind: "open"; opened: Opened }
  | { kind: "missing"; id: string }
  | { kind: "failed"; problem: Error };

/** Which conversation is wanted: one by its id, or a new one. `nonce` tells two wishes for a new one apart. */
interface Wanted {
  id: string | null;
  nonce: number;
}

interface Opening {
  view: View;
  wantedId: string | null;
  open(id: string): void;
  start(): void;
  retry(): void;
}

/** The conversation of the address, opened; without one in the address, a new one. */
export function useOpened(api: ChatApi, language: Language): Opening {
  const [wanted, setWanted] = useState<Wanted>(() => ({ id: conversationInAddress(), nonce: 0 }));
  const [view, setView] = useState<View>({ kind: "opening" });
  // A new conversation speaks the language of the moment in which it begins.
  const speaks = useRef(language);
  speaks.current = language;
  const underway = useRef<{ wanted: Wanted; opened: Promise<Opened> } | null>(null);

  useEffect(() => {
    let current = true;
    setView({ kind: "opening" });
    if (underway.current?.wanted !== wanted) {
      const opened = wanted.id === null ? startConversation(api, speaks.current) : openConversation(api, wanted.id);
      underway.current = { wanted, opened };
    }
    underway.current.opened.then(
      (opened) => {
        if (!current) return;
        if (wanted.id === null) history.replaceState(null, "", addressOf(opened.id));
        setView({ kind: "open", opened });
      },
      (reason: unknown) => current && setView(refusal(reason, wanted.id)),
    );
    return () => {
      current = false;
    };
  }, [api, wanted]);

  useEffect(() => {
    const onPop = (): void => setWanted(({ nonce }) => ({ id: conversationInAddress(), nonce: nonce + 1 }));
    window.addEventListener("popstate", onPop);
    return () => window.removeEventListener("popstate", onPop);
  }, []);

  const want = useCallback((id: string | null) => {
    history.pushState(null, "", addressOf(id));
    setWanted(({ nonce }) => ({ id, nonce: nonce + 1 }));
  }, []);
  return {
    view,
    wantedId: view.kind === "open" ? view.opened.id : wanted.id,
    open: want,
    start: useCallback(() => want(null), [want]),
    retry: useCallback(() => setWanted(({ id, nonce }) => ({ id, nonce: nonce + 1 })), []),
  };
}

function refusal(reason: unknown, id: string | null): View {
  if (id !== null && reason instanceof ProblemError && (reason.status === 404 || reason.status === 403)) return { kind: "missing", id };
  return { kind: "failed", problem: reason instanceof Error ? reason : new Error(String(reason)) };
}
