import type { FilePorts } from "./file.ts";
import { contentKey, conversationsOfFile, filesOfConversation, filesOfUser, markOfUser, marksOfAttachment } from "./keys.ts";

/** Whose files: those that a conversation's messages refer to, or all that a user has sent up. */
export type Whose = { conversationId: string } | { userId: string };

/** `kept` are files of the conversation that another conversation refers to as well. */
export interface ErasedFiles {
  erased: number;
  kept: number;
}

/**
 * Erases files, and every mark of them. The mark by which a file was found goes last: what breaks off is found again, and
 * erasing twice is the same. Throws when the store does not answer: call it again then.
 */
export async function eraseFiles({ files }: Pick<FilePorts, "files">, tenantId: string, whose: Whose): Promise<ErasedFiles> {
  const prefix = "userId" in whose ? filesOfUser(tenantId, whose.userId) : filesOfConversation(tenantId, whose.conversationId);
  const count: ErasedFiles = { erased: 0, kept: 0 };
  for (const mark of await keysUnder(files, prefix)) {
    const fileId = mark.slice(prefix.length);
    const erased = await eraseFile(files, tenantId, fileId, "conversationId" in whose ? whose.conversationId : null);
    await files.delete([mark]);
    count[erased ? "erased" : "kept"] += 1;
  }
  return count;
}

/** False where another conversation than `from` has it: then it only leaves this one. */
async function eraseFile(files: FilePorts["files"], tenantId: string, fileId: string, from: string | null): Promise<boolean> {
  const conversationIds: string[] = [];
  for await (const { attributes } of files.list(conversationsOfFile(tenantId, fileId)))
    conversationIds.push(attributes["conversation_id"] ?? "");
  if (from !== null && conversationIds.some((id) => id !== from)) {
    await files.delete([marksOfAttachment(tenantId, from, fileId).inFile]);
    return false;
  }
  const content = contentKey(tenantId, fileId);
  const userId = (await files.head(content))?.attributes["user_id"];
  const marks = conversationIds.map((id) => ({ id, ...marksOfAttachment(tenantId, id, fileId) }));
  // In this order, each step finds what it needs also when a later one has broken off.
  await files.delete(marks.filter(({ id }) => id !== from).map(({ inConversation }) => inConversation));
  if (from !== null && userId !== undefined) await files.delete([markOfUser(tenantId, userId, fileId)]);
  await files.delete([content]);
  await files.delete(marks.map(({ inFile }) => inFile));
  return true;
}

async function keysUnder(files: FilePorts["files"], prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of files.list(prefix)) keys.push(key);
  return keys;
}
