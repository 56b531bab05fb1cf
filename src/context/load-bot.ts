import { and, desc, eq } from "drizzle-orm";
import { z } from "zod";
import { botKey, defaultBotKey, loadCached } from "../cache/index.ts";
import type { BotSnapshot } from "../transcript/index.ts";
import { bots, flows, flowVersions } from "../db/schema/index.ts";
import { flowOf, journeySchema, presets } from "../lifecycle/index.ts";
import type { ModelPrice } from "../models/index.ts";
import { EdgewiseError } from "../platform/errors.ts";
import type { Clock } from "../platform/ports.ts";
import type { ContextPorts } from "./ports.ts";

const BOT_CACHE_SECONDS = 300;
/** Longer than for a reply: without its bot no conversation begins, and a Postgres that has slept takes a moment. */
const PATIENCE = 5_000;

/** A part of a budget; left out, the platform's own limit holds. */
const limit = z.number().positive().nullable().default(null);

/** A bot's row, as it is cached, with the tenant's published flow of the name that it follows; null where there is none: a preset's. */
const botRow = z.object({
  id: z.string(),
  name: z.string(),
  instructions: z.string(),
  greetingEnabled: z.boolean(),
  language: z.enum(["vi", "en"]),
  onBusy: z.enum(["queue", "reject", "interrupt", "merge"]).catch("queue"),
  flow: z.string(),
  published: z.object({ version: z.number(), journey: z.json() }).nullable().default(null),
  budget: z.object({ tokens: limit, seconds: limit, steps: limit, money: limit }),
  recording: z.boolean(),
});

type BotRow = z.infer<typeof botRow>;

export interface BotPorts extends Pick<ContextPorts, "db" | "cache"> {
  /** Of the model that generates answers; null where it is not known. */
  modelPrice: ModelPrice | null;
  clock: Clock;
}

/**
 * A tenant's bot as a conversation begins with it: by id, or its default one where `botId` is null. Null where there is none.
 * Errors: `unavailable` when Postgres does not answer in time and the bot has not been read for a day; `internal` when the bot's flow is
 * neither published nor a preset, or when it has a budget in money and the model no known price.
 */
export async function loadBot(
  tenantId: string,
  botId: string | null,
  { db, cache, clock, modelPrice }: BotPorts,
): Promise<BotSnapshot | null> {
  const row = await loadCached<BotRow>(cache, {
    key: botId === null ? defaultBotKey(tenantId) : botKey(tenantId, botId),
    ttlSeconds: BOT_CACHE_SECONDS,
    // Also in an outage conversations begin.
    spareClock: clock,
    patienceMs: PATIENCE,
    schema: botRow,
    async read() {
      const [found] = await db
        .select({ bot: bots, version: flowVersions.version, journey: flowVersions.journey })
        .from(bots)
        .leftJoin(flows, and(eq(flows.tenantId, bots.tenantId), eq(flows.name, bots.flow)))
        .leftJoin(
          flowVersions,
          and(
            eq(flowVersions.tenantId, flows.tenantId),
            eq(flowVersions.name, flows.name),
            eq(flowVersions.version, flows.publishedVersion),
          ),
        )
        .where(and(eq(bots.tenantId, tenantId), botId === null ? eq(bots.isDefault, true) : eq(bots.id, botId)))
        .orderBy(desc(bots.updatedAt))
        .limit(1);
      if (found === undefined) return null;
      const { bot, version, journey } = found;
      return botRow.parse({ ...bot, published: version === null ? null : { version, journey } });
    },
  });
  return row === null ? null : snapshotOf(row, modelPrice);
}

function snapshotOf({ greetingEnabled, flow: flowName, published, ...bot }: BotRow, price: ModelPrice | null): BotSnapshot {
  // Spending without counting is what the operator has ruled out: better no conversation than an unbounded one.
  if (bot.budget.money !== null && price === null)
    throw new EdgewiseError(
      "internal",
      `The bot ${bot.id} has a budget in money, and the price of its model is not known. Name it in MODEL_PRICES, or drop the budget.`,
    );
  const flow = published ? flowOf(journeySchema.parse(published.journey), flowName, published.version) : presets.get(flowName);
  if (!flow)
    throw new EdgewiseError(
      "internal",
      `The bot ${bot.id} follows the flow ${flowName}, which is not published and none of: ${[...presets.keys()].join(", ")}.`,
    );
  return { ...bot, greeting: { enabled: greetingEnabled }, flow };
}
