import { randomUUID } from "node:crypto";
import type { NeonQueryFunction } from "@neondatabase/serverless";
import { drizzle } from "drizzle-orm/neon-http";
import type { Address } from "../../src/conversations/port.ts";
import type { Cache } from "../../src/cache/index.ts";
import type { Database } from "../../src/db/client.ts";
import * as schema from "../../src/db/schema/index.ts";
import { createApp, type AppPorts } from "../../src/http/index.ts";
import type { KeyRow } from "../../src/idempotency/index.ts";
import type { JsonValue } from "../../src/platform/ports.ts";
import { toolRegistry } from "../../src/tools/index.ts";
import { parseSettings } from "../../src/platform/settings.ts";
import { fakeFiles } from "./fake-files.ts";
import { fakeIdempotency } from "./fake-idempotency.ts";
import { epoch, fakeConversations, type FakeConversations } from "./fake-conversations.ts";

const nothing = { fields: [], rows: [], rowCount: 0, command: "SELECT", rowAsArray: true };

/** A database that finds nothing. It offers of Neon's client what drizzle asks of it. */
const emptyDatabase: Database = drizzle({
  client: {
    query: async () => nothing,
    transaction: async (queries: unknown[]) => queries.map(() => nothing),
  } as unknown as NeonQueryFunction<false, false>,
  schema,
});

export interface TestPorts extends AppPorts {
  fake: FakeConversations;
  files: ReturnType<typeof fakeFiles>;
  logged: { event: string; fields: Record<string, unknown> | undefined }[];
  /** Moves the clock, in milliseconds. */
  pass(milliseconds: number): void;
  cached: Map<string, JsonValue>;
  /** Doorbells in the order in which they were sent. */
  rung: { address: Address; seq: number }[];
  /** What is kept of Idempotency-Keys. */
  keyRows: ReadonlyMap<string, KeyRow>;
}

export interface TestPortsChange {
  db?: Database;
  environment?: Record<string, string>;
  limitVisitorTokens?: AppPorts["limitVisitorTokens"];
  limitVisitorMessages?: AppPorts["limitVisitorMessages"];
  cache?: Cache;
  cachePing?: () => Promise<boolean>;
  queuePing?: () => Promise<boolean>;
  tools?: AppPorts["tools"];
}

/** Ports in memory, in which every id is new and the clock stands. */
export function testPorts(change: TestPortsChange = {}): TestPorts {
  const fake = fakeConversations();
  const logged: TestPorts["logged"] = [];
  const cached = new Map<string, JsonValue>();
  const rung: TestPorts["rung"] = [];
  let now = epoch;
  const clock = { now: () => now };
  const idempotency = fakeIdempotency(clock);
  const record = (event: string, fields?: Record<string, unknown>) => void logged.push({ event, fields });
  return {
    settings: parseSettings({
      ENVIRONMENT: "development",
      DATABASE_URL: "postgresql://unused",
      VISITOR_TOKEN_SECRET: "only-for-tests-only-for-tests-only-for-tests",
      ...change.environment,
    }),
    clock,
    pass: (milliseconds) => void (now += milliseconds),
    ids: { next: (prefix) => `${prefix}_${randomUUID()}` },
    log: { info: record, warn: record, error: record },
    logged,
    db: change.db ?? emptyDatabase,
    cached,
    cache: change.cache ?? {
      get: async (key) => cached.get(key) ?? null,
      set: async (key, value) => void cached.set(key, value),
      delete: async (...keys) => keys.forEach((key) => cached.delete(key)),
      ping: change.cachePing ?? (async () => true),
    },
    fake,
    conversations: fake.find,
    files: fakeFiles(),
    idempotency: idempotency.find,
    keyRows: idempotency.rows,
    tools: change.tools ?? toolRegistry,
    limitVisitorTokens: change.limitVisitorTokens ?? (async () => true),
    limitVisitorMessages: change.limitVisitorMessages ?? (async () => true),
    play: () => {
      throw new Error("Nothing is played here.");
    },
    rung,
    queue: { ping: change.queuePing ?? (async () => true), ring: async (address, seq) => void rung.push({ address, seq }) },
  };
}

export type Call = (path: string, init?: CallInit) => Promise<Response>;

interface CallInit {
  method?: string;
  as?: string;
  json?: unknown;
  body?: string | Uint8Array<ArrayBuffer> | FormData;
  headers?: Record<string, string>;
}

/** Calls a new app with these ports. `as` is a bearer token; `json` a body. */
export function callApp(ports: AppPorts): Call {
  const app = createApp();
  return async (path, { method, as, json, body, headers } = {}) => {
    const given = new Headers(headers);
    if (as !== undefined) given.set("authorization", `Bearer ${as}`);
    if (json !== undefined) given.set("content-type", "application/json");
    const content = json === undefined ? body : JSON.stringify(json);
    const init = {
      method: method ?? (content === undefined ? "GET" : "POST"),
      headers: given,
      ...(content === undefined ? {} : { body: content }),
    };
    return app.fetch(new Request(`http://127.0.0.1:8787${path}`, init), { ports });
  };
}
