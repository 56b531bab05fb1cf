/** What the whitelist saves: the schemas of the tools that a state offers against those of all tools there are. */
import { sql, type SQL } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../db/client.ts";
import { conversations } from "../db/schema/index.ts";
import { describeTools, toolRegistry } from "../tools/index.ts";
import { ask, type Question } from "./ask.ts";
import { eventsOf, sessionTable } from "./filter.ts";

/** No provider tells what schemas cost. English and JSON take about four characters a token: an estimate, and said to be one. */
export const CHARACTERS_PER_TOKEN = 4;

const row = z.object({
  flow: z.string(),
  flow_version: z.number(),
  state: z.string(),
  tools: z.array(z.string()),
  model_calls: z.number(),
  input_tokens: z.number(),
});

export interface StateTokens {
  flow: string;
  flowVersion: number;
  state: string;
  /** How many tools the state offers. */
  tools: number;
  /** Estimated, of one model call. */
  offeredTokens: number;
  /** Model calls in this state. */
  modelCalls: number;
}

export interface SchemaTokens {
  /** Estimated tokens of all tools of the registry, of one model call. */
  allTokens: number;
  allTools: number;
  /** What the providers told of all model calls, schemas included. */
  inputTokens: number;
  states: StateTokens[];
}

/** Measures each state in which a model was called, the most used first. */
export async function measureSchemaTokens(db: Database, question: Question): Promise<SchemaTokens> {
  const names = [...toolRegistry.keys()];
  const rows = await ask(db, question, modelCalls(question), row);
  return {
    allTokens: schemaTokens(names),
    allTools: names.length,
    inputTokens: rows.reduce((sum, { input_tokens }) => sum + input_tokens, 0),
    states: rows.map(({ flow, flow_version, state, tools, model_calls }) => ({
      flow,
      flowVersion: flow_version,
      state,
      tools: describeTools(tools).length,
      offeredTokens: schemaTokens(tools),
      modelCalls: model_calls,
    })),
  };
}

/** Estimated tokens of the schemas of these tools, as a model is told of them. */
function schemaTokens(names: readonly string[]): number {
  const described = describeTools(names);
  return described.length === 0 ? 0 : Math.ceil(JSON.stringify(described).length / CHARACTERS_PER_TOKEN);
}

/**
 * Model calls by state. A turn's last call is made in the state in which it ends. Those before it led to the turn's tool calls, blocked
 * ones included, and are shared out among the states in which these were made; without any, they count for the last one's.
 */
function modelCalls({ tenantId, filter }: Question): SQL {
  return sql`
    with ${sessionTable(tenantId, filter)},
    turn as (
      select session.id, event.turn_id, event.data ->> 'state' as state,
        coalesce((event.data #>> '{usage,steps}')::float8, 0) as steps,
        coalesce((event.data #>> '{usage,input_tokens}')::float8, 0) as input_tokens
      from session ${eventsOf(tenantId, "turn.ended")}
    ),
    proposed as (
      select session.id, event.turn_id, event.data ->> 'state' as state, count(*) as calls,
        sum(count(*)) over (partition by session.id, event.turn_id) as of_turn
      from session ${eventsOf(tenantId, "tool.called", "tool.blocked")}
      group by session.id, event.turn_id, event.data ->> 'state'
    ),
    called as (
      select turn.id, turn.state, turn.input_tokens,
        case when proposed.turn_id is null then turn.steps else least(turn.steps, 1) end as model_calls
      from turn left join (select distinct id, turn_id from proposed) proposed using (id, turn_id)
      union all
      select turn.id, proposed.state, 0, greatest(turn.steps - 1, 0) * proposed.calls / proposed.of_turn
      from turn join proposed using (id, turn_id)
    ),
    totals as (
      select flow, flow_version, state, sum(model_calls)::float8 as model_calls, sum(input_tokens)::float8 as input_tokens, min(id) as example
      from called join session using (id) group by flow, flow_version, state
    )
    select totals.flow, totals.flow_version, totals.state, model_calls, input_tokens,
      coalesce(own.tools, '[]'::jsonb) as tools
    from totals cross join lateral (
      select bot #> array['flow', 'states', totals.state, 'tools'] as tools from ${conversations}
      where tenant_id = ${tenantId} and id = example offset 0) own
    where model_calls > 0
    order by model_calls desc, totals.flow, totals.flow_version, totals.state`;
}
