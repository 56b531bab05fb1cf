import { useEffect, useRef, useState } from "react";
import { partsOf, refusalOf, roomFor, type Attachment, type FilePart } from "../conversation/attachments.ts";
import type { ChatApi } from "../wire/api.ts";

export interface Attachments {
  items: readonly Attachment[];
  /** More were chosen than a message takes. */
  overflow: boolean;
  /** The files as parts of a message; null while one is on its way or has failed. */
  parts: FilePart[] | null;
  add(files: Iterable<File>): void;
  remove(key: string): void;
  again(key: string): void;
  /** They were sent. */
  clear(): void;
}

interface Underway {
  file: File;
  abort: AbortController;
}

/** The files of the message that is being written: each goes up as soon as it is chosen. */
export function useAttachments(api: ChatApi): Attachments {
  const [items, setItems] = useState<readonly Attachment[]>([]);
  const [overflow, setOverflow] = useState(false);
  const underway = useRef(new Map<string, Underway>());
  useEffect(() => {
    const all = underway.current;
    return () => all.forEach(({ abort }) => abort.abort());
  }, []);

  const change = (key: string, news: Partial<Attachment>): void =>
    setItems((before) => before.map((item) => (item.key === key ? { ...item, ...news } : item)));
  const upload = (key: string, file: File): void => {
    const abort = new AbortController();
    underway.current.set(key, { file, abort });
    api
      .upload(file, (progress) => change(key, { progress }), abort.signal)
      .then(({ url, media_type: mediaType, filename }) => change(key, { part: { type: "file", url, mediaType, filename }, progress: 1 }))
      .catch((problem: unknown) => change(key, { problem: problem instanceof Error ? problem : new Error(String(problem)) }));
  };
  const add = (files: Iterable<File>): void => {
    const chosen = [...files];
    const room = roomFor(items);
    setOverflow(chosen.length > room);
    for (const file of chosen.slice(0, room)) {
      const key = crypto.randomUUID();
      const problem = refusalOf(file);
      setItems((before) => [...before, { key, name: file.name, preview: previewOf(file), progress: 0, part: null, problem }]);
      if (problem === null) upload(key, file);
    }
  };
  const forget = ({ key, preview }: Attachment): void => {
    underway.current.get(key)?.abort.abort();
    underway.current.delete(key);
    if (preview !== null) URL.revokeObjectURL(preview);
  };
  return {
    items,
    overflow,
    parts: partsOf(items),
    add,
    remove(key) {
      items.filter((item) => item.key === key).forEach(forget);
      setItems((before) => before.filter((item) => item.key !== key));
      setOverflow(false);
    },
    again(key) {
      const known = underway.current.get(key);
      if (!known) return;
      change(key, { problem: null, progress: 0 });
      upload(key, known.file);
    },
    clear() {
      items.forEach(forget);
      setItems([]);
      setOverflow(false);
    },
  };
}

function previewOf(file: File): string | null {
  return /^image\/(png|jpeg|webp|gif)$/.test(file.type) ? URL.createObjectURL(file) : null;
}
