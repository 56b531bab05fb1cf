import type { Cache } from "../cache/index.ts";
import type { Database } from "../db/client.ts";
import type { KnownTool } from "../lifecycle/index.ts";
import type { Clock } from "../platform/ports.ts";

/** What flows need from the outside. */
export interface FlowPorts {
  db: Database;
  cache: Cache;
  clock: Clock;
  /** Every tool that there is. */
  tools: ReadonlyMap<string, KnownTool>;
}
