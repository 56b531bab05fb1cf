import { admissionKeys, botKey, defaultBotKey, skillKey, userKey, type Cache } from "../cache/index.ts";

/** To be called after an edit has reached Postgres: the next conversation reads anew. */
export const invalidateUser = (cache: Cache, tenantId: string, userId: string) => cache.delete(userKey(tenantId, userId));

export const invalidateSkill = (cache: Cache, tenantId: string, skillId: string) => cache.delete(skillKey(tenantId, skillId));

/** Any edit of a bot may also change which one is the default. */
export const invalidateBot = (cache: Cache, tenantId: string, botId: string) =>
  cache.delete(
    botKey(tenantId, botId),
    defaultBotKey(tenantId),
    ...[botId, null].flatMap((id) => Object.values(admissionKeys(tenantId, id))),
  );
