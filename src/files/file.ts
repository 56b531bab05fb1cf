import { EdgewiseError } from "../platform/errors.ts";
import type { Clock } from "../platform/ports.ts";
import type { Settings } from "../platform/settings.ts";
import { contentKey } from "./keys.ts";
import { isFileId } from "./reference.ts";
import type { Attributes, FileStore, StoredObject } from "./store.ts";
import { isMediaType, type MediaType } from "./types.ts";

export interface FilePorts {
  files: FileStore;
  settings: Settings;
  clock: Clock;
}

/** A file as it is known, without its bytes. */
export interface FileRecord {
  fileId: string;
  tenantId: string;
  /** Who sent it up; null for a backend that named nobody. */
  userId: string | null;
  mediaType: MediaType;
  filename: string;
  size: number;
  /** Quoted, as the header has it. */
  etag: string;
}

/** One file of a tenant, or null. */
export async function findFile({ files }: Pick<FilePorts, "files">, tenantId: string, fileId: string): Promise<FileRecord | null> {
  const stored = isFileId(fileId) ? await files.head(contentKey(tenantId, fileId)) : null;
  return stored && toRecord(tenantId, fileId, stored);
}

export function attributesOf({ userId, mediaType, filename }: Pick<FileRecord, "userId" | "mediaType" | "filename">): Attributes {
  return { ...(userId === null ? {} : { user_id: userId }), media_type: mediaType, filename };
}

export function toRecord(tenantId: string, fileId: string, { size, etag, attributes }: StoredObject): FileRecord {
  const { user_id: userId = null, media_type: mediaType = "", filename = "file" } = attributes;
  if (!isMediaType(mediaType)) throw new Error(`The file ${fileId} was stored as ${mediaType}, which is no type of ours.`);
  return { fileId, tenantId, userId, mediaType, filename, size, etag };
}

export const noSuchFile = () => new EdgewiseError("not_found", "There is no such file.");
