/** Figures as they read on the wire, in the field's terms. */
import { z } from "@hono/zod-openapi";
import type { Funnel, HandoverFigures, SchemaTokens, StateFigures, Summary, ToolFigures } from "../analytics/index.ts";
import { periodSchema } from "./analytics-query.ts";

const count = z.number().int().openapi({ example: 42 });
const rate = z.number().nullable().openapi({ description: "Between 0 and 1, to four digits; null of nothing.", example: 0.25 });
const percentiles = z.object({ p50: z.number().nullable(), p95: z.number().nullable() });
const ofFlow = { flow: z.string(), flow_version: z.number().int() };

const answerOf = <Item extends z.ZodType>(item: Item) => z.object({ period: periodSchema, data: z.array(item) });

export const summarySchema = answerOf(
  z.object({
    ...ofFlow,
    sessions: count.openapi({ description: "Conversations that began in the period, forks left out." }),
    engaged_sessions: count.openapi({ description: "Those in which the customer said something." }),
    journeys: count.openapi({ description: "A session that starts over has several." }),
    conversions: count.openapi({ description: "Journeys that reached the goal." }),
    converted_sessions: count,
    conversion_rate: rate.openapi({ description: "Converted sessions of all sessions." }),
    drop_offs: count.openapi({ description: "Sessions that are over without a conversion." }),
    drop_off_rate: rate,
    open_sessions: count.openapi({ description: "Neither converted nor over." }),
  }),
).openapi("AnalyticsSummary");

export const statesSchema = answerOf(
  z.object({
    state: z.string(),
    sessions: count.openapi({ description: "Sessions that came into it." }),
    visits: count.openapi({ description: "How often they came." }),
    dwell_seconds: percentiles.extend({ measured: count.openapi({ description: "Stays that have ended." }) }),
    drop_offs: count.openapi({ description: "Sessions of which it was the last state, that are over without a conversion." }),
    drop_off_rate: rate.openapi({ description: "Drop-offs of the sessions that came into it." }),
  }),
).openapi("AnalyticsStates");

export const funnelSchema = answerOf(
  z.object({
    ...ofFlow,
    journeys: count,
    steps: z.array(
      z.object({
        state: z.string(),
        reached: count,
        reached_rate: rate.openapi({ description: "Of all journeys." }),
        continued: count,
        continued_rate: rate.openapi({ description: "Of those that reached it." }),
      }),
    ),
  }),
).openapi("AnalyticsFunnel");

export const toolsSchema = answerOf(
  z.object({
    tool: z.string(),
    sessions: count,
    called: count.openapi({ description: "Calls that ran, failed ones included." }),
    failed: count,
    failure_rate: rate,
    blocked: count.openapi({ description: "Calls that never ran: the state does not offer the tool, or no step was left." }),
    duration_ms: percentiles,
  }),
).openapi("AnalyticsTools");

export const handoversSchema = answerOf(
  z.object({
    reason: z.string().nullable(),
    from_state: z.string().nullable(),
    sessions: count,
    handovers: count,
    open: count.openapi({ description: "Those that staff still have." }),
    with_staff_seconds: percentiles,
  }),
).openapi("AnalyticsHandovers");

const tokens = z.number().int();
const share = rate.openapi({ description: "Of what all tools would take." });

export const schemaTokensSchema = z
  .object({
    period: periodSchema,
    characters_per_token: z.number().openapi({ description: "By which schema tokens are estimated: no provider tells them apart." }),
    all_tools: count,
    all_tokens: tokens.openapi({ description: "Schemas of all tools, of one model call." }),
    model_calls: z.number(),
    input_tokens: tokens.openapi({ description: "As the providers told, schemas included." }),
    offered_tokens: tokens.openapi({ description: "Schemas that were offered, of all model calls." }),
    saved_tokens: tokens,
    saved_rate: share,
    data: z.array(
      z.object({
        ...ofFlow,
        state: z.string(),
        tools: count.openapi({ description: "Tools that the state offers." }),
        offered_tokens: tokens.openapi({ description: "Their schemas, of one model call." }),
        saved_rate: share,
        model_calls: z.number().openapi({ description: "In this state." }),
      }),
    ),
  })
  .openapi("AnalyticsSchemaTokens");

type DataOf<Schema extends z.ZodType<{ data: unknown }>> = z.infer<Schema>["data"];

export const representSummary = (rows: readonly Summary[]): DataOf<typeof summarySchema> =>
  rows.map((row) => ({
    ...row,
    conversion_rate: rateOf(row.converted_sessions, row.sessions),
    drop_off_rate: rateOf(row.drop_offs, row.sessions),
  }));

export const representStates = (rows: readonly StateFigures[]): DataOf<typeof statesSchema> =>
  rows.map(({ measured, p50, p95, ...row }) => ({
    ...row,
    dwell_seconds: { ...rounded({ p50, p95 }), measured },
    drop_off_rate: rateOf(row.drop_offs, row.sessions),
  }));

export const representFunnels = (funnels: readonly Funnel[]): DataOf<typeof funnelSchema> =>
  funnels.map(({ flow, flowVersion, journeys, steps }) => ({
    flow,
    flow_version: flowVersion,
    journeys,
    steps: steps.map(({ state, reached, continued }) => ({
      state,
      reached,
      reached_rate: rateOf(reached, journeys),
      continued,
      continued_rate: rateOf(continued, reached),
    })),
  }));

export const representTools = (rows: readonly ToolFigures[]): DataOf<typeof toolsSchema> =>
  rows.map(({ p50, p95, ...row }) => ({
    ...row,
    failure_rate: rateOf(row.failed, row.called),
    duration_ms: rounded({ p50, p95 }),
  }));

export const representHandovers = (rows: readonly HandoverFigures[]): DataOf<typeof handoversSchema> =>
  rows.map(({ p50, p95, ...row }) => ({ ...row, with_staff_seconds: rounded({ p50, p95 }) }));

export function representSchemaTokens({ allTokens, allTools, inputTokens, states }: SchemaTokens) {
  const calls = sum(states.map(({ modelCalls }) => modelCalls));
  const offered = sum(states.map(({ modelCalls, offeredTokens }) => modelCalls * offeredTokens));
  return {
    all_tools: allTools,
    all_tokens: allTokens,
    model_calls: thousandths(calls),
    input_tokens: Math.round(inputTokens),
    offered_tokens: Math.round(offered),
    saved_tokens: Math.round(calls * allTokens - offered),
    saved_rate: rateOf(calls * allTokens - offered, calls * allTokens),
    data: states.map(({ flow, flowVersion, state, tools, offeredTokens, modelCalls }) => ({
      flow,
      flow_version: flowVersion,
      state,
      tools,
      offered_tokens: offeredTokens,
      saved_rate: rateOf(allTokens - offeredTokens, allTokens),
      model_calls: thousandths(modelCalls),
    })),
  };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

const rateOf = (part: number, whole: number): number | null => (whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000);

const thousandths = (value: number): number => Math.round(value * 1000) / 1000;

const rounded = ({ p50, p95 }: z.infer<typeof percentiles>) => ({
  p50: p50 === null ? null : thousandths(p50),
  p95: p95 === null ? null : thousandths(p95),
});
