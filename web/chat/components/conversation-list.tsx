import type { KeyboardEvent, MouseEvent } from "react";
import { relativeTime } from "../conversation/days.ts";
import { byDay, type Entry } from "../conversation/summaries.ts";
import type { Conversations } from "../hooks/use-conversations.ts";
import { useTexts } from "../i18n/index.ts";
import { addressOf } from "../route.ts";

interface ConversationListProps {
  conversations: Conversations;
  selected: string | null;
  onSelect: (id: string) => void;
}

/** One's conversations by day. Arrow keys move along the list; each entry is a link of its own. */
export function ConversationList({ conversations, selected, onSelect }: ConversationListProps) {
  const texts = useTexts();
  const now = Date.now();
  const { entries, failed, hasMore, loadMore } = conversations;
  if (entries.length === 0) return <p className="list-empty">{failed ? texts.nav.failed : texts.nav.none}</p>;
  return (
    <div className="list" onKeyDown={moveFocus}>
      {byDay(entries, now).map(([day, inDay]) => (
        <section key={day} aria-labelledby={`day-${day}`}>
          <h2 id={`day-${day}`}>{texts.days[day]}</h2>
          <ul>
            {inDay.map((entry) => (
              <li key={entry.id}>
                <EntryLink entry={entry} now={now} selected={entry.id === selected} onSelect={onSelect} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      {hasMore ? (
        <button type="button" className="text-button" onClick={loadMore}>
          {texts.nav.more}
        </button>
      ) : null}
    </div>
  );
}

function EntryLink({ entry, now, selected, onSelect }: { entry: Entry; now: number; selected: boolean; onSelect: (id: string) => void }) {
  const { locale } = useTexts();
  const onClick = (event: MouseEvent): void => {
    // With a modifier it is a link like any other: a new tab.
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    onSelect(entry.id);
  };
  return (
    <a className="entry" href={addressOf(entry.id)} aria-current={selected ? "page" : undefined} onClick={onClick}>
      <span className="entry-title">{entry.title}</span>
      <span className="entry-time">{relativeTime(entry.time, now, locale)}</span>
    </a>
  );
}

function moveFocus(event: KeyboardEvent<HTMLElement>): void {
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>("a.entry")];
  const at = links.findIndex((link) => link === document.activeElement);
  if (at < 0) return;
  const targets: Record<string, number> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 };
  const target = targets[event.key];
  if (target === undefined) return;
  event.preventDefault();
  links[Math.max(0, Math.min(links.length - 1, target))]?.focus();
}
