import { isVisitor, type Caller } from "../access/index.ts";
import { conversationsWith, findFile, noSuchFile, type FileRecord } from "../files/index.ts";
import { EdgewiseError } from "../platform/errors.ts";
import type { AppPorts } from "./ports.ts";
import { readRecord } from "./released.ts";

/** Conversations that are looked into for a file; one that was sent in more is read by whoever sent it. */
const mostConversations = 5;

/**
 * A file that the caller may see: any of its tenant with an API key; for a visitor its own, and those in its conversations.
 * Errors: `not_found`, with the same words for what is not there and what is somebody else's.
 */
export async function readableFile(ports: AppPorts, caller: Caller, fileId: string): Promise<FileRecord> {
  const file = await findFile(ports, caller.tenantId, fileId);
  if (!file) throw noSuchFile();
  if (!isVisitor(caller) || file.userId === caller.actor.userId || (await isInOwnConversation(ports, caller, file))) return file;
  throw noSuchFile();
}

async function isInOwnConversation(ports: AppPorts, { tenantId, actor }: Caller, file: FileRecord): Promise<boolean> {
  for (const conversationId of await conversationsWith(ports, file, mostConversations)) {
    if (await isReadable(ports, { tenantId, conversationId }, actor)) return true;
  }
  return false;
}

async function isReadable(
  ports: AppPorts,
  address: { tenantId: string; conversationId: string },
  actor: Caller["actor"],
): Promise<boolean> {
  try {
    await readRecord(ports, address, actor);
    return true;
  } catch (error) {
    if (error instanceof EdgewiseError && error.code === "not_found") return false;
    throw error;
  }
}
