import { useCallback, useEffect, useMemo, useRef, type RefObject } from "react";
import type { FilePart } from "../conversation/attachments.ts";
import { followUps } from "../conversation/follow-ups.ts";
import { endingOf } from "../conversation/message.ts";
import { markUsed, type Opened } from "../conversation/open.ts";
import { currentState } from "../conversation/state.ts";
import { useAnnouncer } from "../hooks/use-announcer.ts";
import { FilesContext } from "../hooks/use-file-link.ts";
import { useKeys } from "../hooks/use-keys.ts";
import { useOlder } from "../hooks/use-older.ts";
import { useStickToBottom } from "../hooks/use-stick-to-bottom.ts";
import { useTurns, type Turns } from "../hooks/use-turns.ts";
import { useTexts } from "../i18n/index.ts";
import type { ChatApi } from "../wire/api.ts";
import type { AuthorizedFetch } from "../wire/session.ts";
import { Announcer } from "./announcer.tsx";
import { AskContext } from "./ask.ts";
import { Chips } from "./chips.tsx";
import { Dock } from "./dock.tsx";
import { Header } from "./header.tsx";
import { ProblemNotice } from "./notices.tsx";
import { Starters } from "./starters.tsx";
import { Transcript } from "./transcript.tsx";
import { TurnActionsContext, type TurnActions } from "./turn-actions.ts";

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
  /** Opens it anew: what is shown is not what is talked on. */
  onReopen: () => void;
}

/** One conversation: what was said, and where one goes on. */
export function Conversation({ opened, title, api, send, onSaid, onSettled, onMenu, onStart, onReopen }: ConversationProps) {
  const turns = useTurns(opened, api, send, onReopen);
  const { messages, running, pending, problem } = turns;
  const stick = useStickToBottom();
  const { toEnd, toNearEnd, holdPlace } = stick;
  const older = useOlder(opened, api, (page) => {
    holdPlace();
    turns.prepend(page);
  });
  const input = useRef<HTMLTextAreaElement>(null);
  const lines = useAnnouncer(messages, pending, opened.fresh);
  useKeys(input, running ? turns.stop : null);
  useReadyToWrite(input);
  useSettled(running, onSettled);
  const endedBadly = !running && (problem !== null || endingOf(messages.at(-1)) !== null);
  useEffect(() => {
    if (endedBadly) toNearEnd();
  }, [endedBadly, toNearEnd]);

  const say = (text: string, files: readonly FilePart[] = []): void => {
    if (running || turns.cut) return;
    markUsed();
    onSaid(opened.id, text || (files[0]?.filename ?? ""));
    turns.say(text, files);
    toEnd();
  };
  const again = useStable(() => {
    toEnd();
    turns.again();
  });
  const actions = useActions(turns, api, opened.id, !pending && !turns.staffed);
  const unused = !messages.some((message) => message.role === "user");
  const idle = !pending && problem === null;
  return (
    <main className="conversation">
      <Header title={title} state={turns.staffed ? "handover" : currentState(messages, opened.state)} onMenu={onMenu} onStart={onStart} />
      <div className="scroller" ref={stick.scroller} tabIndex={-1}>
        <div className="column" ref={stick.content} data-unused={unused || undefined}>
          <AskContext value={idle ? (text) => say(text) : null}>
            <FilesContext value={api}>
              <TurnActionsContext value={actions}>
                <Transcript
                  messages={messages}
                  running={pending}
                  excused={turns.cut || problem !== null}
                  staffed={turns.staffed}
                  older={older}
                  onAgain={again}
                />
              </TurnActionsContext>
            </FilesContext>
          </AskContext>
          {idle && !turns.staffed ? <Next unused={unused} messages={messages} onPick={(text) => say(text)} /> : null}
          {problem ? (
            <ProblemNotice
              {...problem}
              onRetry={problem.lead === "stop" ? turns.stop : problem.lead === "select" ? null : again}
              onDismiss={turns.dismiss}
            />
          ) : null}
        </div>
      </div>
      <Dock conversationId={opened.id} turns={turns} stick={stick} input={input} api={api} onSay={say} />
      <Announcer lines={lines} />
    </main>
  );
}

/** What the customer may say next: ways to begin, or to go on. */
function Next({ unused, messages, onPick }: { unused: boolean; messages: Turns["messages"]; onPick: (text: string) => void }) {
  const texts = useTexts();
  if (unused) return <Starters onPick={onPick} />;
  return <Chips label={texts.suggestions} items={followUps(messages, texts)} onPick={onPick} />;
}

/** What can be done with messages, the same as long as it can be done at all. */
function useActions(turns: Turns, api: ChatApi, id: string, enabled: boolean): TurnActions | null {
  const latest = useRef(turns);
  latest.current = turns;
  return useMemo(
    () =>
      enabled
        ? {
            edit: (message, text) => latest.current.edit(message, text),
            select: (messageId) => latest.current.select(messageId),
            rate: (messageId, rating) => api.rate(id, messageId, rating),
          }
        : null,
    [enabled, api, id],
  );
}

/** A function that stays the same and does the latest, so that finished messages are not drawn again with each word. */
function useStable(latest: () => void): () => void {
  const current = useRef(latest);
  current.current = latest;
  return useCallback(() => current.current(), []);
}

/** Lets one write at once, where that opens no keyboard on the screen and nothing else has the focus. */
function useReadyToWrite(input: RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    const free = document.activeElement === null || document.activeElement === document.body;
    if (free && matchMedia("(pointer: fine)").matches) input.current?.focus({ preventScroll: true });
  }, [input]);
}

function useSettled(running: boolean, onSettled: () => void): void {
  const was = useRef(running);
  useEffect(() => {
    if (was.current && !running) onSettled();
    was.current = running;
  }, [running, onSettled]);
}
