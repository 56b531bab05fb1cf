import { useEffect, useLayoutEffect, useState, type ClipboardEvent, type KeyboardEvent, type RefObject, type SubmitEvent } from "react";
import type { FilePart } from "../conversation/attachments.ts";
import { useAttachments } from "../hooks/use-attachments.ts";
import { fill, useTexts } from "../i18n/index.ts";
import type { ChatApi } from "../wire/api.ts";
import { MESSAGE_CHARACTERS } from "../wire/limits.ts";
import { AttachButton } from "./attach-button.tsx";
import { AttachmentTray } from "./attachment-tray.tsx";
import { Icon } from "./icon.tsx";

/** From here on the page counts along. */
const COUNTED_CHARACTERS = MESSAGE_CHARACTERS * 0.9;

interface ComposerProps {
  conversationId: string;
  input: RefObject<HTMLTextAreaElement | null>;
  running: boolean;
  stopping: boolean;
  /** The connection is broken: nothing can be sent until it is back. */
  waiting: boolean;
  api: ChatApi;
  onSay: (text: string, files: readonly FilePart[]) => void;
  onStop: () => void;
}

/** Where the customer writes. The draft outlives a reload. */
export function Composer({ conversationId, input, running, stopping, waiting, api, onSay, onStop }: ComposerProps) {
  const { composer, files } = useTexts();
  const [text, setText] = useDraft(conversationId);
  const attachments = useAttachments(api);
  useFit(input, text);
  const { length } = text.trim();
  const { items, parts } = attachments;
  const sendable = (length > 0 || items.length > 0) && length <= MESSAGE_CHARACTERS && parts !== null && !waiting;

  const submit = (event?: SubmitEvent): void => {
    event?.preventDefault();
    if (!sendable || running) return;
    onSay(text.trim(), parts);
    setText("");
    attachments.clear();
    // On a phone the keyboard would cover the answer.
    if (matchMedia("(pointer: coarse)").matches) input.current?.blur();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    // While a Vietnamese (or any) input method composes, Enter belongs to it; Safari tells by key code 229 only.
    // oxlint-disable-next-line typescript/no-deprecated
    const composing = event.nativeEvent.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || composing) return;
    event.preventDefault();
    submit();
  };

  const onPaste = (event: ClipboardEvent): void => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    attachments.add(event.clipboardData.files);
  };

  return (
    <form className="composer" onSubmit={submit}>
      <AttachmentTray attachments={attachments} />
      <Length length={length} />
      <label className="visually-hidden" htmlFor="composer-input">
        {composer.label}
      </label>
      <textarea
        id="composer-input"
        ref={input}
        rows={1}
        value={text}
        placeholder={composer.placeholder}
        enterKeyHint="send"
        autoComplete="off"
        aria-describedby="composer-hint composer-count"
        aria-invalid={length > MESSAGE_CHARACTERS || undefined}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
      />
      <AttachButton onChoose={attachments.add} />
      {running ? (
        <button
          type="button"
          className="round-button"
          aria-label={stopping ? composer.stopping : composer.stop}
          title={stopping ? composer.stopping : `${composer.stop} (Esc)`}
          aria-disabled={stopping}
          onClick={onStop}
        >
          <Icon name="stop" />
        </button>
      ) : (
        <button
          type="submit"
          className="round-button"
          aria-label={composer.send}
          title={waiting ? composer.waiting : parts === null ? files.waiting : composer.send}
          disabled={!sendable}
        >
          <Icon name="send" />
        </button>
      )}
      <p id="composer-hint" className="composer-hint">
        {composer.hint}
      </p>
    </form>
  );
}

/** How much of a message's room is used, once that matters. The count stays silent; that it is too much is said once. */
function Length({ length }: { length: number }) {
  const { composer, locale } = useTexts();
  const format = (count: number): string => count.toLocaleString(locale);
  const tooLong = length > MESSAGE_CHARACTERS;
  return (
    <div className="composer-length" data-too-long={tooLong || undefined}>
      <p role="status">{tooLong ? fill(composer.tooLong, { most: format(MESSAGE_CHARACTERS) }) : null}</p>
      {length > COUNTED_CHARACTERS ? (
        <p id="composer-count" className="composer-count">
          {fill(composer.count, { count: format(length), most: format(MESSAGE_CHARACTERS) })}
        </p>
      ) : null}
    </div>
  );
}

function useDraft(conversationId: string): [string, (text: string) => void] {
  const key = `edgewise.draft.${conversationId}`;
  const [text, setText] = useState(() => readDraft(key));
  useEffect(() => writeDraft(key, text), [key, text]);
  return [text, setText];
}

function readDraft(key: string): string {
  try {
    return sessionStorage.getItem(key) ?? "";
  } catch {
    return "";
  }
}

function writeDraft(key: string, text: string): void {
  try {
    if (text) sessionStorage.setItem(key, text);
    else sessionStorage.removeItem(key);
  } catch {
    // Without storage a draft lives as long as the page.
  }
}

/** Grows the box with its text, where CSS `field-sizing` does not. */
function useFit(input: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    const box = input.current;
    if (!box || CSS.supports("field-sizing", "content")) return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
  }, [input, text]);
}
