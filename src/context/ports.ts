import type { Cache } from "../cache/index.ts";
import type { Database } from "../db/client.ts";
import type { Log } from "../platform/ports.ts";
import type { Settings } from "../platform/settings.ts";

/** What loading needs from the outside. */
export interface ContextPorts {
  db: Database;
  cache: Cache;
  log: Log;
  settings: Pick<Settings, "USER_CACHE_SECONDS" | "SKILL_CACHE_SECONDS">;
}
