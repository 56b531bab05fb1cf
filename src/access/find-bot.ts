import { and, desc, eq, type SQL } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { bots } from "../db/schema/index.ts";
import { EdgewiseError } from "../platform/errors.ts";
import type { AccessPorts } from "./ports.ts";

export interface BotName {
  tenantId: string;
  botId: string;
}

/** The bot of pages that name none: `DEFAULT_BOT`, and the demo's in development. */
export function defaultBotOf(settings: AccessPorts["settings"]): BotName | null {
  const named = settings.DEFAULT_BOT ?? (settings.ENVIRONMENT === "development" ? "demo/bot_demo" : undefined);
  if (named === undefined) return null;
  const slash = named.indexOf("/");
  return { tenantId: named.slice(0, slash), botId: named.slice(slash + 1) };
}

/**
 * A tenant's bot by id, or its default one where `botId` is null.
 * Errors: `not_found`, alike for a bot that does not exist and one that is not public.
 */
export async function findBot(db: Database, wanted: { tenantId: string; botId: string | null; publicOnly: boolean }): Promise<BotName> {
  const conditions: SQL[] = [eq(bots.tenantId, wanted.tenantId)];
  conditions.push(wanted.botId === null ? eq(bots.isDefault, true) : eq(bots.id, wanted.botId));
  if (wanted.publicOnly) conditions.push(eq(bots.isPublic, true));
  const found = await db
    .select({ tenantId: bots.tenantId, botId: bots.id })
    .from(bots)
    .where(and(...conditions))
    .orderBy(desc(bots.updatedAt))
    .limit(1);
  if (found[0]) return found[0];
  throw new EdgewiseError("not_found", wanted.botId === null ? "There is no default bot here: name a bot_id." : "There is no such bot.");
}
