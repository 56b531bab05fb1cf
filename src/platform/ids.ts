import { v7 as uuidv7 } from "uuid";
import type { Ids } from "./ports.ts";

/** Ids of production: time-ordered, so that rows land next to each other. */
export const uuidIds: Ids = {
  next: (prefix) => `${prefix}_${uuidv7()}`,
};
