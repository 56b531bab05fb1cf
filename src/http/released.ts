/** The live object is the truth of a conversation; Postgres is, once the object has been released and knows nothing any more. */
import type { Actor, Address, MessagePage, PageQuery } from "../conversations/index.ts";
import type { ConversationRecord } from "../transcript/index.ts";
import { readConversation, readMessages } from "../history/index.ts";
import { valueOf, type Answer } from "../platform/errors.ts";
import type { AppPorts } from "./ports.ts";

/** Where a conversation stands. Errors: `not_found`, also for somebody else's. */
export async function readRecord(ports: AppPorts, address: Address, actor: Actor): Promise<ConversationRecord> {
  const live = await ports.conversations(address).read(address, actor);
  return isUnknown(live) ? ((await readConversation(ports.db, address, actor)) ?? valueOf(live)) : valueOf(live);
}

/** Its messages, newest first; a page may be short of `limit` and still not be the last. Errors: as above. */
export async function readPage(ports: AppPorts, address: Address, actor: Actor, page: PageQuery): Promise<MessagePage> {
  const live = await ports.conversations(address).messages(address, actor, page);
  return isUnknown(live) ? ((await readMessages(ports.db, address, actor, page)) ?? valueOf(live)) : valueOf(live);
}

function isUnknown(live: Answer<unknown>): boolean {
  return !live.ok && live.error.code === "not_found";
}
