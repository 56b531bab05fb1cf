import { errors, jwtVerify, SignJWT } from "jose";
import type { AccessPorts } from "./ports.ts";

const ISSUER = "edgewise";

export type SigningPorts = Pick<AccessPorts, "settings" | "clock">;

export interface SignedToken {
  token: string;
  /** Milliseconds since the epoch. */
  expiresAt: number;
}

/** Signs that `subject` and `claims` hold for so long. The audience says what for: a token for one purpose is worth nothing for another. */
export async function signToken(
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

/** The claims of a token that was signed here for this purpose and has not ended; else null. */
export async function readToken(ports: SigningPorts, audience: string, token: string): Promise<unknown> {
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
