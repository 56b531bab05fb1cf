/** The Worker: requests, queue deliveries and cron triggers go to http, queues and cron; the objects are exported here. */
import * as conversation from "../durable-objects/conversation/object.ts";
import * as idempotency from "../durable-objects/idempotency/object.ts";
import { handleScheduled } from "./cron/index.ts";
import { createApp, type AppPorts } from "./http/index.ts";
import { handleQueue } from "./queues/index.ts";
import { toolRegistry } from "./tools/index.ts";
import { conversationPorts, conversationsOf, filesOf, keyStoresOf, playPorts, sharedPorts } from "./wiring.ts";

/** The conversation object on the ports of its bindings. */
export class ConversationObject extends conversation.ConversationObject {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, conversationPorts(env));
  }
}

/** The store of `Idempotency-Key`s. */
export class IdempotencyObject extends idempotency.IdempotencyObject {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, sharedPorts(env));
  }
}

const app = createApp();

export default {
  fetch: (request, env, context) => app.fetch(request, { ports: appPorts(env) }, context),
  queue: (batch, env) => handleQueue(batch, historyPorts(env)),
  scheduled: (controller, env) => handleScheduled(controller.cron, historyPorts(env)),
} satisfies ExportedHandler<Env>;

let ofIsolate: AppPorts | undefined;

const appPorts = (env: Env): AppPorts => (ofIsolate ??= isolatePorts(env));

function isolatePorts(env: Env): AppPorts {
  return {
    ...historyPorts(env),
    files: filesOf(env),
    idempotency: keyStoresOf(env),
    tools: toolRegistry,
    limitVisitorTokens: async (address) => (await env.VISITOR_TOKEN_LIMIT.limit({ key: address })).success,
    limitVisitorMessages: async (...visitor) => (await env.VISITOR_MESSAGE_LIMIT.limit({ key: JSON.stringify(visitor) })).success,
    play: (model) => playPorts(env, model),
    // A producer cannot ask its queue anything without a message: it is there when it is bound.
    queue: {
      ping: async () => env.HISTORY_QUEUE !== undefined,
      ring: (address, seq) => conversationPorts(env).ringHistory(address, seq),
    },
  };
}

function historyPorts(env: Env) {
  return { ...sharedPorts(env), conversations: conversationsOf(env) };
}
