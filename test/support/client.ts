/** A caller of a running stack, as a backend would be. */
import { neon, neonConfig } from "@neondatabase/serverless";
import type { Stack } from "./stack.ts";

interface Reply {
  status: number;
  headers: Headers;
  // The tests assert on what is in it; a wrong shape fails there.
  // oxlint-disable-next-line typescript/no-explicit-any
  body: any;
}

/** Calls with the demo tenant's owner key, unless `token` says otherwise. */
export function api(url: string, token: string | null = "demo") {
  return async (method: string, path: string, body?: unknown): Promise<Reply> => {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(token === null ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        accept: "application/json",
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? null : JSON.parse(text) };
  };
}

/** A proof in full size loads the machine: what it waits for comes late, and is judged by what it is. */
const patienceSeconds = process.env["EDGEWISE_PROVE"] === "full" ? 600 : 90;

/** Asks until it is so; gives up after `seconds`. */
export async function eventually<T>(ask: () => Promise<T | null>, seconds = patienceSeconds): Promise<T> {
  const until = Date.now() + seconds * 1000;
  for (;;) {
    const got = await ask();
    if (got !== null) return got;
    if (Date.now() > until) throw new Error(`It was not so within ${seconds} s.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Rows of the stack's Postgres, by the same protocol as the worker's. */
export async function query(
  stack: Pick<Stack, "databaseUrl" | "databaseEndpoint">,
  text: string,
  values: unknown[],
): Promise<Record<string, unknown>[]> {
  neonConfig.fetchEndpoint = stack.databaseEndpoint;
  const sql = neon(stack.databaseUrl);
  return sql.query(text, values) as Promise<Record<string, unknown>[]>;
}
