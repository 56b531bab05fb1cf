/**
 * The visitor's identity. The cookie keeps it, out of reach of scripts; the token lives in memory only.
 * No owner key ever reaches a browser (contracts.md §0).
 */
import { problemOf } from "./problem.ts";
import { visitorTokenSchema } from "./schemas.ts";

/** Renewed this long before it ends, so that a request in flight does not lose it. */
const MARGIN_MS = 60_000;

interface Held {
  token: string;
  expiresAt: number;
}

export type AuthorizedFetch = (path: string, init?: RequestInit) => Promise<Response>;

/**
 * A fetch that carries the visitor's token. It is asked for once however many requests wait, renewed before it
 * ends, and once more upon a 401.
 */
export function createSession(fetchFrom: typeof fetch, now: () => number): AuthorizedFetch {
  let pending: Promise<Held> | null = null;
  let held: Held | null = null;

  const ask = (): Promise<Held> => {
    pending ??= askForToken(fetchFrom)
      .then((fresh) => (held = fresh))
      .finally(() => (pending = null));
    return pending;
  };
  const current = async (): Promise<Held> => (held && held.expiresAt - MARGIN_MS > now() ? held : ask());

  return async (path, init = {}) => {
    const first = await current();
    const response = await fetchFrom(path, withToken(init, first.token));
    if (response.status !== 401) return response;
    if (held === first) held = null;
    const second = await current();
    return fetchFrom(path, withToken(init, second.token));
  };
}

async function askForToken(fetchFrom: typeof fetch): Promise<Held> {
  const response = await fetchFrom("/v1/visitor-tokens", {
    method: "POST",
    credentials: "same-origin",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  if (!response.ok) throw await problemOf(response);
  const { token, expires_at } = visitorTokenSchema.parse(await response.json());
  return { token, expiresAt: Date.parse(expires_at) };
}

function withToken(init: RequestInit, token: string): RequestInit {
  const headers = new Headers(init.headers);
  headers.set("authorization", `Bearer ${token}`);
  return { ...init, headers, credentials: "same-origin" };
}
