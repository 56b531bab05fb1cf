import { useTexts } from "../i18n/index.ts";
import { Icon } from "./icon.tsx";
import { StateChip } from "./state-chip.tsx";

/** What this conversation is about, and where it stands. */
export function Header({
  title,
  state,
  onMenu,
  onStart,
}: {
  title: string | null;
  state: string | null;
  onMenu: (() => void) | null;
  onStart: () => void;
}) {
  const { nav } = useTexts();
  return (
    <header className="header">
      <a className="skip" href="#composer-input">
        {nav.skip}
      </a>
      {onMenu ? (
        <button type="button" className="icon-button" aria-label={nav.open} onClick={onMenu}>
          <Icon name="menu" />
        </button>
      ) : null}
      <div className="header-title">
        <h1>{title ?? nav.untitled}</h1>
        {state ? <StateChip state={state} /> : null}
      </div>
      {onMenu ? (
        <button type="button" className="icon-button" aria-label={nav.start} title={nav.start} onClick={onStart}>
          <Icon name="compose" />
        </button>
      ) : null}
    </header>
  );
}
