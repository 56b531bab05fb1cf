import { useEffect, useRef } from "react";
import { mindSilence } from "../conversation/silence.ts";
import type { ChatApi } from "../wire/api.ts";

/** While nothing happens, shows what the bot says into the customer's silence. A word of anybody's, by its message's id, begins anew. */
export function useSilence(id: string, api: ChatApi, quiet: boolean, lastMessageId: string | null, refresh: () => Promise<void>): void {
  const latestRefresh = useRef(refresh);
  latestRefresh.current = refresh;
  useEffect(() => {
    if (!quiet || lastMessageId === null) return;
    return mindSilence({
      async idleAt() {
        const { idle_at: at } = await api.read(id);
        return at === null || at === undefined ? null : Date.parse(at);
      },
      look: () => latestRefresh.current(),
    });
  }, [id, api, quiet, lastMessageId]);
}
