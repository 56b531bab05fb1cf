import { useCallback, useEffect, useRef, useState } from "react";
import { followUps } from "../conversation/follow-ups.ts";
import { markUsed, readPage, type Opened } from "../conversation/open.ts";
import { currentState } from "../conversation/state.ts";
import { useAnnouncer } from "../hooks/use-announcer.ts";
import { useOnline } from "../hooks/use-online.ts";
import { useStickToBottom } from "../hooks/use-stick-to-bottom.ts";
import { useTurns } from "../hooks/use-turns.ts";
import { useTexts } from "../i18n/index.ts";
import type { ChatApi } from "../wire/api.ts";
import type { AuthorizedFetch } from "../wire/session.ts";
import { Announcer } from "./announcer.tsx";
import { AskContext } from "./ask.ts";
import { Chips } from "./chips.tsx";
import { Composer } from "./composer.tsx";
import { Header } from "./header.tsx";
import { Icon } from "./icon.tsx";
import { ConnectionNotice, ProblemNotice } from "./notices.tsx";
import { Starters } from "./starters.tsx";
import { Transcript } from "./transcript.tsx";

export interface ConversationProps {
  opened: Opened;
  title: string | null;
  api: ChatApi;
  send: AuthorizedFetch;
  /** The customer said something. */
  onSaid: (id: string, text: string) => void;
  /** A turn ended. */
  onSettled: () => void;
  onMenu: (() => void) | null;
  onStart: () => void;
}

/** One conversation: what was said, and where one goes on. */
export function Conversation({ opened, title, api, send, onSaid, onSettled, onMenu, onStart }: ConversationProps) {
  const texts = useTexts();
  const turns = useTurns(opened, api, send);
  const { messages, running, cut, problem } = turns;
  const older = useOlder(opened, api, turns.prepend);
  const stick = useStickToBottom();
  const input = useRef<HTMLTextAreaElement>(null);
  const online = useOnline();
  const lines = useAnnouncer(messages, running || cut, opened.fresh);
  useKeys(input, running ? turns.stop : null);
  useSettled(running, onSettled);

  const { follow, holdPlace } = stick;
  const say = (text: string): void => {
    if (running || cut) return;
    markUsed();
    onSaid(opened.id, text);
    turns.say(text);
    follow();
  };
  const unused = !messages.some((message) => message.role === "user");
  const idle = !running && !cut && problem === null;
  // Stable, so that finished messages are not drawn again with each token.
  const latestAgain = useRef(turns.again);
  latestAgain.current = turns.again;
  const again = useCallback(() => {
    follow();
    latestAgain.current();
  }, [follow]);

  return (
    <main className="conversation">
      <Header title={title} state={currentState(messages, opened.state)} onMenu={onMenu} onStart={onStart} />
      <div className="scroller" ref={stick.scroller} tabIndex={-1}>
        <div className="column" ref={stick.content} data-unused={unused || undefined}>
          <AskContext value={idle ? say : null}>
            <Transcript
              messages={messages}
              running={running || cut}
              excused={cut || problem !== null}
              older={older.more ? { loading: older.loading, load: () => (holdPlace(), older.load()) } : null}
              onAgain={again}
            />
          </AskContext>
          {idle && unused ? <Starters onPick={say} /> : null}
          {idle && !unused ? <Chips label={texts.suggestions} items={followUps(messages, texts)} onPick={say} /> : null}
          {problem ? (
            <ProblemNotice
              lead={messages.at(-1)?.role === "user" ? texts.problems.send : texts.problems.answer}
              problem={problem}
              onRetry={again}
              onDismiss={turns.dismiss}
            />
          ) : null}
        </div>
      </div>
      <div className="dock">
        {stick.place === "end" ? null : (
          <button
            type="button"
            className="to-end"
            data-unread={stick.place === "unread" || undefined}
            title={texts.transcript.toEnd}
            onClick={stick.toEnd}
          >
            <Icon name="down" size={18} />
            <span className={stick.place === "unread" ? undefined : "visually-hidden"}>
              {stick.place === "unread" ? texts.transcript.newMessages : texts.transcript.toEnd}
            </span>
          </button>
        )}
        {cut || !online ? <ConnectionNotice online={online} onRetry={turns.retryNow} /> : null}
        <Composer
          conversationId={opened.id}
          input={input}
          running={running}
          stopping={turns.stopping}
          waiting={cut}
          onSay={say}
          onStop={turns.stop}
        />
      </div>
      <Announcer lines={lines} />
    </main>
  );
}

/** Pages back through the thread. */
function useOlder(
  opened: Opened,
  api: ChatApi,
  prepend: (messages: Opened["messages"]) => void,
): { more: boolean; loading: boolean; load: () => void } {
  const [place, setPlace] = useState(opened.older);
  const [loading, setLoading] = useState(false);
  const load = (): void => {
    if (!place || loading) return;
    setLoading(true);
    readPage(api, opened.id, place)
      .then((page) => {
        prepend(page.messages);
        setPlace(page.older);
      })
      // The button stays: pressing it again is the retry.
      .catch(() => undefined)
      .finally(() => setLoading(false));
  };
  return { more: place !== null, loading, load };
}

/** `/` or Ctrl+K writes, Esc stops. */
function useKeys(input: React.RefObject<HTMLTextAreaElement | null>, stop: (() => void) | null): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (document.querySelector("dialog[open]")) return;
      const typing = event.target instanceof HTMLElement && event.target.matches("input, textarea, select, [contenteditable]");
      const wantsInput = (event.key === "/" && !typing) || (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey));
      if (wantsInput) {
        event.preventDefault();
        input.current?.focus();
      } else if (event.key === "Escape" && stop && !event.isComposing) {
        event.preventDefault();
        stop();
      }
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, [input, stop]);
}

function useSettled(running: boolean, onSettled: () => void): void {
  const was = useRef(running);
  useEffect(() => {
    if (was.current && !running) onSettled();
    was.current = running;
  }, [running, onSettled]);
}
