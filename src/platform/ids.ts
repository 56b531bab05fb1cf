import { v5 as uuidv5, v7 as uuidv7 } from "uuid";
import type { Ids } from "./ports.ts";

/** Ids of production: time-ordered, so that rows land next to each other. */
export const uuidIds: Ids = {
  next: (prefix) => {
    // The moment first: it may take randomness of its own, and the pool is filled anew under what was handed out before.
    const at = moment();
    return `${prefix}_${uuidv7({ random: randomBytes(), ...at })}`;
  },
};

const ownForm = /^([a-z]+)_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Whether an id may be one of `uuidIds`: what has another form was made by somebody else, or of content. */
export const mayBeOurs = (id: string, prefix: string): boolean => ownForm.exec(id)?.[1] === prefix;

const idBytes = 16;
/** Asking the runtime for randomness costs more than all the rest of an id: it is asked for many at once. */
const pool = new Uint8Array(idBytes * 256);
let used = pool.length;

function randomBytes(): Uint8Array {
  if (used === pool.length) {
    crypto.getRandomValues(pool);
    used = 0;
  }
  return pool.subarray(used, (used += idBytes));
}

let msecs = 0;
let seq = 0;

/** Of ids within one millisecond each later one sorts behind; the count begins somewhere new each time, for others count, too. */
function moment(): { msecs: number; seq: number } {
  // oxlint-disable-next-line no-restricted-properties -- this is the port by which ids come; the uuid package would ask the same clock
  const now = Date.now();
  if (now > msecs) {
    msecs = now;
    seq = new DataView(randomBytes().buffer, used - idBytes).getUint32(0) >>> 1;
  } else seq += 1;
  return { msecs, seq };
}

/** Edgewise's own namespace for names of content; it never changes, or what was the same would no longer be. */
const contentNamespace = "6f1d1a8e-3c55-4f0b-9a53-0f7f4bd7a1c2";

/** The same text gives the same id, for ever and everywhere. */
export const contentId = (text: string): string => uuidv5(text, contentNamespace);
