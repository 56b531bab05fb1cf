/** From bindings to ports: the one place, with worker.ts, that knows `Env`. Made once per isolate. */
import type { ConversationPorts } from "../durable-objects/conversation/ports.ts";
import { openSecret } from "./actions/index.ts";
import { restingTools } from "./agents/index.ts";
import { connectCache, noCache, type Cache } from "./cache/index.ts";
import { loadBot, loadContext, rememberBots } from "./context/index.ts";
import type { Address, ConversationPort, Conversations } from "./conversations/index.ts";
import { connectDatabase, type Database } from "./db/client.ts";
import { loadFile, type FileStore } from "./files/index.ts";
import { connectFiles } from "./files/r2-store.ts";
import type { KeyStore, KeyStores } from "./idempotency/index.ts";
import { readReleased, readReleasedRows } from "./history/index.ts";
import { createModels, filesOfAnswers, priceOfAnswers, streamWithRetry, type Models } from "./models/index.ts";
import { uuidIds } from "./platform/ids.ts";
import { consoleLog } from "./platform/log.ts";
import type { Clock, Ids, Log, Randomness } from "./platform/ports.ts";
import { parseSettings, type Settings } from "./platform/settings.ts";
import type { PlayPorts } from "./replay/index.ts";
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

/** Of one page of a conversation that comes back: Neon's answers hold some 10 MB. */
const hydrationBytes = 4_000_000;

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

/** Where files lie. */
export function filesOf(env: Env): FileStore {
  return connectFiles(env.FILES);
}

let ofObjects: ConversationPorts | undefined;

/** What the conversation objects need of the world; the same for all of an isolate. */
export function conversationPorts(env: Env): ConversationPorts {
  return (ofObjects ??= makeConversationPorts(env));
}

function makeConversationPorts(env: Env): ConversationPorts {
  const ports = sharedPorts(env);
  const modelPrice = priceOfAnswers(ports.settings);
  return {
    ...ports,
    fetch: (input, init) => fetch(input, init),
    openSecret: (of, sealed) => openSecret(ports.settings, of, sealed),
    tools: restingTools(toolRegistry, ports),
    describeTools,
    openModel: (options) =>
      streamWithRetry(ports.models.byRole("generate"), options, {
        clock,
        random,
        onRetry: ({ failure, tries, delayMs }) => ports.log.warn("model.retry", { kind: failure.kind, tries, delay_ms: delayMs }),
      }),
    smallModel: () => ports.models.byRole("small_generate"),
    loadBot: rememberBots((tenantId, botId) => loadBot(tenantId, botId, { ...ports, modelPrice }), clock),
    loadBotAnew: (tenantId, botId) => loadBot(tenantId, botId, { ...ports, modelPrice }),
    loadContext: (tenantId, userId, skillId) => loadContext({ tenantId, userId, skillId }, ports),
    limitVisitorMessages: async (...visitor) => (await env.VISITOR_MESSAGE_LIMIT.limit({ key: JSON.stringify(visitor) })).success,
    modelPrice,
    conversations: conversationsOf(env),
    modelSilenceMs: ports.settings.MODEL_SILENCE_MS,
    files: {
      takes: filesOfAnswers(ports.settings),
      load: (tenantId, url, mostBytes) => loadFile({ files: filesOf(env) }, tenantId, url, mostBytes),
    },
    history: {
      readReleased: (address) => readReleased(ports.db, address),
      readReleasedRows: (address, afterSeq, limit) => readReleasedRows(ports.db, address, afterSeq, limit, hydrationBytes),
    },
    releaseAfterMs: ports.settings.RELEASE_AFTER * 1000,
    ringHistory: async ({ tenantId, conversationId }, seq) => {
      await env.HISTORY_QUEUE.send({ tenant_id: tenantId, conversation_id: conversationId, seq });
    },
  };
}

/** What replays play on. Another model is reached as the installation's own is, with its keys. */
export function playPorts(env: Env, model: string | null): PlayPorts {
  const own = sharedPorts(env);
  const settings = model === null ? own.settings : { ...own.settings, GENERATE_MODEL: model };
  const models = model === null ? own.models : createModels(settings);
  const generate = models.byRole("generate");
  return {
    clock,
    tools: toolRegistry,
    describeTools,
    openModel: (options) => streamWithRetry(generate, options, { clock, random }),
    smallModel: () => own.models.byRole("small_generate"),
    modelPrice: priceOfAnswers(settings),
    modelSilenceMs: settings.MODEL_SILENCE_MS,
  };
}
