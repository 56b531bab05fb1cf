import { errors, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import type { Visitor } from "./policy.ts";
import type { AccessPorts } from "./ports.ts";

const ISSUER = "edgewise";

/** Seconds for which a page may speak for its user. */
export const TOKEN_SECONDS = 60 * 60;
/** Seconds for which a browser stays the same user. */
export const IDENTITY_SECONDS = 180 * 24 * 60 * 60;

// Two audiences, so that the long-lived identity of a cookie is worth nothing as a bearer token.
const TOKEN_AUDIENCE = "edgewise:visitor";
const IDENTITY_AUDIENCE = "edgewise:visitor-identity";

const tokenClaims = z.object({ sub: z.string().min(1), tenant: z.string().min(1), bot: z.string().min(1) });
const identityClaims = z.object({ sub: z.string().min(1), tenant: z.string().min(1) });

type SigningPorts = Pick<AccessPorts, "settings" | "clock">;

export interface SignedToken {
  token: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

/** Signs what a page sends as `Authorization: Bearer`. */
export async function signVisitorToken(
  ports: SigningPorts,
  visitor: { tenantId: string; userId: string; botId: string },
): Promise<SignedToken> {
  return sign(ports, TOKEN_AUDIENCE, TOKEN_SECONDS, visitor.userId, { tenant: visitor.tenantId, bot: visitor.botId });
}

/** The visitor of a bearer token, or null when it is forged, expired or not a visitor's. */
export async function readVisitorToken(ports: SigningPorts, token: string): Promise<Visitor | null> {
  const claims = tokenClaims.safeParse(await verify(ports, TOKEN_AUDIENCE, token)).data;
  return claims ? { tenantId: claims.tenant, actor: { role: "visitor", userId: claims.sub }, botId: claims.bot } : null;
}

/** Signs what the cookie holds: this browser is this user of this tenant. */
export async function signVisitorIdentity(ports: SigningPorts, tenantId: string, userId: string): Promise<SignedToken> {
  return sign(ports, IDENTITY_AUDIENCE, IDENTITY_SECONDS, userId, { tenant: tenantId });
}

/** The user id of an identity, or null when it is forged, expired or another tenant's. */
export async function readVisitorIdentity(ports: SigningPorts, tenantId: string, identity: string): Promise<string | null> {
  const claims = identityClaims.safeParse(await verify(ports, IDENTITY_AUDIENCE, identity)).data;
  return claims?.tenant === tenantId ? claims.sub : null;
}

async function sign(
  ports: SigningPorts,
  audience: string,
  seconds: number,
  subject: string,
  claims: Record<string, string>,
): Promise<SignedToken> {
  const issuedAt = Math.floor(ports.clock.now() / 1000);
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setIssuer(ISSUER)
    .setAudience(audience)
    .setSubject(subject)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + seconds)
    .sign(secretOf(ports));
  return { token, expiresAt: (issuedAt + seconds) * 1000 };
}

async function verify(ports: SigningPorts, audience: string, token: string): Promise<unknown> {
  try {
    const { payload } = await jwtVerify(token, secretOf(ports), {
      algorithms: ["HS256"],
      issuer: ISSUER,
      audience,
      requiredClaims: ["exp", "sub"],
      currentDate: new Date(ports.clock.now()),
    });
    return payload;
  } catch (error) {
    if (error instanceof errors.JOSEError) return null;
    throw error;
  }
}

function secretOf({ settings }: SigningPorts): Uint8Array {
  return new TextEncoder().encode(settings.VISITOR_TOKEN_SECRET);
}
