import type { Cache } from "../cache/index.ts";
import type { Address, ConversationPort } from "../conversations/index.ts";
import type { Database } from "../db/client.ts";
import type { Clock, Log } from "../platform/ports.ts";

/** What erasing needs from the outside. */
export interface ErasurePorts {
  db: Database;
  cache: Cache;
  conversations: (address: Address) => Pick<ConversationPort, "read" | "erase">;
  clock: Clock;
  log: Log;
  /** Erases what was sent up, and tells how many files; absent where nothing can be. Twice is the same as once. */
  eraseFiles?: ((tenantId: string, whose: { conversationId: string } | { userId: string }) => Promise<number>) | undefined;
}
