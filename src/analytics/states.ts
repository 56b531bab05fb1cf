import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../db/client.ts";
import { ask, type Question } from "./ask.ts";
import { CLOSED, fateTable, journeyTables, type Outlook } from "./journeys.ts";

const row = z.object({
  state: z.string(),
  sessions: z.number(),
  visits: z.number(),
  measured: z.number(),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
  drop_offs: z.number(),
});

/**
 * A state: how many sessions came into it and how often, how long they stayed (seconds, over `measured` stays that have ended), and
 * how many went no further.
 */
export type StateFigures = z.infer<typeof row>;

/** Dwell and drop-off by state, the one where most are lost first. */
export function measureStates(db: Database, question: Question, outlook: Outlook): Promise<StateFigures[]> {
  const statement = sql`
    ${journeyTables(question)}, ${fateTable(outlook)},
    stay as (
      -- Where a session is over, its last stay lasted until it was last heard of; where it is not, nobody knows yet.
      select state, id, (case when state <> ${CLOSED} then extract(epoch from until - least(at, until)) end)::float8 as seconds
      from (
        select entered.*, is_over, coalesce(left_at, case when is_over then updated_at end) as until from entered join fate using (id)
      ) stayed
      -- A restart passes through the initial state without a stay.
      where reason is distinct from 'restart'
    ),
    stays as (
      select state, count(distinct id)::int as sessions, count(*)::int as visits, count(seconds)::int as measured,
        percentile_cont(0.5) within group (order by seconds) as p50, percentile_cont(0.95) within group (order by seconds) as p95
      from stay group by state
    ),
    lost as (select last_state as state, count(*)::int as drop_offs from fate where not converted and is_over group by last_state)
    select state, sessions, visits, measured, p50, p95, coalesce(drop_offs, 0) as drop_offs
    from stays left join lost using (state) order by drop_offs desc, state`;
  return ask(db, question, statement, row);
}
