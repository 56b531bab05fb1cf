import { isVisitor, type Caller } from "../access/index.ts";
import { EdgewiseError } from "../platform/errors.ts";
import type { Ids } from "../platform/ports.ts";

/**
 * Whose conversation a caller may start, and with which bot. A visitor starts its own, with the bot of its token; an owner
 * names a user and a bot, or has a new user and the default bot.
 * Errors: `forbidden` when a visitor names somebody or something else.
 */
export function participantOf(
  caller: Caller,
  named: { user_id?: string | undefined; bot_id?: string | undefined },
  ids: Ids,
): { userId: string; botId: string | null } {
  if (!isVisitor(caller)) return { userId: named.user_id ?? ids.next("user"), botId: named.bot_id ?? null };
  const { userId } = caller.actor;
  if (named.user_id !== undefined && named.user_id !== userId) {
    throw new EdgewiseError("forbidden", "This visitor token speaks for one user only: leave user_id out.");
  }
  if (named.bot_id !== undefined && named.bot_id !== caller.botId) {
    throw new EdgewiseError("forbidden", "This visitor token is for one bot only: leave bot_id out, or get a token for the other bot.");
  }
  return { userId, botId: caller.botId };
}
