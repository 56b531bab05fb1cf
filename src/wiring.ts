/** From bindings to ports: the one place, with worker.ts, that knows `Env`. Made once per isolate. */
import type { ConversationPorts } from "../durable-objects/conversation/ports.ts";
import { connectCache, noCache, type Cache } from "./cache/index.ts";
import { loadBot, loadContext } from "./context/index.ts";
import type { Address, ConversationPort, Conversations } from "./conversations/index.ts";
import { connectDatabase, type Database } from "./db/client.ts";
import type { KeyStore, KeyStores } from "./idempotency/index.ts";
import { createModels, streamWithRetry, type Models } from "./models/index.ts";
import { uuidIds } from "./platform/ids.ts";
import { consoleLog } from "./platform/log.ts";
import type { Clock, Ids, Log, Randomness } from "./platform/ports.ts";
import { parseSettings, type Settings } from "./platform/settings.ts";
import { describeTools, toolRegistry } from "./tools/index.ts";

/** Ports that routes, queues, crons and objects share. */
export interface SharedPorts {
  settings: Settings;
  clock: Clock;
  ids: Ids;
  random: Randomness;
  log: Log;
  db: Database;
  cache: Cache;
  models: Models;
}

const clock: Clock = { now: () => Date.now() };
const random: Randomness = () => Math.random();

let shared: SharedPorts | undefined;

/** The isolate's ports. Throws a sentence naming the variable when the environment is not complete. */
export function sharedPorts(env: Env): SharedPorts {
  return (shared ??= makeShared(env));
}

function makeShared(env: Env): SharedPorts {
  const settings = parseSettings({ ...env });
  const { UPSTASH_REDIS_REST_URL: url, UPSTASH_REDIS_REST_TOKEN: token } = settings;
  return {
    settings,
    clock,
    ids: uuidIds,
    random,
    log: consoleLog,
    db: connectDatabase(settings.DATABASE_URL, settings.DATABASE_FETCH_ENDPOINT),
    cache: url && token ? connectCache({ url, token }, { clock, log: consoleLog }) : noCache,
    models: createModels(settings),
  };
}

/** The name of a conversation's object: JSON, so that no id can imitate another tenant's. */
const objectName = ({ tenantId, conversationId }: Address) => JSON.stringify([tenantId, conversationId]);

/** Finds a conversation's object by its address. */
export function conversationsOf(env: Env): Conversations {
  return (address) => {
    const stub = env.CONVERSATIONS.get(env.CONVERSATIONS.idFromName(objectName(address)));
    // The stub offers the object's own methods; its mapped type only cannot express JSON values of unknown depth.
    return stub as unknown as ConversationPort;
  };
}

/** Finds the object that keeps a caller's keys. */
export function keyStoresOf(env: Env): KeyStores {
  // As above: the stub offers the object's own methods, and bytes cross as they are.
  return (name) => env.IDEMPOTENCY.get(env.IDEMPOTENCY.idFromName(name)) as unknown as KeyStore;
}

/** What the conversation object needs of the world. */
export function conversationPorts(env: Env): ConversationPorts {
  const ports = sharedPorts(env);
  return {
    ...ports,
    fetch: (input, init) => fetch(input, init),
    tools: toolRegistry,
    describeTools,
    openModel: (options) =>
      streamWithRetry(ports.models.byRole("generate"), options, {
        clock,
        random,
        onRetry: ({ failure, tries, delayMs }) => ports.log.warn("model.retry", { kind: failure.kind, tries, delay_ms: delayMs }),
      }),
    smallModel: () => ports.models.byRole("small_generate"),
    loadBot: (tenantId, botId) => loadBot(tenantId, botId, ports),
    loadContext: (tenantId, userId, skillId) => loadContext({ tenantId, userId, skillId }, ports),
    ringHistory: async ({ tenantId, conversationId }, seq) => {
      await env.HISTORY_QUEUE.send({ tenant_id: tenantId, conversation_id: conversationId, seq });
    },
  };
}
