import { useEffect, useState } from "react";
import { endingOf, textOf, type ChatMessage } from "../conversation/message.ts";
import { useTexts } from "../i18n/index.ts";
import { BranchSwitch } from "./branch-switch.tsx";
import { Icon } from "./icon.tsx";
import { RateButtons } from "./rate-buttons.tsx";

const COPIED_MS = 2000;

/** Under an answer: how it ended if not well, what can be done with it, and when it was given. */
export function MessageFoot({ message, last, onAgain }: { message: ChatMessage; last: boolean; onAgain: (() => void) | null }) {
  const { transcript } = useTexts();
  const ended = endingOf(message);
  const ending = ended && transcript[ended];
  const reason = ended === "failed" ? message.metadata?.error_text : null;
  const text = textOf(message);
  // A greeting answers nothing, so it cannot be given again.
  const answers = message.metadata?.turn_id != null;
  return (
    <footer className="message-foot" data-last={last || undefined}>
      {ending ? (
        <span className="ending">
          {ending} {reason}
        </span>
      ) : null}
      {last && answers && onAgain ? (
        <button
          type="button"
          className={ending ? "chip chip-small" : "icon-button icon-button-small"}
          onClick={onAgain}
          aria-label={ending ? undefined : transcript.again}
          title={transcript.again}
        >
          <Icon name="retry" size={16} />
          {ending ? transcript.again : null}
        </button>
      ) : null}
      <BranchSwitch branch={message.metadata?.branch} />
      {text ? <CopyButton text={text} /> : null}
      {answers ? <RateButtons messageId={message.id} stored={message.metadata?.rating ?? null} /> : null}
      <Time iso={message.metadata?.created_at} />
    </footer>
  );
}

function CopyButton({ text }: { text: string }) {
  const { transcript } = useTexts();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied]);
  const label = copied ? transcript.copied : transcript.copy;
  return (
    <button
      type="button"
      className="icon-button icon-button-small"
      aria-label={label}
      title={label}
      onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}
    >
      <Icon name={copied ? "check" : "copy"} size={16} />
    </button>
  );
}

function Time({ iso }: { iso: string | null | undefined }) {
  const { locale } = useTexts();
  const time = Date.parse(iso ?? "");
  if (!Number.isFinite(time)) return null;
  const sameDay = new Date(time).toDateString() === new Date().toDateString();
  const format = new Intl.DateTimeFormat(locale, sameDay ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" });
  return (
    <time className="message-time" dateTime={iso ?? undefined}>
      {format.format(time)}
    </time>
  );
}
