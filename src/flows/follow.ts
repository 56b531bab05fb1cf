import { and, eq, isNotNull } from "drizzle-orm";
import { invalidateBot } from "../context/index.ts";
import { bots, flows } from "../db/schema/index.ts";
import { presets } from "../lifecycle/index.ts";
import { EdgewiseError } from "../platform/errors.ts";
import type { FlowPorts } from "./ports.ts";

/**
 * Has a bot follow the flow of this name; conversations that begin from now on do. Following it already, nothing happens.
 * Errors: `not_found` for the bot, `unprocessable` for a flow that is no preset and was never published.
 */
export async function followFlow(ports: FlowPorts, tenantId: string, botId: string, flow: string): Promise<void> {
  const { db, cache, clock } = ports;
  const published = await db
    .select({ name: flows.name })
    .from(flows)
    .where(and(eq(flows.tenantId, tenantId), isNotNull(flows.publishedVersion)));
  const known = new Set([...presets.keys(), ...published.map(({ name }) => name)]);
  if (!known.has(flow))
    throw new EdgewiseError("unprocessable", `No flow ${flow} is published. A bot can follow: ${[...known].toSorted().join(", ")}.`);
  const changed = await db
    .update(bots)
    .set({ flow, updatedAt: new Date(clock.now()) })
    .where(and(eq(bots.tenantId, tenantId), eq(bots.id, botId)))
    .returning({ id: bots.id });
  if (changed.length === 0) throw new EdgewiseError("not_found", "There is no such bot.");
  await invalidateBot(cache, tenantId, botId);
}
