import { isToolUIPart } from "ai";
import { memo } from "react";
import { isVisible, textOf, type ChatMessage } from "../conversation/message.ts";
import { useTexts } from "../i18n/index.ts";
import { Icon, Mark } from "./icon.tsx";
import { Markdown } from "./markdown.tsx";
import { MessageFoot } from "./message-foot.tsx";
import { ToolNote, ToolResult } from "./tool-result.tsx";
import { UserMessage } from "./user-message.tsx";

interface MessageProps {
  message: ChatMessage;
  /** The newest one. */
  last: boolean;
  /** Its turn still runs. */
  running: boolean;
  /** Answers it again; null while that cannot be asked. */
  onAgain: (() => void) | null;
}

/** One message, by who wrote it. */
export const Message = memo(function Message({ message, last, running, onAgain }: MessageProps) {
  if (message.role === "user") return <UserMessage message={message} last={last} />;
  if (message.role === "system") return <p className="system-message">{textOf(message)}</p>;
  return <AssistantMessage message={message} last={last} running={running} onAgain={onAgain} />;
});

function AssistantMessage({ message, last, running, onAgain }: MessageProps) {
  const { transcript } = useTexts();
  const staff = message.metadata?.author === "staff";
  const waiting = running && isWaiting(message);
  return (
    <article className="message message-assistant" aria-busy={running}>
      <span className="avatar">
        <Mark />
      </span>
      <div className="message-body">
        <h2 className={staff ? "staff-name" : "visually-hidden"}>{staff ? transcript.staff : transcript.assistant}</h2>
        <Parts message={message} last={last} running={running} />
        {waiting ? <Thinking /> : null}
        {running ? null : <MessageFoot message={message} last={last} onAgain={onAgain} />}
      </div>
    </article>
  );
}

function Parts({ message, last, running }: { message: ChatMessage; last: boolean; running: boolean }) {
  const { transcript } = useTexts();
  const lastVisible = message.parts.findLastIndex(isVisible);
  return message.parts.map((part, index) => {
    if (isToolUIPart(part)) {
      const alone = !running && !message.parts.slice(index + 1).some((later) => later.type === "text");
      return <ToolResult key={part.toolCallId} part={part} running={running} live={last} alone={alone} />;
    }
    if (part.type === "text")
      return part.text.trim() ? <Markdown key={index} text={part.text} streaming={running && index === lastVisible} /> : null;
    if (part.type === "reasoning") return part.text.trim() ? <Reasoning key={index} text={part.text} /> : null;
    if (part.type === "data-tool-blocked") return <ToolNote key={index} text={transcript.blocked} />;
    return null;
  });
}

/** Nothing to see yet, or a tool is done and its words are still to come. */
function isWaiting(message: ChatMessage): boolean {
  const newest = message.parts.findLast(isVisible);
  return newest === undefined || newest.type === "reasoning" || (isToolUIPart(newest) && newest.state.startsWith("output"));
}

export function Thinking() {
  const { transcript } = useTexts();
  return (
    <p className="thinking">
      <span className="visually-hidden">{transcript.thinking}</span>
      <span className="dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
    </p>
  );
}

function Reasoning({ text }: { text: string }) {
  const { transcript } = useTexts();
  return (
    <details className="reasoning">
      <summary>
        <Icon name="chevron" size={16} />
        {transcript.reasoning}
      </summary>
      <p>{text}</p>
    </details>
  );
}
