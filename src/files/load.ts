import { type FilePorts, toRecord } from "./file.ts";
import { contentKey } from "./keys.ts";
import { fileIdOf } from "./reference.ts";

/** A file with its bytes, for a model's prompt. */
export interface LoadedFile {
  mediaType: string;
  filename: string;
  data: Uint8Array;
}

/** Any origin does: what a message keeps is a path. */
const anywhere = "http://localhost";

/**
 * The bytes of the file that a stored message's `url` names, or null where it is gone or has more than `mostBytes`.
 * Only this tenant's store is read; nothing is fetched from anywhere. Throws when the store does not answer.
 */
export async function loadFile(
  { files }: Pick<FilePorts, "files">,
  tenantId: string,
  url: string,
  mostBytes: number,
): Promise<LoadedFile | null> {
  const fileId = fileIdOf(url, anywhere);
  const stored = fileId === null ? null : await files.get(contentKey(tenantId, fileId));
  if (fileId === null || stored === null) return null;
  if (stored.size > mostBytes) {
    await stored.body.cancel();
    return null;
  }
  const { mediaType, filename } = toRecord(tenantId, fileId, stored);
  return { mediaType, filename, data: new Uint8Array(await new Response(stored.body).arrayBuffer()) };
}
