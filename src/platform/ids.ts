import { v5 as uuidv5, v7 as uuidv7 } from "uuid";
import type { Ids } from "./ports.ts";

/** Ids of production: time-ordered, so that rows land next to each other. */
export const uuidIds: Ids = {
  next: (prefix) => `${prefix}_${uuidv7()}`,
};

/** Edgewise's own namespace for names of content; it never changes, or what was the same would no longer be. */
const contentNamespace = "6f1d1a8e-3c55-4f0b-9a53-0f7f4bd7a1c2";

/** The same text gives the same id, for ever and everywhere. */
export const contentId = (text: string): string => uuidv5(text, contentNamespace);
