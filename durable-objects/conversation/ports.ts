import type { LanguageModelV4, LanguageModelV4CallOptions, LanguageModelV4FunctionTool, LanguageModelV4StreamPart } from "@ai-sdk/provider";
import type { TurnContext } from "../../src/conversations/index.ts";
import type { BotSnapshot, HandOver } from "../../src/transcript/index.ts";
import type { Tool } from "../../src/tools/index.ts";
import type { Database } from "../../src/db/client.ts";
import type { Clock, Ids, Log, Randomness } from "../../src/platform/ports.ts";

/** The world as the conversation object needs it. Built from bindings in production, by hand in tests. */
export interface ConversationPorts {
  clock: Clock;
  ids: Ids;
  random: Randomness;
  log: Log;
  db: Database;
  fetch: typeof fetch;
  tools: ReadonlyMap<string, Tool>;
  describeTools(names: readonly string[]): LanguageModelV4FunctionTool[];
  openModel(options: LanguageModelV4CallOptions): AsyncIterable<LanguageModelV4StreamPart>;
  smallModel(): LanguageModelV4;
  /** The bot by id, or the tenant's default bot; null when there is none. Throws when it cannot be read now. */
  loadBot(tenantId: string, botId: string | null): Promise<BotSnapshot | null>;
  /** User and skill, from cache or Postgres; never throws: chat goes on without them. */
  loadContext(tenantId: string, userId: string, skillId: string | null): Promise<TurnContext>;
  /** Sends the doorbell: ids only, the data stays here until it is asked for. */
  ringHistory(address: { tenantId: string; conversationId: string }, seq: HandOver["upToSeq"]): Promise<void>;
}
