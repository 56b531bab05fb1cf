import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../db/client.ts";
import { messages } from "../db/schema/index.ts";
import { ask, type Question } from "./ask.ts";
import { fateTable, journeyTables, type Outlook } from "./journeys.ts";

const row = z.object({
  flow: z.string(),
  flow_version: z.number(),
  sessions: z.number(),
  engaged_sessions: z.number(),
  journeys: z.number(),
  conversions: z.number(),
  converted_sessions: z.number(),
  drop_offs: z.number(),
  open_sessions: z.number(),
});

/** Counts of one version of a flow. `sessions` = `converted_sessions` + `drop_offs` + `open_sessions`. */
export type Summary = z.infer<typeof row>;

/** How many came, spoke, bought and left, by flow and version. */
export function summarize(db: Database, question: Question, outlook: Outlook): Promise<Summary[]> {
  const statement = sql`
    ${journeyTables(question)}, ${fateTable(outlook)},
    journey as (
      select id, bool_or(state = ${outlook.goal}) as converted from entered
      group by id, journey having journey = 1 or count(*) > 1
    ),
    journeys as (select id, count(*) as journeys, count(*) filter (where converted) as conversions from journey group by id)
    select flow, flow_version, count(*)::int as sessions,
      count(spoke)::int as engaged_sessions,
      sum(journeys)::int as journeys,
      sum(conversions)::int as conversions,
      count(*) filter (where converted)::int as converted_sessions,
      count(*) filter (where not converted and is_over)::int as drop_offs,
      count(*) filter (where not converted and not is_over)::int as open_sessions
    from fate join journeys using (id)
    left join lateral (
      select true as spoke from ${messages}
      where tenant_id = ${question.tenantId} and conversation_id = fate.id and author_type = 'user' limit 1) said on true
    group by flow, flow_version order by flow, flow_version`;
  return ask(db, question, statement, row);
}
