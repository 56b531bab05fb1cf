import { apiKeys } from "../db/schema/index.ts";
import { mintKey } from "./api-key.ts";
import type { ApiKeyRecord } from "./list-api-keys.ts";
import type { AccessPorts } from "./ports.ts";

/** Makes an API key of the tenant; `key` is given this once and never again. */
export async function createApiKey(ports: AccessPorts, tenantId: string, name: string): Promise<ApiKeyRecord & { key: string }> {
  const { key, prefix, hash } = await mintKey(ports.settings.ENVIRONMENT === "production");
  const record = { id: ports.ids.next("key"), name, prefix, createdAt: new Date(ports.clock.now()), revokedAt: null };
  await ports.db.insert(apiKeys).values({ ...record, tenantId, keyHash: hash });
  return { ...record, key };
}
