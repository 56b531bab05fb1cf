import { useEffect, useRef } from "react";
import type { ChatMessage } from "../conversation/message.ts";
import { isAnswered } from "../conversation/thread.ts";
import type { Older } from "../hooks/use-older.ts";
import { useTexts } from "../i18n/index.ts";
import { Icon } from "./icon.tsx";
import { Message, Thinking } from "./message.tsx";

interface TranscriptProps {
  messages: ChatMessage[];
  running: boolean;
  /** There is something wrong already said elsewhere: do not add that the message has no answer. */
  excused: boolean;
  /** Staff answer here. */
  staffed: boolean;
  older: Older;
  onAgain: () => void;
}

/** What was said. Not a live region: the announcer says whole sentences instead of tokens. */
export function Transcript({ messages, running, excused, staffed, older, onAgain }: TranscriptProps) {
  const { transcript } = useTexts();
  const awaited = running && messages.at(-1)?.role === "user";
  return (
    <div className="messages" role="log" aria-live="off" aria-label={transcript.label}>
      {older.more ? <OlderButton {...older} /> : null}
      {messages.map((message, index) => {
        const last = index === messages.length - 1;
        return (
          <Message key={message.id} message={message} last={last} running={last && running} onAgain={excused || staffed ? null : onAgain} />
        );
      })}
      {awaited ? <AwaitedAnswer /> : null}
      {!running && !excused && !staffed && !isAnswered(messages) ? <Unanswered onAgain={onAgain} /> : null}
      <p className="staff-line" role="status">
        {staffed ? transcript.staffed : null}
      </p>
    </div>
  );
}

function AwaitedAnswer() {
  return (
    <div className="message message-assistant">
      <span className="avatar avatar-waiting" />
      <div className="message-body">
        <Thinking />
      </div>
    </div>
  );
}

function Unanswered({ onAgain }: { onAgain: () => void }) {
  const { transcript } = useTexts();
  return (
    <p className="unanswered">
      {transcript.unanswered}
      <button type="button" className="chip chip-small" onClick={onAgain}>
        <Icon name="retry" size={16} />
        {transcript.again}
      </button>
    </p>
  );
}

/** Loads older messages when it comes into view, or when pressed. */
function OlderButton({ loading, failed, load }: Older) {
  const { transcript, problems } = useTexts();
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    const node = button.current;
    if (!node || loading || failed) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && load());
    observer.observe(node);
    return () => observer.disconnect();
  }, [loading, failed, load]);
  return (
    <p className="older">
      {failed ? problems.older : null}
      <button ref={button} type="button" className="text-button" disabled={loading} onClick={load}>
        {loading ? transcript.loadingOlder : failed ? problems.retry : transcript.older}
      </button>
    </p>
  );
}
