import { and, eq } from "drizzle-orm";
import { apiKeys } from "../db/schema/index.ts";
import { EdgewiseError } from "../platform/errors.ts";
import { mintKey } from "./api-key.ts";
import type { ApiKeyRecord } from "./list-api-keys.ts";
import type { AccessPorts } from "./ports.ts";

/** For who may have to ask twice: the same id and the same secret bytes make the same key. */
interface Derived {
  id: string;
  /** 32 of them; null for random ones. */
  secret: Uint8Array<ArrayBuffer> | null;
}

/**
 * Makes an API key of the tenant; `key` is given this once and never again.
 * Errors: `conflict` where the id is there with another secret.
 */
export async function createApiKey(
  ports: AccessPorts,
  tenantId: string,
  name: string,
  derived: Derived = { id: ports.ids.next("key"), secret: null },
): Promise<ApiKeyRecord & { key: string }> {
  const { id, secret } = derived;
  const { key, prefix, hash } = await mintKey(ports.settings.ENVIRONMENT === "production", secret ? () => secret : undefined);
  const record = { id, name, prefix, createdAt: new Date(ports.clock.now()), revokedAt: null };
  const { db } = ports;
  const insert = db.insert(apiKeys).values({ ...record, tenantId, keyHash: hash });
  if (secret === null) {
    await insert;
    return { ...record, key };
  }
  const own = and(eq(apiKeys.tenantId, tenantId), eq(apiKeys.id, id));
  const columns = { createdAt: apiKeys.createdAt, revokedAt: apiKeys.revokedAt, keyHash: apiKeys.keyHash };
  const stored = db.select(columns).from(apiKeys).where(own);
  const [, [row]] = await db.batch([insert.onConflictDoNothing({ target: apiKeys.id }), stored]);
  // The installation's secret has changed between two runs of the same request.
  if (row?.keyHash !== hash) throw new EdgewiseError("conflict", `The key ${id} cannot be shown again. Revoke it, and create another one.`);
  return { ...record, createdAt: row.createdAt, revokedAt: row.revokedAt, key };
}
