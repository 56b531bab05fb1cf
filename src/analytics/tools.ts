import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../db/client.ts";
import { ask, type Question } from "./ask.ts";
import { eventsOf, sessionTable } from "./filter.ts";

const row = z.object({
  tool: z.string(),
  sessions: z.number(),
  called: z.number(),
  failed: z.number(),
  blocked: z.number(),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
});

/** A tool: how often it ran, how often it gave an error, how often a call was kept from running; durations in milliseconds. */
export type ToolFigures = z.infer<typeof row>;

/** A model may make up any name, so only so many are told: those that were used most. */
export const MOST_TOOLS = 200;

/** Tools by name, the most used first. Every call counts, on whichever branch: it was made, and what it did is not undone. */
export function countTools(db: Database, question: Question): Promise<ToolFigures[]> {
  const { tenantId, filter } = question;
  const statement = sql`
    with ${sessionTable(tenantId, filter)}
    select event.data ->> 'tool' as tool, count(distinct session.id)::int as sessions,
      count(*) filter (where kind = 'tool.called')::int as called,
      count(*) filter (where kind = 'tool.called' and event.data -> 'succeeded' = 'false'::jsonb)::int as failed,
      count(*) filter (where kind = 'tool.blocked')::int as blocked,
      percentile_cont(0.5) within group (order by (event.data ->> 'duration_ms')::float8) as p50,
      percentile_cont(0.95) within group (order by (event.data ->> 'duration_ms')::float8) as p95
    from session ${eventsOf(tenantId, "tool.called", "tool.blocked")}
    group by event.data ->> 'tool' order by count(*) desc, tool limit ${MOST_TOOLS}`;
  return ask(db, question, statement, row);
}
