/** The benchmark's Worker: our conversation object on a model that answers at once, beside a bare object that only streams. */
import { DurableObject } from "cloudflare:workers";
import type { LanguageModelV4StreamPart } from "@ai-sdk/provider";
import type { ConversationPorts } from "../durable-objects/conversation/ports.ts";
import { ConversationObject } from "../durable-objects/conversation/object.ts";
import type { ConversationPort } from "../src/conversations/index.ts";
import { retailFlow } from "../src/lifecycle/index.ts";
import { conversationPorts } from "../src/wiring.ts";
import { valueOf } from "../src/platform/errors.ts";

interface BenchEnv extends Env {
  FLOOR: DurableObjectNamespace<Floor>;
  BENCH: DurableObjectNamespace<BenchConversation>;
}

const words = Array.from({ length: 50 }, (_, index) => `word${index} `);

/** What streaming from an object costs at the very least: no storage, no turn, no model. */
export class Floor extends DurableObject {
  stream(): ReadableStream<Uint8Array> {
    const encoder = new TextEncoder();
    return new ReadableStream({
      start(controller) {
        for (const word of words)
          controller.enqueue(encoder.encode(`data: ${JSON.stringify({ type: "text-delta", id: "0", delta: word })}\n\n`));
        controller.close();
      },
    });
  }
}

async function* answer(): AsyncGenerator<LanguageModelV4StreamPart> {
  yield { type: "text-start", id: "0" };
  for (const word of words) yield { type: "text-delta", id: "0", delta: word };
  yield { type: "text-end", id: "0" };
  const usage = {
    inputTokens: { total: 1, noCache: 1, cacheRead: 0, cacheWrite: 0 },
    outputTokens: { total: 50, text: 50, reasoning: 0 },
  };
  yield { type: "finish", usage, finishReason: { unified: "stop", raw: "stop" } };
}

function benchPorts(env: Env): ConversationPorts {
  return {
    ...conversationPorts(env),
    log: { info: () => undefined, warn: () => undefined, error: (event, fields) => console.error(event, fields) },
    openModel: () => answer(),
    loadBot: async () => ({
      id: "bot",
      name: "Bot",
      instructions: "You sell.",
      greeting: { enabled: false },
      language: "vi",
      onBusy: "queue",
      flow: retailFlow,
    }),
    loadContext: async () => ({ user: null, skill: null }),
    ringHistory: async () => undefined,
  };
}

export class BenchConversation extends ConversationObject {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, benchPorts(env));
  }
}

const owner = { role: "owner" } as const;

async function converse(env: BenchEnv, name: string): Promise<ReadableStream> {
  const address = { tenantId: "bench", conversationId: name };
  // The stub's mapped type cannot express JSON of unknown depth; see src/wiring.ts.
  const port = env.BENCH.get(env.BENCH.idFromName(name)) as unknown as ConversationPort;
  const input = {
    address,
    actor: owner,
    messageId: null,
    parts: [{ type: "text", text: "Xin chào" }],
    metadata: {},
    trigger: "submit",
  } as const;
  const sent = await port.sendAndStream({ ...input, parts: [...input.parts] });
  if (sent.ok) return sent.value;
  valueOf(await port.start({ address, actor: owner, userId: "u", botId: null, skillId: null, language: null, metadata: {}, greet: false }));
  return valueOf(await port.sendAndStream({ ...input, parts: [...input.parts] }));
}

export default {
  async fetch(request, env) {
    const { pathname, searchParams } = new URL(request.url);
    const name = searchParams.get("name") ?? "one";
    const stream = pathname === "/floor" ? await env.FLOOR.get(env.FLOOR.idFromName(name)).stream() : await converse(env, name);
    return new Response(stream, { headers: { "content-type": "text/event-stream" } });
  },
} satisfies ExportedHandler<BenchEnv>;
