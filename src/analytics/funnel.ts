import { sql, type SQL } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../db/client.ts";
import { storable } from "../platform/storable.ts";
import { ask, type Question } from "./ask.ts";
import { journeyTables } from "./journeys.ts";

const row = z.object({
  flow: z.string(),
  flow_version: z.number(),
  journeys: z.number(),
  state: z.string(),
  reached: z.number(),
  continued: z.number(),
});
type Row = z.infer<typeof row>;

export interface FunnelStep {
  state: string;
  reached: number;
  continued: number;
}

/** How the journeys through one version of a flow went. */
export interface Funnel {
  flow: string;
  flowVersion: number;
  journeys: number;
  steps: FunnelStep[];
}

/**
 * The funnel by flow and version. With `steps`, a step is reached by journeys that have reached all before it, in that order, and
 * continued by those that reach the next. Without, every state is a step, in the order in which journeys come by it, continued by those
 * that later enter another state of the flow that does not follow from anywhere (idle, error, handover are no way forward).
 */
export async function readFunnel(db: Database, question: Question, steps: readonly string[] = []): Promise<Funnel[]> {
  const statement = sql`${journeyTables(question)}, ${journeyTable}, ${steps.length > 0 ? named(steps) : everyState}`;
  return funnelsOf(await ask(db, question, statement, row));
}

/** An empty return to the initial state is no journey; that of a customer who never went further is. */
const journeyTable = sql`
  journey as (select id, journey from entered group by id, journey having journey = 1 or count(*) > 1),
  total as (
    select flow, flow_version, count(*)::int as journeys from journey join session using (id) group by flow, flow_version
  )`;

/**
 * A journey goes on from a state where any later step forward leads to another: where the least or the greatest name of those that
 * follow is not its own.
 */
const everyState = sql`
  placed as (
    select id, journey, state, entered.seq, flow, flow_version,
      count(*) over (partition by id, journey) as entries,
      row_number() over (partition by id, journey order by entered.seq) as place,
      min(state) filter (where not asides ? state) over later as least,
      max(state) filter (where not asides ? state) over later as greatest
    from entered join session using (id)
    window later as (partition by id, journey order by entered.seq rows between 1 following and unbounded following)
  ),
  first as (
    select distinct on (id, journey, state) * from placed where journey = 1 or entries > 1 order by id, journey, state, seq
  )
  select flow, flow_version, journeys, first.state, count(*)::int as reached,
    count(*) filter (where least <> first.state or greatest <> first.state)::int as continued
  from first join total using (flow, flow_version)
  group by flow, flow_version, journeys, first.state
  order by flow, flow_version, avg(first.place), first.state`;

function named(steps: readonly string[]): SQL {
  const tables = steps.map((state, index) => {
    const before = index === 0 ? sql`journey` : stepName(index - 1);
    const isLater = index === 0 ? sql`true` : sql`entered.seq > ${before}.seq`;
    return sql`${stepName(index)} as (
      select id, journey, min(entered.seq) as seq from ${before} join entered using (id, journey)
      where entered.state = ${storable(state)} and ${isLater} group by id, journey)`;
  });
  const counts = steps.map(
    (state, index) => sql`select ${index}::int as place, ${storable(state)}::text as state, id from ${stepName(index)}`,
  );
  return sql`${sql.join(tables, sql`, `)},
    step as (${sql.join(
      steps.map((state, index) => sql`select ${index}::int as place, ${storable(state)}::text as state`),
      sql` union all `,
    )}),
    reached as (
      select flow, flow_version, place, count(*)::int as reached
      from (${sql.join(counts, sql` union all `)}) came join session using (id) group by flow, flow_version, place
    )
    select flow, flow_version, journeys, state, coalesce(reached, 0) as reached,
      coalesce(lead(reached) over (partition by flow, flow_version order by place), 0) as continued
    from total cross join step left join reached using (flow, flow_version, place)
    order by flow, flow_version, place`;
}

const stepName = (index: number): SQL => sql.raw(`step_${index}`);

function funnelsOf(rows: readonly Row[]): Funnel[] {
  return [...Map.groupBy(rows, ({ flow, flow_version }) => JSON.stringify([flow, flow_version])).values()].flatMap((own) => {
    const [first] = own;
    if (first === undefined) return [];
    const steps = own.map(({ state, reached, continued }) => ({ state, reached, continued }));
    return [{ flow: first.flow, flowVersion: first.flow_version, journeys: first.journeys, steps }];
  });
}
