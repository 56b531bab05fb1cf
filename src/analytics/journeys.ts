/** From the transition log to the states that customers have been in, as common tables that every figure builds on. */
import { sql, type SQL } from "drizzle-orm";
import { conversationLog, messages } from "../db/schema/index.ts";
import { eventsOf, sessionTable } from "./filter.ts";
import type { Question } from "./ask.ts";

/** The state in which a conversation has ended: the platform's own, whatever the flow (contracts.md §2). */
export const CLOSED = "closed";

/**
 * The tables `session` and `entered`, to be followed by a comma or a select.
 * `entered (id, seq, state, reason, at, left_at, journey)`: one row for each state that a session came into, on the branch that is
 * talked on, the initial one included; `left_at` is null for the state in which it is. A journey begins with the session and
 * whenever the flow's initial state is entered again, as the machine counts (`Position.visited`).
 */
export const journeyTables = ({ tenantId, filter }: Question): SQL => sql`
  with recursive ${sessionTable(tenantId, filter)},
  ${keptRows(tenantId)},
  moved as (
    select id, 0::bigint as seq, initial as state, 'begun' as reason, started_at as at from session
    union all
    -- Who was silent until the conversation was closed for it had gone long before.
    select session.id, event.seq, event.data ->> 'to', event.data ->> 'reason', coalesce((event.data ->> 'silent_since')::timestamptz, event.at)
    from session ${eventsOf(tenantId, "state.changed")}
    left join kept on kept.id = session.id and kept.row_seq = event.row_seq
    where not session.branched or kept.id is not null
  ),
  compared as (select moved.*, lag(state) over (partition by id order by seq) as before from moved),
  entered as materialized (
    select id, seq, state, reason, at,
      lead(at) over (partition by id order by seq) as left_at,
      count(*) filter (where seq = 0 or (state = initial and reason not in ('handover:released', 'answered')))
        over (partition by id order by seq) as journey
    from compared join session using (id)
    where before is distinct from state
  )`;

/**
 * `kept (id, row_seq)`: where a session has branches, the rows of the log on the one that is talked on: its messages, from the head
 * back, and what happened between them. Of most sessions nobody has to ask: they have one branch.
 */
const keptRows = (tenantId: string): SQL => sql`
  path (id, seq) as (
    select id, head from session where branched
    union all
    select path.id, said.previous_seq from path
    cross join lateral (
      select previous_seq from ${messages} where tenant_id = ${tenantId} and conversation_id = path.id and seq = path.seq offset 0) said
    where said.previous_seq > 0
  ),
  kept (id, row_seq) as (
    select id, seq from path
    union
    select session.id, alone.row_seq from session
    -- The last event of a row without a message carries its link, and names the message that it follows.
    cross join lateral (
      select row_seq, previous_seq from ${conversationLog}
      where session.branched and tenant_id = ${tenantId} and conversation_id = session.id and hash is not null offset 0) alone
    left join path on path.id = session.id and path.seq = alone.previous_seq
    where alone.previous_seq = 0 or path.id is not null
  )`;

/** By what a session's fate is told. */
export interface Outlook {
  /** The state that counts as a conversion. */
  goal: string;
  /** Milliseconds: who was last heard of before has gone. */
  silentSince: number;
}

/**
 * The table `fate (id, flow, flow_version, updated_at, converted, is_over, last_state)` on top of the others: a session is over when it
 * was closed or has fallen silent; `last_state` is the last one besides `closed`, which tells how it ended and not where.
 */
export const fateTable = ({ goal, silentSince }: Outlook): SQL => sql`
  fate as materialized (
    select session.id, session.flow, session.flow_version, session.updated_at,
      bool_or(state = ${goal}) as converted,
      (array_agg(state order by seq desc))[1] = ${CLOSED}
        or session.updated_at < ${new Date(silentSince).toISOString()}::timestamptz as is_over,
      (array_agg(state order by seq desc) filter (where state <> ${CLOSED}))[1] as last_state
    from session join entered using (id)
    group by session.id, session.flow, session.flow_version, session.updated_at
  )`;
