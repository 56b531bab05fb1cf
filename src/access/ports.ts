import type { Cache } from "../cache/index.ts";
import type { Database } from "../db/client.ts";
import type { Clock, Ids } from "../platform/ports.ts";
import type { Settings } from "../platform/settings.ts";

/** What access needs from the outside. */
export interface AccessPorts {
  settings: Pick<Settings, "ENVIRONMENT" | "VISITOR_TOKEN_SECRET" | "DEFAULT_BOT">;
  clock: Clock;
  ids: Ids;
  db: Database;
  cache: Cache;
}

/** What it takes to admit somebody: what is found is cached behind the answer. */
export interface AdmissionPorts extends AccessPorts {
  /** Lets work go on for a while when its client has been answered or has gone. */
  waitUntil(work: Promise<unknown>): void;
}
