/** A client that asks for one write until it is answered for good: through 409, restarts and broken connections, always under one key. */
import { setTimeout as pause } from "node:timers/promises";

export interface KeyedWrite {
  method: string;
  path: string;
  key: string;
  body: unknown;
  accept?: string;
}

export interface Answered {
  status: number;
  replayed: boolean;
  text: string;
  /** How often it was told that the first request still runs, and how often nobody or nobody able answered. */
  running: number;
  away: number;
}

/** Between two tries to reach a server that is away. */
const awaySeconds = 1;

const codeOf = (text: string): string => String(JSON.parse(text).code);

/** Errors: when it takes longer than `patienceMs`, or a 409 does not say when to come back. */
export async function insist(url: string, write: KeyedWrite, patienceMs = 600_000): Promise<Answered> {
  const signal = AbortSignal.timeout(patienceMs);
  const tries = { running: 0, away: 0 };
  let last = "nothing";
  for (;;) {
    if (signal.aborted) throw new Error(`${write.method} ${write.path} under ${write.key} has no answer; the last was ${last}.`);
    const response = await sendOnce(url, write, signal);
    last = response ? `${response.status} ${response.text}` : "a broken connection";
    if (response === undefined || response.status >= 500) tries.away += 1;
    else if (response.status === 409 && codeOf(response.text) === "idempotency_key_running") {
      if (!response.retryAfter) throw new Error("A 409 does not say when to come back.");
      tries.running += 1;
    } else return { status: response.status, replayed: response.replayed, text: response.text, ...tries };
    await pause((response?.retryAfter || awaySeconds) * 1000);
  }
}

/** Undefined where nobody answers, or not to the end, or not in time. */
export async function sendOnce(url: string, { method, path, key, body, accept }: KeyedWrite, signal: AbortSignal) {
  try {
    const response = await fetch(`${url}${path}`, {
      method,
      headers: {
        authorization: "Bearer demo",
        "idempotency-key": key,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(accept === undefined ? {} : { accept }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal,
    });
    const { status, headers } = response;
    const text = await response.text();
    const retryAfter = Number(headers.get("retry-after") ?? 0);
    return { status, text, retryAfter, replayed: headers.get("idempotency-replayed") === "true" };
  } catch {
    return undefined;
  }
}
