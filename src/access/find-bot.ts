import { and, desc, eq, type SQL } from "drizzle-orm";
import { z } from "zod";
import { admissionKeys, loadCached } from "../cache/index.ts";
import type { Database } from "../db/client.ts";
import { bots } from "../db/schema/index.ts";
import { EdgewiseError } from "../platform/errors.ts";
import type { AccessPorts, AdmissionPorts } from "./ports.ts";

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

/** Long enough that Postgres is not asked for every browser; that a bot is public no more is believed this much later. */
const CACHE_SECONDS = 60;
/** Milliseconds that Postgres has, which may have slept. */
const PATIENCE = 5_000;

const found = z.object({ id: z.string() });

interface WantedBot {
  tenantId: string;
  botId: string | null;
  publicOnly: boolean;
}

/**
 * A tenant's bot by id, or its default one where `botId` is null. Without Postgres, as it was within the last day: people who come in
 * an outage, and those whose token ends in it, are admitted.
 * Errors: `not_found`, alike for a bot that does not exist and one that is not public; `unavailable` when nothing is known of it.
 */
export async function findBot(ports: Pick<AdmissionPorts, "db" | "cache" | "clock" | "waitUntil">, wanted: WantedBot): Promise<BotName> {
  const { tenantId, botId, publicOnly } = wanted;
  const bot = await loadCached(ports.cache, {
    key: admissionKeys(tenantId, botId)[publicOnly ? "public" : "backend"],
    ttlSeconds: CACHE_SECONDS,
    spareClock: ports.clock,
    waitUntil: (work) => ports.waitUntil(work),
    patienceMs: PATIENCE,
    schema: found,
    read: () => readBot(ports.db, wanted),
  });
  if (bot) return { tenantId, botId: bot.id };
  throw new EdgewiseError("not_found", botId === null ? "There is no default bot here: name a bot_id." : "There is no such bot.");
}

async function readBot(db: Database, { tenantId, botId, publicOnly }: WantedBot): Promise<z.infer<typeof found> | null> {
  const conditions: SQL[] = [eq(bots.tenantId, tenantId)];
  conditions.push(botId === null ? eq(bots.isDefault, true) : eq(bots.id, botId));
  if (publicOnly) conditions.push(eq(bots.isPublic, true));
  const [first] = await db
    .select({ id: bots.id })
    .from(bots)
    .where(and(...conditions))
    .orderBy(desc(bots.updatedAt))
    .limit(1);
  return first ?? null;
}
