import { useEffect, useRef, useState } from "react";
import type { ChatMessage } from "../conversation/message.ts";
import { useTexts } from "../i18n/index.ts";
import { allSaid, announce, nothingSaid, type Progress } from "../speech/announce.ts";

/** Lines kept in the live region; older ones have been said. */
const KEPT = 12;

export interface Line {
  key: number;
  text: string;
}

/** The lines that a screen reader hears: the newest answer, sentence by sentence. */
export function useAnnouncer(messages: ChatMessage[], running: boolean, news: boolean): Line[] {
  const texts = useTexts();
  const [lines, setLines] = useState<Line[]>([]);
  const progress = useRef<Progress | null>(null);
  const nextKey = useRef(0);
  const last = messages.at(-1);

  useEffect(() => {
    if (!last || last.role !== "assistant") return;
    if (progress.current?.messageId !== last.id) {
      // What stood there before the reader came is not news.
      progress.current = progress.current === null && !news && !running ? allSaid(last) : nothingSaid(last.id);
    }
    const said = announce(last, progress.current, !running, texts);
    progress.current = said.progress;
    if (said.lines.length === 0) return;
    const fresh = said.lines.map((text) => ({ key: nextKey.current++, text }));
    setLines((before) => [...before, ...fresh].slice(-KEPT));
  }, [last, running, news, texts]);
  return lines;
}
