import { useState } from "react";
import type { ChatMessage } from "../conversation/message.ts";
import { readPage, type Opened } from "../conversation/open.ts";
import type { ChatApi } from "../wire/api.ts";

export interface Older {
  more: boolean;
  loading: boolean;
  /** It could not be loaded: only the reader asks again. */
  failed: boolean;
  load: () => void;
}

/** Pages back through the thread. */
export function useOlder(opened: Opened, api: ChatApi, prepend: (messages: ChatMessage[]) => void): Older {
  const [place, setPlace] = useState(opened.older);
  const [loading, setLoading] = useState(false);
  const [failed, setFailed] = useState(false);
  const load = (): void => {
    if (!place || loading) return;
    setLoading(true);
    readPage(api, opened.id, place)
      .then(
        (page) => {
          prepend(page.messages);
          setPlace(page.older);
          setFailed(false);
        },
        () => setFailed(true),
      )
      .finally(() => setLoading(false));
  };
  return { more: place !== null, loading, failed, load };
}
