export { invalidateBot, invalidateSkill, invalidateUser } from "./invalidate.ts";
export { loadBot } from "./load-bot.ts";
export { loadContext, type Context, type ContextQuestion, type Skill, type User } from "./load.ts";
export type { ContextPorts } from "./ports.ts";
