import type { JsonValue } from "../platform/ports.ts";

/**
 * A cache that is never the truth: a miss and an outage look the same to the caller, and no method throws.
 * Keys follow contracts.md §3: `edgewise:{tenant}:user:{id}`.
 */
export interface Cache {
  get(key: string): Promise<JsonValue | null>;
  set(key: string, value: JsonValue, ttlSeconds: number): Promise<void>;
  delete(...keys: string[]): Promise<void>;
  /** Whether the cache answers now; for the health route. */
  ping(): Promise<boolean>;
}
