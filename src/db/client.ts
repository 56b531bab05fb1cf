import { neon, neonConfig } from "@neondatabase/serverless";
import { drizzle, type NeonHttpDatabase } from "drizzle-orm/neon-http";
import * as schema from "./schema/index.ts";

/** Postgres over Neon's HTTP protocol: one request per query or `batch`, no sockets held, no interactive transactions. */
export type Database = NeonHttpDatabase<typeof schema>;

/** Milliseconds after which a request counts as failed: the driver itself would wait for ever. */
const REQUEST_TIMEOUT = 15_000;

// The driver keeps its endpoint and its fetch for the whole process, so several databases are told apart by host and port.
const endpoints = new Map<string, string>();
const neonEndpoint = neonConfig.fetchEndpoint;
neonConfig.fetchEndpoint = (host, port, options) => {
  const own = endpoints.get(`${host}:${port}`);
  if (own !== undefined) return own;
  return typeof neonEndpoint === "string" ? neonEndpoint : neonEndpoint(host, port, options);
};
neonConfig.fetchFunction = fetchInTime;

/** Reads the answer to its end. Unlike `AbortSignal.timeout`, it leaves no timer behind, which would keep an object awake. */
async function fetchInTime(url: string, request: RequestInit): Promise<Response> {
  const time = new AbortController();
  const tooLate = () => time.abort(new DOMException(`No answer within ${REQUEST_TIMEOUT} ms.`, "TimeoutError"));
  const timer = setTimeout(tooLate, REQUEST_TIMEOUT);
  try {
    const response = await fetch(url, { ...request, signal: time.signal });
    return new Response(await response.text(), response);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Connects lazily: nothing is sent before the first query.
 * @param fetchEndpoint where to send SQL instead of the host's own endpoint; the local stand-in in development.
 */
export function connectDatabase(connectionString: string, fetchEndpoint?: string): Database {
  if (fetchEndpoint) {
    const { hostname, port } = new URL(connectionString);
    endpoints.set(`${hostname}:${port}`, fetchEndpoint);
  }
  return drizzle({ client: neon(connectionString), schema });
}
