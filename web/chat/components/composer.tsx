import { useEffect, useLayoutEffect, useState, type KeyboardEvent, type RefObject, type SubmitEvent } from "react";
import { useTexts } from "../i18n/index.ts";
import { Icon } from "./icon.tsx";

interface ComposerProps {
  conversationId: string;
  input: RefObject<HTMLTextAreaElement | null>;
  running: boolean;
  stopping: boolean;
  /** The connection is broken: nothing can be sent until it is back. */
  waiting: boolean;
  onSay: (text: string) => void;
  onStop: () => void;
}

/** Where the customer writes. The draft outlives a reload. */
export function Composer({ conversationId, input, running, stopping, waiting, onSay, onStop }: ComposerProps) {
  const { composer } = useTexts();
  const [text, setText] = useDraft(conversationId);
  useFit(input, text);
  const empty = text.trim() === "";

  const submit = (event?: SubmitEvent): void => {
    event?.preventDefault();
    if (empty || running || waiting) return;
    onSay(text.trim());
    setText("");
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

  return (
    <form className="composer" onSubmit={submit}>
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
        aria-describedby="composer-hint"
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
      />
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
          title={waiting ? composer.waiting : composer.send}
          disabled={empty || waiting}
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
