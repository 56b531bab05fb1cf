import { EdgewiseError } from "../platform/errors.ts";
import { findTenantOfKey, type KnownKeys } from "./known-keys.ts";
import type { Caller } from "./policy.ts";
import type { AccessPorts } from "./ports.ts";
import { readVisitorToken } from "./visitor-token.ts";

const bearer = /^Bearer +([\w.~+/=-]+)$/i;

/**
 * Who sends this `Authorization` header: a tenant's API key, a visitor token, or `demo` in development (contracts.md §0).
 * @param remembered what this isolate knows of keys.
 * Errors: `unauthenticated`, with the same words whether a key is unknown, revoked or of no known form.
 */
export async function authenticate(ports: AccessPorts, remembered: KnownKeys, authorization: string | undefined): Promise<Caller> {
  if (!authorization) throw new EdgewiseError("unauthenticated", "Send Authorization: Bearer <API key or visitor token>.");
  const token = bearer.exec(authorization)?.[1];
  if (!token) throw new EdgewiseError("unauthenticated", "The Authorization header is not of the form: Bearer <token>.");
  const caller = await callerOf(ports, remembered, token);
  if (!caller) throw new EdgewiseError("unauthenticated", "The bearer token is unknown, revoked or expired. Get a new one.");
  return caller;
}

async function callerOf(ports: AccessPorts, remembered: KnownKeys, token: string): Promise<Caller | null> {
  if (token === "demo") return ports.settings.ENVIRONMENT === "development" ? { tenantId: "demo", actor: { role: "owner" } } : null;
  if (!token.startsWith("ew_")) return readVisitorToken(ports, token);
  const tenantId = await findTenantOfKey(ports, remembered, token);
  return tenantId === null ? null : { tenantId, actor: { role: "owner" } };
}
