import { useCallback, useEffect, useRef, useState } from "react";
import type { Language } from "../../src/platform/ports.ts";
import { applyLanguage, applyTheme, rememberedLanguage, rememberedTheme, type Theme } from "./appearance.ts";
import { Conversation } from "./components/conversation.tsx";
import { Opening, OpeningFailed } from "./components/opening.tsx";
import { Drawer, Sidebar } from "./components/sidebar.tsx";
import { textOf } from "./conversation/message.ts";
import { titleFrom } from "./conversation/summaries.ts";
import { useConversations } from "./hooks/use-conversations.ts";
import { useMedia } from "./hooks/use-media.ts";
import { useOpened, type View } from "./hooks/use-opened.ts";
import { useViewportHeight } from "./hooks/use-viewport-height.ts";
import { dictionaries, LanguageContext } from "./i18n/index.ts";
import type { ChatApi } from "./wire/api.ts";
import type { AuthorizedFetch } from "./wire/session.ts";

/** The page: one's conversations, and the one that is open. */
export function App({ api, send }: { api: ChatApi; send: AuthorizedFetch }) {
  const [language, setLanguage] = useState<Language>(rememberedLanguage);
  const [theme, setTheme] = useState<Theme>(rememberedTheme);
  const [drawer, setDrawer] = useState(false);
  const wide = useMedia("(min-width: 56rem)");
  const conversations = useConversations(api);
  const { view, wantedId, open, start, retry } = useOpened(api, language);
  useViewportHeight();
  const texts = dictionaries[language];
  const title = conversations.entries.find((entry) => entry.id === wantedId)?.title ?? openedTitle(view);
  const unused = view.kind === "open" && title === null;

  useEffect(() => applyTheme(theme), [theme]);
  useEffect(() => applyLanguage(language), [language]);
  useEffect(() => {
    document.title = title ? `${title} · ${texts.page.title}` : `${texts.page.title} · ${texts.page.tagline}`;
  }, [title, texts]);
  useListUpkeep(view, conversations);

  const startAfresh = (): void => {
    setDrawer(false);
    // Nobody has spoken here: it is new already.
    if (unused) document.getElementById("composer-input")?.focus();
    else start();
  };
  const select = (id: string): void => {
    setDrawer(false);
    if (id !== wantedId) open(id);
  };
  const switchLanguage = (next: Language): void => {
    setLanguage(next);
    if (unused) start();
  };
  const sidebar = {
    conversations,
    selected: wantedId,
    theme,
    language,
    onSelect: select,
    onStart: startAfresh,
    onTheme: setTheme,
    onLanguage: switchLanguage,
  };
  const frame = { onMenu: wide ? null : () => setDrawer(true), onStart: startAfresh };

  return (
    <LanguageContext value={language}>
      <div className="page">
        {wide ? <Sidebar {...sidebar} /> : <Drawer {...sidebar} open={drawer} onClose={() => setDrawer(false)} />}
        {view.kind === "opening" ? <Opening {...frame} /> : null}
        {view.kind === "missing" ? <OpeningFailed {...frame} problem={null} lead={texts.problems.notFound} onRetry={null} /> : null}
        {view.kind === "failed" ? (
          <OpeningFailed {...frame} problem={view.problem} lead={wantedId ? texts.problems.open : texts.problems.start} onRetry={retry} />
        ) : null}
        {view.kind === "open" ? (
          <Conversation
            key={view.opened.id}
            {...frame}
            opened={view.opened}
            title={title}
            api={api}
            send={send}
            onSaid={conversations.touch}
            onSettled={conversations.refresh}
            onReopen={retry}
          />
        ) : null}
      </div>
    </LanguageContext>
  );
}

/** A conversation that the list does not name is called by the first question that is loaded. */
function openedTitle(view: View): string | null {
  const question = view.kind === "open" ? view.opened.messages.find((message) => message.role === "user") : undefined;
  return question ? titleFrom(textOf(question)) : null;
}

/** Loads the list once the visitor is known, and drops what turned out not to be there. */
function useListUpkeep(view: View, { refresh, forget }: { refresh: () => void; forget: (id: string) => void }): void {
  const latestRefresh = useRef(refresh);
  latestRefresh.current = refresh;
  const loadList = useCallback(() => latestRefresh.current(), []);
  const settled = view.kind === "open";
  const missing = view.kind === "missing" ? view.id : null;
  useEffect(() => {
    if (settled) loadList();
  }, [settled, loadList]);
  useEffect(() => {
    if (missing) forget(missing);
  }, [missing, forget]);
}
