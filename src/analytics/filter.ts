/** Which sessions a figure is about. */
import { and, eq, gte, lt, sql, type SQL } from "drizzle-orm";
import { conversationLog, conversations } from "../db/schema/index.ts";
import type { EventKind } from "../transcript/index.ts";
import { storable } from "../platform/storable.ts";

export interface SessionFilter {
  /** Milliseconds: sessions that began at or after `since`, before `until`. */
  since: number;
  until: number;
  botId?: string | undefined;
  flow?: string | undefined;
  flowVersion?: number | undefined;
  language?: string | undefined;
}

/** One call looks at no more sessions than these; a longer list is refused, never cut in silence. */
export const MOST_SESSIONS = 50_000;

/** Forks are somebody's trial of another course: they repeat what their origin has been through. */
const isNoFork = sql`${conversations.standing} ->> 'forkedFrom' is null`;

/** The condition on `conversations`. */
function isMeant(tenantId: string, { since, until, botId, flow, flowVersion, language }: SessionFilter): SQL | undefined {
  return and(
    eq(conversations.tenantId, tenantId),
    gte(conversations.startedAt, new Date(since)),
    lt(conversations.startedAt, new Date(until)),
    isNoFork,
    botId === undefined ? undefined : eq(conversations.botId, storable(botId)),
    flow === undefined ? undefined : sql`${conversations.bot} #>> '{flow,name}' = ${storable(flow)}`,
    flowVersion === undefined ? undefined : sql`${conversations.bot} #>> '{flow,version}' = ${String(flowVersion)}`,
    language === undefined ? undefined : eq(conversations.language, storable(language)),
  );
}

/** How many there are, as one row `{sessions}`; one more than the limit stands for any number beyond it. */
export const countSessions = (tenantId: string, filter: SessionFilter): SQL => sql`
  select count(*)::int as sessions from (
    select 1 from ${conversations} where ${isMeant(tenantId, filter)} limit ${MOST_SESSIONS + 1}) meant`;

/**
 * The common table `session`: `(id, flow, flow_version, initial, asides, started_at, updated_at, branched, head)`.
 * `asides` are the states that may follow from anywhere, so entering one is no step forward.
 */
export const sessionTable = (tenantId: string, filter: SessionFilter): SQL => sql`
  session as materialized (
    select id, started_at, updated_at,
      bot #>> '{flow,name}' as flow,
      (bot #>> '{flow,version}')::int as flow_version,
      bot #>> '{flow,initial}' as initial,
      bot #> '{flow,from_anywhere}' as asides,
      coalesce(standing -> 'branches', '{}'::jsonb) <> '{}'::jsonb as branched,
      coalesce((standing ->> 'headSeq')::bigint, last_seq) as head
    from ${conversations} where ${isMeant(tenantId, filter)}
    limit ${MOST_SESSIONS})`;

/**
 * Joins to each session its events of these kinds, as `event`: by key, one session after the other, however large the log is.
 * The kinds are asked for outside: a Postgres without statistics would go through the tenant's whole log by them, for each session.
 */
export const eventsOf = (tenantId: string, ...kinds: [EventKind, ...EventKind[]]): SQL => sql`
  cross join lateral (
    select own.* from (
      select seq, row_seq, turn_id, kind, data, at from ${conversationLog}
      where tenant_id = ${tenantId} and conversation_id = session.id offset 0) own
    where own.kind in (${sql.join(
      kinds.map((kind) => sql`${kind}`),
      sql`, `,
    )})) event`;
