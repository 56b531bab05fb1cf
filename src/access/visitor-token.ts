import { z } from "zod";
import type { Visitor } from "./policy.ts";
import { readToken, signToken, type SignedToken, type SigningPorts } from "./signed-token.ts";

/** Seconds for which a page may speak for its user. */
export const TOKEN_SECONDS = 60 * 60;
/** Seconds for which a browser stays the same user. */
export const IDENTITY_SECONDS = 180 * 24 * 60 * 60;

// Two audiences, so that the long-lived identity of a cookie is worth nothing as a bearer token.
const TOKEN_AUDIENCE = "edgewise:visitor";
const IDENTITY_AUDIENCE = "edgewise:visitor-identity";

const tokenClaims = z.object({ sub: z.string().min(1), tenant: z.string().min(1), bot: z.string().min(1) });
const identityClaims = z.object({ sub: z.string().min(1), tenant: z.string().min(1) });

/** Signs what a page sends as `Authorization: Bearer`. */
export async function signVisitorToken(
  ports: SigningPorts,
  visitor: { tenantId: string; userId: string; botId: string },
): Promise<SignedToken> {
  return signToken(ports, TOKEN_AUDIENCE, TOKEN_SECONDS, visitor.userId, { tenant: visitor.tenantId, bot: visitor.botId });
}

/** The visitor of a bearer token, or null when it is forged, expired or not a visitor's. */
export async function readVisitorToken(ports: SigningPorts, token: string): Promise<Visitor | null> {
  const claims = tokenClaims.safeParse(await readToken(ports, TOKEN_AUDIENCE, token)).data;
  return claims ? { tenantId: claims.tenant, actor: { role: "visitor", userId: claims.sub }, botId: claims.bot } : null;
}

/** Signs what the cookie holds: this browser is this user of this tenant. */
export async function signVisitorIdentity(ports: SigningPorts, tenantId: string, userId: string): Promise<SignedToken> {
  return signToken(ports, IDENTITY_AUDIENCE, IDENTITY_SECONDS, userId, { tenant: tenantId });
}

/** The user id of an identity, or null when it is forged, expired or another tenant's. */
export async function readVisitorIdentity(ports: SigningPorts, tenantId: string, identity: string): Promise<string | null> {
  const claims = identityClaims.safeParse(await readToken(ports, IDENTITY_AUDIENCE, identity)).data;
  return claims?.tenant === tenantId ? claims.sub : null;
}
