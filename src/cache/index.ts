export { admissionKeys, botKey, defaultBotKey, skillKey, userKey } from "./keys.ts";
export { loadCached, SPARE_SECONDS } from "./load-cached.ts";
export { noCache } from "./none.ts";
export type { Cache } from "./port.ts";
export { connectCache } from "./redis.ts";
