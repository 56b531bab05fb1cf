import { randomUUID } from "node:crypto";
import { inject } from "vitest";
import { loadCatalogue } from "../../dev/demo/load-catalogue.ts";
import { openSecret, sealSecret } from "../../src/actions/index.ts";
import { connectDatabase, type Database } from "../../src/db/client.ts";
import { actions } from "../../src/db/schema/index.ts";
import { toolRegistry, type Tool, type ToolContext, type ToolResult } from "../../src/tools/index.ts";

const development = { ENVIRONMENT: "development" } as const;

/** A tenant of its own with what was loaded into it. */
export interface Shop {
  db: Database;
  tenantId: string;
  /** Runs a tool as its caller does, with whatever part of the context matters to the test. */
  run(tool: string, input: unknown, context?: Partial<ToolContext>): Promise<ToolResult>;
  inquire(tool: string, input: unknown, context?: Partial<ToolContext>): Promise<ToolResult | null>;
  rehearse(tool: string, input: unknown, context?: Partial<ToolContext>): Promise<ToolResult>;
  /** Registers an action, signed with `actionSecret`. */
  register(action: Partial<typeof actions.$inferInsert> & { name: string; url: string }): Promise<void>;
}

export const actionSecret = `whsec_${Buffer.from("only-for-tests-only-for-tests-32").toString("base64")}`;

/** @param load puts what is offered there: the demo catalogue, where nothing else is said. */
export async function openShop(load: (db: Database, tenantId: string) => Promise<void> = loadCatalogue): Promise<Shop> {
  const { databaseUrl, databaseEndpoint } = inject("standIns");
  const db = connectDatabase(databaseUrl, databaseEndpoint);
  const tenantId = `tenant_${randomUUID()}`;
  await load(db, tenantId);
  const inShop = (context: Partial<ToolContext> | undefined): ToolContext => ({ ...contextOf(db, tenantId), ...context });
  return {
    db,
    tenantId,
    async register(action) {
      const both = { vi: action.name, en: action.name };
      const secret = await sealSecret(development, { tenantId, name: action.name }, actionSecret);
      await db.insert(actions).values({ tenantId, label: both, description: both, secret, ...action });
    },
    run: async (name, input, context) => fitting(tool(name), await tool(name).run(input, inShop(context))),
    inquire: async (name, input, context) => {
      const asked = tool(name).inquire?.(input, inShop(context));
      if (!asked) throw new Error(`${name} has no way to ask.`);
      const told = await asked;
      return told && fitting(tool(name), told);
    },
    rehearse: async (name, input, context) => {
      const played = tool(name).rehearse?.(input, inShop(context));
      if (!played) throw new Error(`${name} has no rehearsal.`);
      return fitting(tool(name), await played);
    },
  };
}

/** Whatever a test calls, what comes of it is what the tool says that it gives. */
function fitting({ output }: Tool, result: ToolResult): ToolResult {
  output.parse(result.output);
  return result;
}

function tool(name: string) {
  const found = toolRegistry.get(name);
  if (!found) throw new Error(`The registry has no tool ${name}.`);
  return found;
}

function contextOf(db: Database, tenantId: string): ToolContext {
  return {
    tenantId,
    conversationId: "conv_test",
    userId: "user_test",
    industry: "retail",
    language: "vi",
    state: "browsing",
    shown: [],
    focus: null,
    kept: null,
    idempotencyKey: "call_test",
    signal: new AbortController().signal,
    clock: { now: () => 0 },
    db,
    fetch: () => Promise.reject(new Error("This test reaches out to nobody.")),
    openSecret: (of, sealed) => openSecret(development, of, sealed),
  };
}
