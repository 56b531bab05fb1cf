import { and, eq, isNull } from "drizzle-orm";
import { apiKeys } from "../db/schema/index.ts";
import { EdgewiseError } from "../platform/errors.ts";
import { forgetKey, type KnownKeys } from "./known-keys.ts";
import type { AccessPorts } from "./ports.ts";

/**
 * Revokes a key: refused at once here, everywhere within 60 s. Revoking twice is revoking once.
 * Errors: `not_found`, also for another tenant's key.
 */
export async function revokeApiKey(ports: AccessPorts, remembered: KnownKeys, tenantId: string, id: string): Promise<void> {
  const own = and(eq(apiKeys.tenantId, tenantId), eq(apiKeys.id, id));
  const { db } = ports;
  const [found] = await db.batch([
    db.select({ hash: apiKeys.keyHash }).from(apiKeys).where(own),
    db
      .update(apiKeys)
      .set({ revokedAt: new Date(ports.clock.now()) })
      .where(and(own, isNull(apiKeys.revokedAt))),
  ]);
  if (!found[0]) throw new EdgewiseError("not_found", "There is no such API key.");
  await forgetKey(ports, remembered, found[0].hash);
}
