import { isVisitor, type Caller } from "../access/index.ts";
import { attachFiles, fileUrl, findFile, type FileRecord } from "../files/index.ts";
import { EdgewiseError } from "../platform/errors.ts";
import { readConversation } from "../history/index.ts";
import type { MessagePart } from "../transcript/index.ts";
import type { AppPorts } from "./ports.ts";
import { textParts, type NamedFile, type UserPart } from "./user-parts.ts";

/**
 * A message's parts as they are kept: of a file its reference, some hundred bytes, with what we know of it and not what was said.
 * Its files are the conversation's from now on. Without files, nothing is asked of anything.
 * Errors: `unprocessable` for a file that is not there, or another user's.
 */
export async function keepParts(
  ports: AppPorts,
  caller: Caller,
  conversationId: string,
  parts: readonly UserPart[],
): Promise<MessagePart[]> {
  const texts = textParts(parts);
  if (texts) return texts;
  const userId = isVisitor(caller) ? caller.actor.userId : await userOf(ports, caller, conversationId);
  const kept = await Promise.all(
    parts.map(async (part) =>
      part.type === "text"
        ? part
        : { part, file: await findOwn(ports, { tenantId: caller.tenantId, visits: isVisitor(caller), userId }, part) },
    ),
  );
  const errors = kept.flatMap((one) => ("file" in one && one.file === null ? [{ path: one.part.path, message: absent }] : []));
  if (errors.length > 0) {
    const sentences = errors.map(({ path, message }) => `${path} ${message}`);
    throw new EdgewiseError("unprocessable", `Correct this and send it again: ${sentences.join("; ")}.`, { errors });
  }
  const files = kept.flatMap((one) => ("file" in one && one.file ? [one.file] : []));
  await attachFiles(ports, { tenantId: caller.tenantId, conversationId }, files);
  return kept.flatMap((one) => ("file" in one ? (one.file ? [filePart(one.file)] : []) : [{ type: one.type, text: one.text }]));
}

const absent = "names a file that is not there, or not yours: upload it with POST /v1/files";

/** Who is in a conversation may read its files: so a file goes only where its own user is, or nobody yet. */
async function userOf(ports: AppPorts, { tenantId, actor }: Caller, conversationId: string): Promise<string | null> {
  const address = { tenantId, conversationId };
  const read = await ports.conversations(address).read(address, actor);
  if (read.ok) return read.value.userId;
  return (await readConversation(ports.db, address, actor))?.userId ?? null;
}

interface Sender {
  tenantId: string;
  visits: boolean;
  userId: string | null;
}

/** An API key sends what it has uploaded for nobody, or for this user; a visitor sends what it has uploaded itself. */
async function findOwn(ports: AppPorts, sender: Sender, { fileId }: NamedFile): Promise<FileRecord | null> {
  const file = await findFile(ports, sender.tenantId, fileId);
  if (!file) return null;
  const forNobody = !sender.visits && (file.userId === null || sender.userId === null);
  return forNobody || file.userId === sender.userId ? file : null;
}

/** The AI SDK's file part; it is JSON and keeps its camelCase (contracts.md §0). */
function filePart({ fileId, mediaType, filename, size }: FileRecord): MessagePart {
  return { type: "file", mediaType, filename, url: fileUrl(fileId), size };
}
