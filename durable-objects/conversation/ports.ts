import type { LanguageModelV4, LanguageModelV4CallOptions, LanguageModelV4FunctionTool, LanguageModelV4StreamPart } from "@ai-sdk/provider";
import type { Address, Conversations, TurnContext } from "../../src/conversations/index.ts";
import type { PromptFilePort } from "../../src/agents/index.ts";
import type { ModelPrice } from "../../src/models/index.ts";
import type { BotSnapshot, ConversationRecord, HandOver, LogRow } from "../../src/transcript/index.ts";
import type { Tool, ToolContext } from "../../src/tools/index.ts";
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
  openSecret: ToolContext["openSecret"];
  tools: ReadonlyMap<string, Tool>;
  describeTools(names: readonly string[]): LanguageModelV4FunctionTool[];
  openModel(options: LanguageModelV4CallOptions): AsyncIterable<LanguageModelV4StreamPart>;
  smallModel(): LanguageModelV4;
  /** The bot by id, or the tenant's default bot; null when there is none. Throws when it cannot be read now. */
  loadBot(tenantId: string, botId: string | null): Promise<BotSnapshot | null>;
  /** As it is at this moment, whatever this isolate remembers. */
  loadBotAnew(tenantId: string, botId: string): Promise<BotSnapshot | null>;
  /** User and skill, from cache or Postgres; never throws: chat goes on without them. */
  loadContext(tenantId: string, userId: string, skillId: string | null): Promise<TurnContext>;
  /** How long a conversation is silent before it is released to Postgres. */
  releaseAfterMs: number;
  /** Other conversations: a fork fetches its history from its origin. */
  conversations: Conversations;
  /** Released conversations, as Postgres holds them. Throws when it does not answer. */
  history: {
    readReleased(address: Address): Promise<{ record: ConversationRecord; hash: string } | null>;
    /** The rows after `afterSeq`, oldest first, at most `limit`; none at the end. */
    readReleasedRows(address: Address, afterSeq: number, limit: number): Promise<LogRow[]>;
  };
  /** Of the model behind `openModel`; null where it is not known. */
  modelPrice: ModelPrice | null;
  /** What was attached to messages: how the model takes it, and a tenant's file by its reference. */
  files: {
    takes: PromptFilePort["takes"];
    load(tenantId: string, url: string, mostBytes: number): ReturnType<PromptFilePort["load"]>;
  };
  /** Counts one message of this visitor's socket: false once it has sent too many. */
  limitVisitorMessages(tenantId: string, userId: string): Promise<boolean>;
  /** Milliseconds that a model may say nothing. */
  modelSilenceMs: number;
  /** Sends the doorbell: ids only, the data stays here until it is asked for. */
  ringHistory(address: { tenantId: string; conversationId: string }, seq: HandOver["upToSeq"]): Promise<void>;
}
