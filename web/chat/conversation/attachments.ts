/** Files that wait in the composer: chosen, going up, ready to send. Pure. */
import { FILE_BYTES, MESSAGE_FILES } from "../wire/limits.ts";

export interface Attachment {
  key: string;
  name: string;
  /** Shows an image before it is up; null for other files. */
  preview: string | null;
  /** The part that has gone up, from 0 to 1. */
  progress: number;
  /** What a message says of it, once it is up. */
  part: FilePart | null;
  /** Why it is not going up any more. */
  problem: Refusal | Error | null;
}

/** The AI SDK's file part, by reference. */
export interface FilePart {
  type: "file";
  mediaType: string;
  filename: string;
  url: string;
}

/** Reasons that the page knows before the server does. */
export type Refusal = "tooLarge" | "empty";

/** What can be seen of a file before it goes up; its type is the server's to judge. */
export function refusalOf({ size }: { size: number }): Refusal | null {
  if (size > FILE_BYTES) return "tooLarge";
  return size === 0 ? "empty" : null;
}

/** How many of these still find room in the message. */
export const roomFor = (waiting: readonly Attachment[]): number => Math.max(0, MESSAGE_FILES - waiting.length);

/** The parts of a message once every file is up; null while one is not. */
export function partsOf(attachments: readonly Attachment[]): FilePart[] | null {
  const parts = attachments.flatMap(({ part }) => (part ? [part] : []));
  return parts.length === attachments.length ? parts : null;
}

const ownPath = /^\/v1\/files\/file_[\w-]+$/;

/** A stored part that names a file of this installation: no other address is ever asked. */
export function filePartOf(part: { type: string; [field: string]: unknown }): FilePart | null {
  const { type, url, mediaType, filename } = part;
  if (type !== "file" || typeof url !== "string" || !ownPath.test(url)) return null;
  return { type, url, mediaType: String(mediaType ?? ""), filename: typeof filename === "string" ? filename : "" };
}
