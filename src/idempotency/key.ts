/** Keys by name: whose they are, where they are kept, and the ids that are made of them. */
import { contentId } from "../platform/ids.ts";

/** Whose keys these are. One caller's key never meets another's. */
export interface KeyOwner {
  tenantId: string;
  role: string;
  /** Null for who speaks for the whole tenant. */
  userId: string | null;
}

/** A backend writes for many; one person's keys are few. */
const BACKEND_STORES = 64;

/** 1 to 255 characters that can be seen. */
export const keyForm = /^[\x21-\x7e]{1,255}$/;

/** The hash under which a key is kept: order numbers and the like stay out of the store. */
export async function keyName(key: string): Promise<string> {
  return hexOf(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(key)));
}

/** Which store keeps it: one for a person, one of 64 for a backend. JSON, so that no id can imitate another. */
export function storeNameOf({ tenantId, role, userId }: KeyOwner, name: string): string {
  const share = userId === null ? Number.parseInt(name.slice(0, 4), 16) % BACKEND_STORES : 0;
  return JSON.stringify([tenantId, role, userId, share]);
}

/** Where all keys of a visitor are kept: what is forgotten when that user is erased. */
export const storeNameOfUser = (tenantId: string, userId: string): string => storeNameOf({ tenantId, role: "visitor", userId }, "");

/** The id that every run under one claim gives the same thing. `part` tells things of one kind apart. */
export function idFromSeed(seed: string, prefix: string, part: string): string {
  return `${prefix}_${contentId(JSON.stringify([seed, prefix, part]))}`;
}

/** What is asked, as a short name for it. `told` is all of the request that matters, besides its body. */
export async function fingerprintOf(told: readonly (string | null)[], body: ArrayBuffer): Promise<string> {
  const content = hexOf(await crypto.subtle.digest("SHA-256", body));
  return hexOf(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify([...told, content]))));
}

/** Lower-case hexadecimal. */
function hexOf(bytes: ArrayBuffer): string {
  return Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
