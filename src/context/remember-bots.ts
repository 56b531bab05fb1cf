import type { Clock } from "../platform/ports.ts";
import type { BotSnapshot } from "../transcript/index.ts";

type LoadBot = (tenantId: string, botId: string | null) => Promise<BotSnapshot | null>;

/** How long an isolate takes a bot for what it was: an edit reaches new conversations this much later at the most. */
const believedMs = 5_000;
const mostRemembered = 500;

/**
 * Remembers bots in this isolate: conversations that begin together ask the cache once, and share one bot in memory.
 * What is absent or fails is not remembered; where nobody can be asked, the bot of before begins conversations.
 */
export function rememberBots(load: LoadBot, clock: Clock): LoadBot {
  const known = new Map<string, { bot: Promise<BotSnapshot | null>; until: number }>();
  const before = new Map<string, BotSnapshot>();
  const loadOrRecall = async (key: string, tenantId: string, botId: string | null) => {
    try {
      const bot = await load(tenantId, botId);
      if (before.size >= mostRemembered) before.clear();
      if (bot) before.set(key, bot);
      else before.delete(key);
      return bot;
    } catch (error) {
      const bot = before.get(key);
      if (!bot) throw error;
      return bot;
    }
  };
  return (tenantId, botId) => {
    const key = JSON.stringify([tenantId, botId]);
    const found = known.get(key);
    if (found && found.until > clock.now()) return found.bot;
    const bot = loadOrRecall(key, tenantId, botId);
    if (known.size >= mostRemembered) known.clear();
    known.set(key, { bot, until: clock.now() + believedMs });
    const forget = () => void known.delete(key);
    bot.then((loaded) => {
      if (loaded === null) forget();
    }, forget);
    return bot;
  };
}
