/** Keys of the cache (contracts.md §3): `edgewise:{tenant}:{kind}:{id}`. */
const key = (tenantId: string, ...rest: string[]) =>
  // The id comes last and may hold anything; a colon in the tenant would make two keys one.
  ["edgewise", tenantId.replaceAll("%", "%25").replaceAll(":", "%3A"), ...rest].join(":");

export const userKey = (tenantId: string, userId: string) => key(tenantId, "user", userId);
export const skillKey = (tenantId: string, skillId: string) => key(tenantId, "skill", skillId);
export const botKey = (tenantId: string, botId: string) => key(tenantId, "bot", botId);
/** Who asks for a token finds this bot: anybody where it is public, or the tenant's backend. */
export const admissionKeys = (tenantId: string, botId: string | null) => ({
  public: botId === null ? key(tenantId, "public-default-bot") : key(tenantId, "public-bot", botId),
  backend: botId === null ? key(tenantId, "backend-default-bot") : key(tenantId, "backend-bot", botId),
});
/** The bot that a conversation gets when it names none. */
export const defaultBotKey = (tenantId: string) => key(tenantId, "default-bot");
