import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { textOf, type ChatMessage } from "../conversation/message.ts";
import { useTexts } from "../i18n/index.ts";
import { MESSAGE_CHARACTERS } from "../wire/limits.ts";
import { BranchSwitch } from "./branch-switch.tsx";
import { Bubble } from "./bubble.tsx";
import { Icon } from "./icon.tsx";
import { SentFiles } from "./sent-files.tsx";
import { useTurnActions } from "./turn-actions.ts";

/** What the customer said; it can be said in other words. */
export function UserMessage({ message, last }: { message: ChatMessage; last: boolean }) {
  const { transcript, edit: texts } = useTexts();
  const actions = useTurnActions();
  const [editing, setEditing] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const wasEditing = useRef(false);
  const text = textOf(message);
  useEffect(() => {
    // Who gives up goes on from where they were.
    if (wasEditing.current && !editing) button.current?.focus();
    wasEditing.current = editing;
  }, [editing]);
  const save = (words: string): void => {
    setEditing(false);
    if (words !== text) actions?.edit(message, words);
  };
  return (
    <article className="message message-user" data-editing={editing || undefined}>
      <h2 className="visually-hidden">{transcript.you}</h2>
      <SentFiles message={message} />
      {editing && actions ? <EditBox text={text} onSave={save} onCancel={() => setEditing(false)} /> : null}
      {text !== "" && !(editing && actions) ? <Bubble text={text} /> : null}
      {editing && actions ? null : (
        <footer className="message-foot message-foot-user" data-last={last || undefined}>
          {actions && text !== "" ? (
            <button
              ref={button}
              type="button"
              className="icon-button icon-button-small"
              aria-label={texts.edit}
              title={texts.edit}
              onClick={() => setEditing(true)}
            >
              <Icon name="compose" size={16} />
            </button>
          ) : null}
          <BranchSwitch branch={message.metadata?.branch} />
        </footer>
      )}
    </article>
  );
}

function EditBox({ text, onSave, onCancel }: { text: string; onSave: (text: string) => void; onCancel: () => void }) {
  const { edit: texts, composer } = useTexts();
  const [words, setWords] = useState(text);
  const box = useRef<HTMLTextAreaElement>(null);
  const fits = words.trim() !== "" && words.length <= MESSAGE_CHARACTERS;
  useEffect(() => {
    box.current?.focus();
    box.current?.setSelectionRange(text.length, text.length);
  }, [text]);
  const submit = (event: { preventDefault(): void }): void => {
    event.preventDefault();
    if (fits) onSave(words.trim());
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      onCancel();
    }
    if (event.key === "Enter" && !event.shiftKey) submit(event);
  };
  return (
    <form className="edit-box" onSubmit={submit} aria-label={texts.edit}>
      <textarea
        ref={box}
        value={words}
        rows={2}
        aria-label={composer.label}
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <p className="edit-hint">{texts.hint}</p>
      <span className="edit-actions">
        <button type="button" className="text-button" onClick={onCancel}>
          {texts.cancel}
        </button>
        <button type="submit" className="chip chip-small" disabled={!fits}>
          {texts.save}
        </button>
      </span>
    </form>
  );
}
