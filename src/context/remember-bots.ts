import type { Clock } from "../platform/ports.ts";
import type { BotSnapshot } from "../transcript/index.ts";

type LoadBot = (tenantId: string, botId: string | null) => Promise<BotSnapshot | null>;

/** How long an isolate takes a bot for what it was: an edit reaches new conversations this much later at the most. */
const believedMs = 5_000;
const mostRemembered = 500;

/**
 * Remembers bots in this isolate: conversations that begin together ask the cache once, and share one bot in memory.
 * What is absent or fails is not remembered.
 */
export function rememberBots(load: LoadBot, clock: Clock): LoadBot {
  const known = new Map<string, { bot: Promise<BotSnapshot | null>; until: number }>();
  return (tenantId, botId) => {
    const key = JSON.stringify([tenantId, botId]);
    const found = known.get(key);
    if (found && found.until > clock.now()) return found.bot;
    const bot = load(tenantId, botId);
    if (known.size >= mostRemembered) known.clear();
    known.set(key, { bot, until: clock.now() + believedMs });
    const forget = () => void known.delete(key);
    bot.then((loaded) => {
      if (loaded === null) forget();
    }, forget);
    return bot;
  };
}
