/** The whole of Edgewise through its public front door. */
import { createApiKey } from "../../src/access/index.ts";
import { noCache } from "../../src/cache/index.ts";
import { connectDatabase } from "../../src/db/client.ts";
import { bots, tenants } from "../../src/db/schema/index.ts";
import { uuidIds } from "../../src/platform/ids.ts";
import type { Endpoints } from "../../dev/stand-ins/messages.ts";
import { migrate } from "../../dev/migrate.ts";
import { Connections } from "../client/exchange.ts";
import { wordsFor, type Contender } from "./contender.ts";
import { rowsIn } from "./floor.ts";
import type { Place } from "./place.ts";
import { planWorkerd } from "./workerd.ts";

const notes = [
  "The whole Worker, bundled as for deployment, in production mode: API key, access, lifecycle, tools on offer, events, outbox, alarms, logs.",
  "Only the model is replaced, by the same words at the same pace as the floor's.",
  "Its queue is a small Worker in the same process that delivers to the real consumer in batches of 50 or after 1 s; so its CPU counts in.",
  "Postgres and Redis are the local stand-ins, on the core of the load generator.",
];

export interface EdgewisePlace extends Place {
  queueScript: string;
  endpoints: Endpoints;
  inspectorPort?: number;
}

export async function edgewise(place: EdgewisePlace): Promise<Contender> {
  const { folder, script, queueScript, counting, endpoints, inspectorPort } = place;
  const bindings = {
    ENVIRONMENT: "production",
    DATABASE_URL: endpoints.databaseUrl,
    DATABASE_FETCH_ENDPOINT: endpoints.databaseEndpoint,
    UPSTASH_REDIS_REST_URL: endpoints.redisUrl,
    UPSTASH_REDIS_REST_TOKEN: endpoints.redisToken,
    VISITOR_TOKEN_SECRET: "only-for-the-benchmark-only-for-the-benchmark",
    ...(counting ? { COUNT_ROWS: "1" } : {}),
  };
  const inspector = inspectorPort === undefined ? {} : { inspectorPort };
  const server = await planWorkerd({
    folder,
    script,
    queueScript,
    className: "ConversationObject",
    objects: "CONVERSATIONS",
    bindings,
    ...inspector,
  });
  const key = await seedTenant(endpoints);
  const connections = new Connections(server.port);
  const headers = { authorization: `Bearer ${key}`, "content-type": "application/json" };
  const create = async (id: string) => {
    await connections.ask({
      method: "POST",
      path: "/v1/conversations",
      headers,
      body: JSON.stringify({ conversation_id: id, user_id: id }),
    });
  };
  const turn: Contender["turn"] = (id, asked) =>
    connections.ask({
      method: "POST",
      path: `/v1/conversations/${encodeURIComponent(id)}/messages`,
      headers: { ...headers, accept: "text/event-stream" },
      body: JSON.stringify({ text: wordsFor(asked) }),
    });
  return {
    name: "edgewise",
    notes,
    get pid() {
      return server.pid;
    },
    start: () => server.start(),
    restart: async () => {
      connections.close();
      await server.stop();
      await server.start();
    },
    stop: () => {
      connections.close();
      return server.stop();
    },
    create,
    turn,
    begin: (id, asked) =>
      connections.ask({
        method: "POST",
        path: "/v1/chat",
        headers,
        body: JSON.stringify({ id, messages: [{ id: "m1", role: "user", parts: [{ type: "text", text: wordsFor(asked) }] }] }),
      }),
    fill: async (id, messages) => {
      await create(id);
      for (let said = 0; said < messages; said += 2) await turn(id, { tokens: 10, paceMs: 0 });
    },
    rows: async () => rowsIn((await connections.ask({ method: "GET", path: "/rows" })).body),
  };
}

/** A tenant with a bot that greets, as `npm run create-tenant` makes it; gives its API key. */
async function seedTenant({ databaseUrl, databaseEndpoint }: Endpoints): Promise<string> {
  const db = connectDatabase(databaseUrl, databaseEndpoint);
  await migrate(db);
  const tenantId = uuidIds.next("tenant");
  await db.insert(tenants).values({ id: tenantId, name: "Bench" });
  await db
    .insert(bots)
    .values({ tenantId, id: "assistant", name: "Bench", instructions: "You sell laptops.", language: "en", isDefault: true });
  const settings = { ENVIRONMENT: "production", VISITOR_TOKEN_SECRET: "", DEFAULT_BOT: undefined } as const;
  const { key } = await createApiKey({ settings, clock: { now: () => Date.now() }, ids: uuidIds, db, cache: noCache }, tenantId, "bench");
  return key;
}
