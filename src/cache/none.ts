import type { Cache } from "./port.ts";

/** The cache of a deployment that has none: always a miss. */
export const noCache: Cache = {
  get: async () => null,
  set: async () => undefined,
  delete: async () => undefined,
  ping: async () => false,
};
