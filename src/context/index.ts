export { invalidateBot, invalidateSkill, invalidateUser } from "./invalidate.ts";
export { loadBot, type BotPorts } from "./load-bot.ts";
export { rememberBots } from "./remember-bots.ts";
export { loadContext } from "./load.ts";
export type { ContextPorts } from "./ports.ts";
