import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../db/client.ts";
import { conversationLog } from "../db/schema/index.ts";
import { ask, type Question } from "./ask.ts";
import { eventsOf, sessionTable } from "./filter.ts";

const row = z.object({
  reason: z.string().nullable(),
  from_state: z.string().nullable(),
  sessions: z.number(),
  handovers: z.number(),
  open: z.number(),
  p50: z.number().nullable(),
  p95: z.number().nullable(),
});

/** Handovers for one reason out of one state: how many, how many staff still have, and for how long staff had the others (seconds). */
export type HandoverFigures = z.infer<typeof row>;

/** A reason may be any text that somebody wrote: the most frequent ones are told. */
export const MOST_REASONS = 200;

/** Why, and out of which state, staff took over; the most frequent first. */
export function countHandovers(db: Database, question: Question): Promise<HandoverFigures[]> {
  const { tenantId, filter } = question;
  const of = (name: string) =>
    sql`${sql.identifier(name)}.tenant_id = ${tenantId} and ${sql.identifier(name)}.conversation_id = session.id`;
  const statement = sql`
    with ${sessionTable(tenantId, filter)},
    handover as (
      select session.id, event.data ->> 'reason' as reason, moved.data ->> 'from' as from_state,
        extract(epoch from given_back.at - event.at)::float8 as seconds
      from session ${eventsOf(tenantId, "handover.started")}
      -- The state that was left stands in the same row.
      left join lateral (
        select data from ${conversationLog} moved
        where ${of("moved")} and moved.row_seq = event.row_seq and moved.kind = 'state.changed' and moved.seq < event.seq
        order by moved.seq desc limit 1) moved on true
      left join lateral (
        select at from ${conversationLog} ended
        where ${of("ended")} and ended.kind = 'handover.ended' and ended.seq > event.seq order by ended.seq limit 1) given_back on true
    )
    select reason, from_state, count(distinct id)::int as sessions, count(*)::int as handovers,
      count(*) filter (where seconds is null)::int as open,
      percentile_cont(0.5) within group (order by seconds) as p50,
      percentile_cont(0.95) within group (order by seconds) as p95
    from handover group by reason, from_state order by handovers desc, reason, from_state limit ${MOST_REASONS}`;
  return ask(db, question, statement, row);
}
