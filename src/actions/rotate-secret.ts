import { sql } from "drizzle-orm";
import { actions } from "../db/schema/index.ts";
import type { ActionPorts } from "./ports.ts";
import { mintSecret, openSecret, OVERLAP, sealSecret } from "./secret.ts";
import { noSuchAction, ownAction } from "./stored.ts";

/**
 * Gives the action another secret, told this once; the one before signs beside it for a day. The same bytes again change nothing.
 * @param secretBytes 32 bytes for who may have to ask twice; null for random ones. Errors: `not_found`.
 */
export async function rotateSecret(
  { db, clock, settings }: ActionPorts,
  tenantId: string,
  name: string,
  secretBytes: Uint8Array | null,
): Promise<{ secret: string; previousUntil: Date | null }> {
  const own = ownAction(tenantId, name);
  const [here] = await db.select({ secret: actions.secret, rotatedAt: actions.rotatedAt }).from(actions).where(own);
  if (!here) throw noSuchAction(name);
  const secret = mintSecret(secretBytes);
  const opened = here.secret === null ? null : await openSecret(settings, { tenantId, name }, here.secret).catch(() => null);
  if (opened === secret) return { secret, previousUntil: here.rotatedAt && new Date(here.rotatedAt.getTime() + OVERLAP) };
  const now = new Date(clock.now());
  const changed = await db
    .update(actions)
    .set({
      previousSecret: opened === null ? null : sql`${actions.secret}`,
      secret: await sealSecret(settings, { tenantId, name }, secret),
      rotatedAt: now,
      revision: sql`${actions.revision} + 1`,
      updatedAt: now,
    })
    .where(own)
    .returning({ name: actions.name });
  if (changed.length === 0) throw noSuchAction(name);
  return { secret, previousUntil: opened === null ? null : new Date(now.getTime() + OVERLAP) };
}
