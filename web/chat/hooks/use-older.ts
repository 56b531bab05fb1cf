import { useCallback, useMemo, useRef, useState } from "react";
import type { ChatMessage } from "../conversation/message.ts";
import { readPage, type Opened } from "../conversation/open.ts";
import type { ChatApi } from "../wire/api.ts";

export interface Older {
  more: boolean;
  loading: boolean;
  /** It could not be loaded: only the reader asks again. */
  failed: boolean;
  /** Stays the same, and may be called at any time: no page is asked for twice at once, nor put in twice. */
  load: () => void;
}

/** Pages back through the thread. */
export function useOlder(opened: Opened, api: ChatApi, prepend: (messages: ChatMessage[]) => void): Older {
  // What is drawn lags behind what was asked: only these say whether to ask, and for what.
  const place = useRef(opened.older);
  const underway = useRef(false);
  const latest = useRef(prepend);
  latest.current = prepend;
  const [shown, setShown] = useState({ more: opened.older !== null, loading: false, failed: false });

  const load = useCallback((): void => {
    const asked = place.current;
    if (!asked || underway.current) return;
    const settle = (failed: boolean): void => {
      underway.current = false;
      setShown({ more: place.current !== null, loading: false, failed });
    };
    underway.current = true;
    setShown((before) => ({ ...before, loading: true }));
    readPage(api, opened.id, asked).then(
      (page) => {
        place.current = page.older;
        latest.current(page.messages);
        settle(false);
      },
      () => settle(true),
    );
  }, [api, opened.id]);
  return useMemo(() => ({ ...shown, load }), [shown, load]);
}
