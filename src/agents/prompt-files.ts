/** Which files of a conversation the model is shown, and how. Only messages name files; their bytes come through a port, when a prompt needs them. */
import type { LanguageModelV4Message } from "@ai-sdk/provider";
import type { MessagePart, StoredMessage } from "../transcript/index.ts";

type UserContent = Extract<LanguageModelV4Message, { role: "user" }>["content"][number];

/** What a turn needs of files. */
export interface PromptFilePort {
  /** How the model takes files of this type: as they are, as text, or not at all. */
  takes(mediaType: string): "file" | "text" | null;
  /** The file that a stored message names; null where it is gone or larger than `mostBytes`. */
  load(url: string, mostBytes: number): Promise<{ data: Uint8Array } | null>;
}

/** The files that are shown, by the parts that name them. All others are told by their names. */
export type PromptFiles = ReadonlyMap<MessagePart, UserContent>;

/** The newest files are shown, so many of them and so much. */
const promptFileLimits = { files: 5, bytes: 10 * 1024 * 1024, textCharacters: 20_000 };

export const noFiles: PromptFiles = new Map();

const isFile = (part: MessagePart) => part.type === "file";

/** Whether there is anything to do: most conversations have no files, and wait for nothing. */
export const namesFiles = (history: readonly StoredMessage[]): boolean =>
  history.some(({ authorType, parts }) => authorType === "user" && parts.some(isFile));

/**
 * Loads what the prompt shows, newest first; what is named twice is shown where it was named last.
 * A file that cannot be had is told by its name: `onFailure` hears why, and the turn goes on.
 */
export async function loadPromptFiles(
  history: readonly StoredMessage[],
  port: PromptFilePort,
  onFailure: (cause: unknown) => void,
): Promise<PromptFiles> {
  const shown = choose(history, port);
  const loaded = await Promise.all(
    shown.map(async ({ part, as, size }) => {
      const file = await port.load(urlOf(part), size).catch((cause: unknown) => {
        onFailure(cause);
        return null;
      });
      return file ? [[part, contentOf(part, as, file.data)] as const] : [];
    }),
  );
  return new Map(loaded.flat());
}

interface Shown {
  part: MessagePart;
  as: "file" | "text";
  size: number;
}

function choose(history: readonly StoredMessage[], port: PromptFilePort): Shown[] {
  const shown: Shown[] = [];
  const seen = new Set<string>();
  let left = promptFileLimits.bytes;
  for (const { authorType, parts } of history.toReversed()) {
    for (const part of authorType === "user" ? parts.filter(isFile) : []) {
      const as = port.takes(mediaTypeOf(part));
      const size = Number(part["size"] ?? Infinity);
      if (as === null || seen.has(urlOf(part)) || size > left) continue;
      seen.add(urlOf(part));
      left -= size;
      shown.push({ part, as, size });
      if (shown.length === promptFileLimits.files) return shown;
    }
  }
  return shown;
}

function contentOf(part: MessagePart, as: "file" | "text", data: Uint8Array): UserContent {
  if (as === "file")
    return { type: "file", mediaType: mediaTypeOf(part), filename: nameOf(part), data: { type: "data", data }, ...mark(part) };
  const text = new TextDecoder().decode(data);
  const cut =
    text.length > promptFileLimits.textCharacters ? `${text.slice(0, promptFileLimits.textCharacters).toWellFormed()}\n[… cut]` : text;
  return { type: "text", text: `[File: ${nameOf(part)}]\n${cut}\n[End of file]`, ...mark(part) };
}

/** What a user's message says to the model: its words, then its files. */
export function userContent(message: StoredMessage, files: PromptFiles): UserContent[] {
  const named = message.parts.filter(isFile);
  if (named.length === 0) return [{ type: "text", text: message.content }];
  const words: UserContent[] = message.content === "" ? [] : [{ type: "text", text: message.content }];
  return [...words, ...named.map((part) => files.get(part) ?? ({ type: "text", text: fileNote(nameOf(part)), ...mark(part) } as const))];
}

/** Tells which file stands here: to recordings, the same file is the same however it is shown. Providers read only their own options. */
const mark = (part: MessagePart) => ({ providerOptions: { edgewise: { file: urlOf(part) } } });

/** How a file is told that is not shown. The offline model knows these words. */
const fileNote = (name: string) => `[Attached file, not shown: ${name}]`;

const urlOf = (part: MessagePart) => String(part["url"]);
const mediaTypeOf = (part: MessagePart) => String(part["mediaType"]);
/** Brackets and lines would let a name end the note. */
const nameOf = (part: MessagePart) => String(part["filename"] ?? "file").replaceAll(/[[\]\p{Cc}]/gu, " ");
