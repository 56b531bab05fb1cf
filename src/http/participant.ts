import { isVisitor, type Caller } from "../access/index.ts";
import { EdgewiseError } from "../platform/errors.ts";

/**
 * Whose conversation a caller may start, and with which bot. A visitor starts its own, with the bot of its token; an owner
 * names a user and a bot, or has the default bot and, with a null, whoever owns the conversation already, else a new user.
 * Errors: `forbidden` when a visitor names somebody or something else.
 */
export function participantOf(
  caller: Caller,
  named: { user_id?: string | undefined; bot_id?: string | undefined },
): { userId: string | null; botId: string | null } {
  if (!isVisitor(caller)) return { userId: named.user_id ?? null, botId: named.bot_id ?? null };
  const { userId } = caller.actor;
  if (named.user_id !== undefined && named.user_id !== userId) {
    throw new EdgewiseError("forbidden", "This visitor token speaks for one user only: leave user_id out.");
  }
  if (named.bot_id !== undefined && named.bot_id !== caller.botId) {
    throw new EdgewiseError("forbidden", "This visitor token is for one bot only: leave bot_id out, or get a token for the other bot.");
  }
  return { userId, botId: caller.botId };
}
