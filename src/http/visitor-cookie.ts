import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { IDENTITY_SECONDS } from "../access/index.ts";

/** Only the route that mints tokens ever sees the cookie. */
export const VISITOR_TOKENS_PATH = "/v1/visitor-tokens";

/** One cookie a tenant, so that a browser keeps its user with each. The id is encoded: cookie names allow few characters. */
function cookieName(tenantId: string): string {
  const bytes = new TextEncoder().encode(tenantId);
  return `edgewise_visitor_${btoa(String.fromCharCode(...bytes)).replaceAll(/[+/=]/g, "")}`;
}

/** The identity that this browser keeps for a tenant, if any. */
export function readIdentityCookie(context: Context, tenantId: string): string | null {
  return getCookie(context, cookieName(tenantId)) ?? null;
}

export function keepIdentityCookie(context: Context, tenantId: string, identity: string): void {
  setCookie(context, cookieName(tenantId), identity, {
    path: VISITOR_TOKENS_PATH,
    httpOnly: true,
    sameSite: "Lax",
    secure: !isPlainLoopback(new URL(context.req.url)),
    maxAge: IDENTITY_SECONDS,
  });
}

/** Whether the request comes from a page of this very server, or from no page at all. */
export function isSameOrigin(context: Context): boolean {
  const origin = context.req.header("origin");
  if (origin === undefined) return true;
  // Hosts, not whole origins: behind a proxy that ends TLS the schemes differ.
  return URL.canParse(origin) && new URL(origin).host === new URL(context.req.url).host;
}

function isPlainLoopback(url: URL): boolean {
  return url.protocol === "http:" && ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname);
}
