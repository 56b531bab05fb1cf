import { useEffect, type RefObject } from "react";

/** `/` or Ctrl+K writes, Esc stops what runs. */
export function useKeys(input: RefObject<HTMLTextAreaElement | null>, stop: (() => void) | null): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      // An open dialog has the keyboard to itself.
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
