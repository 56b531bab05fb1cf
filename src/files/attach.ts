import type { FilePorts, FileRecord } from "./file.ts";
import { conversationsOfFile, marksOfAttachment } from "./keys.ts";

/**
 * Notes that a message of the conversation refers to these files: they are erased along with it, and whoever may read it may read them.
 * Called before the message is accepted, so that no message refers to a file that its erasure would miss. Again is the same.
 */
export async function attachFiles(
  { files }: Pick<FilePorts, "files">,
  { tenantId, conversationId }: { tenantId: string; conversationId: string },
  attached: readonly FileRecord[],
): Promise<void> {
  const keys = attached.flatMap(({ fileId }) => Object.values(marksOfAttachment(tenantId, conversationId, fileId)));
  await Promise.all(keys.map((key) => files.mark(key, { conversation_id: conversationId })));
}

/** The conversations whose messages refer to a file, at most `most`. */
export async function conversationsWith(
  { files }: Pick<FilePorts, "files">,
  { tenantId, fileId }: Pick<FileRecord, "tenantId" | "fileId">,
  most: number,
): Promise<string[]> {
  const found: string[] = [];
  for await (const { attributes } of files.list(conversationsOfFile(tenantId, fileId))) {
    if (attributes["conversation_id"] !== undefined) found.push(attributes["conversation_id"]);
    if (found.length >= most) break;
  }
  return found;
}
