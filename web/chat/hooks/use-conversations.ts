import { useCallback, useEffect, useMemo, useState } from "react";
import * as z from "zod/mini";
import { entriesOf, titleFrom, type Entry } from "../conversation/summaries.ts";
import { recall, remember } from "../memory.ts";
import type { ChatApi } from "../wire/api.ts";
import type { ConversationSummary } from "../wire/schemas.ts";

const TITLES = "titles";
const KEPT = 50;
const entriesSchema = z.array(z.object({ id: z.string(), title: z.string(), time: z.number() }));

export interface Conversations {
  entries: Entry[];
  failed: boolean;
  hasMore: boolean;
  refresh(): void;
  loadMore(): void;
  /** The customer said something: the conversation moves up, and its first words name it. */
  touch(id: string, text: string): void;
  /** The server does not know it (any more). */
  forget(id: string): void;
}

/** One's own conversations, newest first. */
export function useConversations(api: ChatApi): Conversations {
  const [listed, setListed] = useState<ConversationSummary[]>([]);
  const [pages, setPages] = useState(1);
  const [total, setTotal] = useState(0);
  const [failed, setFailed] = useState(false);
  const [local, setLocal] = useState<Entry[]>(recallEntries);

  const load = useCallback(
    async (count: number) => {
      try {
        const loaded = await Promise.all(Array.from({ length: count }, (_, index) => api.list(index + 1)));
        setListed(loaded.flatMap((page) => page.data));
        setTotal(loaded[0]?.total ?? 0);
        setPages(count);
        setFailed(false);
      } catch {
        // The list is a convenience: the conversation goes on without it.
        setFailed(true);
      }
    },
    [api],
  );
  useEffect(() => remember(TITLES, JSON.stringify(local)), [local]);
  const touch = useCallback((id: string, text: string) => {
    setLocal((before) => {
      const known = before.find((entry) => entry.id === id);
      const entry = { id, title: known?.title ?? titleFrom(text), time: Date.now() };
      return [entry, ...before.filter((other) => other.id !== id)].slice(0, KEPT);
    });
  }, []);
  const forget = useCallback((id: string) => setLocal((before) => before.filter((entry) => entry.id !== id)), []);

  const entries = useMemo(() => entriesOf(listed, local), [listed, local]);
  return {
    entries,
    failed,
    hasMore: listed.length < total,
    refresh: useCallback(() => void load(pages), [load, pages]),
    loadMore: useCallback(() => void load(pages + 1), [load, pages]),
    touch,
    forget,
  };
}

function recallEntries(): Entry[] {
  try {
    const parsed = entriesSchema.safeParse(JSON.parse(recall(TITLES) ?? "[]"));
    return parsed.success ? parsed.data : [];
  } catch {
    return [];
  }
}
