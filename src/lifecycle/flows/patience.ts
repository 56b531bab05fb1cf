/** How long the presets bear a customer's silence; why so is in docs/decisions/idle.md. */
import type { IdleRule } from "../flow.ts";

const minutes = 60;
const hours = 60 * minutes;

/** Shorter than RELEASE_AFTER by default: a conversation is closed before it would have to be fetched back for that. */
const close_after_s = 12 * hours;

/** Somebody who looks around may come back at any time. */
export const looking: IdleRule = { close_after_s };

/** Something is half done, and only the customer can go on with it. */
export const halfDone: IdleRule = { remind_after_s: 15 * minutes, close_after_s };
