import type { Address, ConversationPort } from "../conversations/index.ts";
import type { Database } from "../db/client.ts";
import type { Clock, Log } from "../platform/ports.ts";

/** What following conversations needs from the outside. */
export interface HistoryPorts {
  db: Database;
  conversations: (address: Address) => Outbox;
  clock: Clock;
  log: Log;
}

/** Of a conversation's object, what Postgres follows it by. */
export type Outbox = Pick<ConversationPort, "handOver" | "acknowledge" | "ring" | "erase">;
