import type { Database } from "../db/client.ts";
import type { Clock } from "../platform/ports.ts";
import type { SecretSettings } from "./secret.ts";

/** What actions need from the outside. */
export interface ActionPorts {
  db: Database;
  clock: Clock;
  settings: SecretSettings;
}
