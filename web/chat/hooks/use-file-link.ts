import { createContext, use, useEffect, useState } from "react";
import type { ChatApi } from "../wire/api.ts";

export const FilesContext = createContext<Pick<ChatApi, "link"> | null>(null);

/** A link is asked for anew this long before it ends. */
const MARGIN_MS = 60_000;
const SOONEST_MS = 30_000;

/** The address that shows a file, kept fresh; null until it is known, `"gone"` where the file is no more. */
export function useFileLink(url: string): string | "gone" | null {
  const files = use(FilesContext);
  const [link, setLink] = useState<string | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let left = false;
    const ask = async (): Promise<void> => {
      try {
        const found = await files?.link(url);
        if (left || !found) return;
        setLink(found.url);
        timer = setTimeout(() => void ask(), Math.max(SOONEST_MS, Date.parse(found.expires_at) - Date.now() - MARGIN_MS));
      } catch {
        if (!left) setLink((before) => before ?? "gone");
      }
    };
    void ask();
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [files, url]);
  return link;
}
