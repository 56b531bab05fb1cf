import type { Conversations } from "../conversations/index.ts";
import type { Database } from "../db/client.ts";
import type { Clock, Log } from "../platform/ports.ts";

/** What following conversations needs from the outside. */
export interface HistoryPorts {
  db: Database;
  conversations: Conversations;
  clock: Clock;
  log: Log;
}
