/** Secrets of actions: minted, kept sealed, and what is signed with them (Standard Webhooks, symmetric). */
import { EdgewiseError } from "../platform/errors.ts";
import { seal, secretFrom, unseal } from "../platform/seal.ts";
import { developmentSecretsKey, type Settings } from "../platform/settings.ts";

export type SecretSettings = Pick<Settings, "ENVIRONMENT" | "SECRETS_KEY">;

/** Whose secret it is: sealed for one action, it opens for no other. */
export interface SecretOwner {
  tenantId: string;
  name: string;
}

const prefix = "whsec_";
const secretBytes = 32;

/** Milliseconds for which a secret that was replaced signs beside the new one: time to bring the new one to the endpoint. */
export const OVERLAP = 24 * 60 * 60 * 1000;

/** `whsec_` and 32 bytes in base64. @param bytes the platform's random ones where null. */
export function mintSecret(bytes: Uint8Array | null): string {
  return prefix + toBase64(bytes ?? crypto.getRandomValues(new Uint8Array(secretBytes)));
}

/** As it is stored. Errors: `unavailable` where the installation has no key to seal with. */
export async function sealSecret(settings: SecretSettings, owner: SecretOwner, secret: string): Promise<string> {
  return toBase64(await seal(secret, await keyFor(settings, owner)));
}

/** Errors: as above; an Error where it was sealed with another key. */
export async function openSecret(settings: SecretSettings, owner: SecretOwner, sealed: string): Promise<string> {
  const secret = await unseal(fromBase64(sealed), await keyFor(settings, owner));
  if (secret === null) throw new Error(`The secret of the action ${owner.name} was sealed with another SECRETS_KEY: make it a new one.`);
  return secret;
}

/** `v1,<base64>` of what is sent. @param seconds since the epoch, as in the header `webhook-timestamp`. */
export async function sign(secret: string, { id, seconds, body }: { id: string; seconds: number; body: string }): Promise<string> {
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", fromBase64(secret.slice(prefix.length)), hmac, false, ["sign"]);
  const signed = await crypto.subtle.sign(hmac.name, key, new TextEncoder().encode(`${id}.${seconds}.${body}`));
  return `v1,${toBase64(new Uint8Array(signed))}`;
}

function keyFor({ ENVIRONMENT, SECRETS_KEY }: SecretSettings, { tenantId, name }: SecretOwner): Promise<Uint8Array<ArrayBuffer>> {
  const installation = SECRETS_KEY ?? (ENVIRONMENT === "development" ? developmentSecretsKey : undefined);
  if (installation === undefined)
    throw new EdgewiseError("unavailable", "This installation has no SECRETS_KEY, so it keeps no secrets. Its operator has to set one.");
  return secretFrom(installation, ["edgewise:action", tenantId, name]);
}

const toBase64 = (bytes: Uint8Array): string => btoa(String.fromCharCode(...bytes));
const fromBase64 = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
