import { EdgewiseError } from "../platform/errors.ts";
import { defaultBotOf, findBot, type BotName } from "./find-bot.ts";
import type { AccessPorts, AdmissionPorts } from "./ports.ts";
import { readVisitorIdentity, signVisitorIdentity, signVisitorToken } from "./visitor-token.ts";

export interface Admission {
  token: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
  tenantId: string;
  userId: string;
  botId: string;
}

/**
 * The bot that a page without a key means: the one it names, else the tenant's default, else `DEFAULT_BOT`.
 * Errors: `invalid_request` when nothing names a tenant; `not_found` when there is no such public bot; else those of `findBot`.
 */
export async function findPublicBot(ports: AdmissionPorts, named: { tenantId: string | null; botId: string | null }): Promise<BotName> {
  const fallback = defaultBotOf(ports.settings);
  const tenantId = named.tenantId ?? fallback?.tenantId;
  if (tenantId === undefined) {
    throw new EdgewiseError("invalid_request", "Name tenant_id and bot_id: this installation has no DEFAULT_BOT.");
  }
  const botId = named.botId ?? (named.tenantId === null ? (fallback?.botId ?? null) : null);
  return findBot(ports, { tenantId, botId, publicOnly: true });
}

/**
 * Admits a browser to a public bot: the user that its identity names, else a new anonymous one.
 * Gives the identity to keep in a cookie, renewed.
 */
export async function admitBrowser(
  ports: AccessPorts,
  bot: BotName,
  identity: string | null,
): Promise<{ admission: Admission; identity: string }> {
  const known = identity === null ? null : await readVisitorIdentity(ports, bot.tenantId, identity);
  const userId = known ?? ports.ids.next("user");
  const [admission, renewed] = await Promise.all([admitUser(ports, bot, userId), signVisitorIdentity(ports, bot.tenantId, userId)]);
  return { admission, identity: renewed.token };
}

/** Admits a user whom the tenant's backend knows. */
export async function admitUser(ports: AccessPorts, bot: BotName, userId: string): Promise<Admission> {
  const { token, expiresAt } = await signVisitorToken(ports, { ...bot, userId });
  return { token, expiresAt, tenantId: bot.tenantId, userId, botId: bot.botId };
}
