/** The Worker of the worker tests: the real one, with a conversation object beside it whose models and tools are scripted. */
import { env as bindings } from "cloudflare:workers";
import { z } from "zod";
import type { ConversationPorts } from "../../../durable-objects/conversation/ports.ts";
import { ConversationObject } from "../../../durable-objects/conversation/object.ts";
import { retailFlow, type Flow } from "../../../src/lifecycle/index.ts";
import type { OnBusy } from "../../../src/transcript/index.ts";
import type { ConversationPort } from "../../../src/conversations/index.ts";
import { conversationPorts } from "../../../src/wiring.ts";
import { defineTool, type Tool, type ToolResult } from "../../../src/tools/contract.ts";
import { openScripted, smallScripted } from "./scripted-model.ts";

export { ConversationObject, IdempotencyObject, default } from "../../../src/worker.ts";

/** What tests turn: how long a conversation is silent before it is released, and whether Postgres gives it back. */
export const sleep = { releaseAfterMs: 86_400_000, postgresIsAway: false };

/** What customers are called, by their id; the others have no name. */
export const names = new Map<string, string>();

/** What every bot follows. */
export const followed: { flow: Flow } = { flow: retailFlow };

/** How far the clock of the objects is off, in milliseconds. */
export const clock = { offBy: 0 };

/** Skills that were looked up, in order. */
export const skillsAsked: string[] = [];

/** Doorbells that objects have rung in this isolate. */
export const rung: { tenantId: string; conversationId: string; seq: number }[] = [];

/** Conversations in which a search has run, in order. */
export const searches: string[] = [];

/** Keys under which effects were asked for, in order. */
export const keysOfEffects: { conversationId: string; key: string }[] = [];

const tools = new Map<string, Tool>([
  [
    "search_offerings",
    defineTool({
      name: "search_offerings",
      label: { vi: "Tìm", en: "Search" },
      description: { vi: "Tìm.", en: "Searches." },
      industries: ["retail"],
      input: z.object({ query: z.string() }),
      output: z.looseObject({}),
      effect: "read",
      timeoutMs: 1000,
      proposes: ["browsing"],
      run: async ({ query }, { conversationId, kept }): Promise<ToolResult> => {
        searches.push(conversationId);
        if (query === "count") {
          const counted = Number(kept?.["counted"] ?? 0) + 1;
          return { output: { counted }, kept: { counted } };
        }
        if (query === "which?") return { output: { error: "Mẫu nào ạ?", code: "needs_more" }, asks: ["query"] };
        if (query === "broken") throw new Error("The catalogue is on fire.");
        return { output: { offerings: [], count: 0, query }, newState: "browsing", shown: ["A", "B"], focus: null };
      },
    }),
  ],
  [
    "trigger_web_hook",
    defineTool({
      name: "trigger_web_hook",
      label: { vi: "Đặt hàng", en: "Order" },
      description: { vi: "Đặt.", en: "Orders." },
      industries: ["retail"],
      input: z.object({ action: z.string() }),
      output: z.looseObject({}),
      effect: "write",
      timeoutMs: 1000,
      proposes: ["purchasing"],
      run: async ({ action }, { conversationId, idempotencyKey: key, signal }) => {
        keysOfEffects.push({ conversationId, key });
        if (action === "hang") await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
        return { output: { status: "pending" }, newState: "purchasing" };
      },
    }),
  ],
  [
    "get_offering_details",
    defineTool({
      name: "get_offering_details",
      label: { vi: "Chi tiết", en: "Details" },
      description: { vi: "Không trả lời cho tới khi bị dừng.", en: "Never answers until it is told to stop." },
      industries: ["retail"],
      input: z.object({}),
      output: z.looseObject({}),
      effect: "read",
      timeoutMs: 60_000,
      proposes: [],
      run: (_, { signal }) => new Promise((_resolve, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
    }),
  ],
]);

/** Bots that are named for what they do with a message that comes while they answer. */
const onBusyOf: Record<string, OnBusy> = { strict: "reject", hasty: "interrupt", gathering: "merge" };

const readBot: ConversationPorts["loadBot"] = async (_tenantId, botId) =>
  botId === "missing"
    ? null
    : {
        id: botId ?? "bot",
        name: "Bot",
        instructions: "You sell.",
        greeting: { enabled: botId !== "silent" },
        language: "vi",
        onBusy: onBusyOf[botId ?? ""] ?? "queue",
        flow: followed.flow,
        budget: { tokens: null, seconds: null, steps: null, money: null },
        recording: true,
      };

function scriptedPorts(env: Env): ConversationPorts {
  const ports = conversationPorts(env);
  const { history } = ports;
  return {
    ...ports,
    clock: { now: () => Date.now() + clock.offBy },
    get releaseAfterMs() {
      return sleep.releaseAfterMs;
    },
    history: {
      ...history,
      readReleasedRows: (...query) =>
        sleep.postgresIsAway ? Promise.reject(new Error("Postgres is away")) : history.readReleasedRows(...query),
    },
    conversations: (address) => bindings.SCRIPTED.get(bindings.SCRIPTED.idFromName(JSON.stringify(address))) as unknown as ConversationPort,
    tools,
    describeTools: (names) => names.map((name) => ({ type: "function", name, inputSchema: { type: "object" } })),
    openModel: openScripted,
    smallModel: () => smallScripted,
    loadBot: readBot,
    loadBotAnew: readBot,
    loadContext: async (_tenantId, userId, skillId) => {
      if (skillId !== null) skillsAsked.push(skillId);
      return {
        user: names.has(userId) ? { name: names.get(userId) ?? null } : null,
        skill: skillId === "selling" ? { name: "Selling", instructions: "Sell gently." } : null,
        ...(skillId === "missing" ? { noSuchSkill: true } : {}),
      };
    },
    ringHistory: async (address, seq) => void rung.push({ ...address, seq }),
  };
}

/** The real object on scripted ports. */
export class ScriptedConversation extends ConversationObject {
  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env, scriptedPorts(env));
  }
}

declare global {
  // The way to name a binding to the types that `wrangler types` generates.
  namespace Cloudflare {
    interface Env {
      SCRIPTED: DurableObjectNamespace<ScriptedConversation>;
    }
  }
}
