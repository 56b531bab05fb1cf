import {
  CHARACTERS_PER_TOKEN,
  countHandovers,
  countTools,
  measureSchemaTokens,
  measureStates,
  MOST_REASONS,
  MOST_SESSIONS,
  MOST_TOOLS,
  readFunnel,
  summarize,
} from "../../analytics/index.ts";
import { funnelQuery, outlookQuery, readOutlook, readQuestion, representPeriod, sessionQuery } from "../analytics-query.ts";
import {
  funnelSchema,
  handoversSchema,
  representFunnels,
  representHandovers,
  representSchemaTokens,
  representStates,
  representSummary,
  representTools,
  schemaTokensSchema,
  statesSchema,
  summarySchema,
  toolsSchema,
} from "../analytics-schema.ts";
import { endpoint } from "../endpoint.ts";
import { json } from "../schemas.ts";

/** What all of them have in common. */
const common = {
  policy: "owner" as const,
  method: "get" as const,
  tags: ["Analytics"],
  problems: ["unprocessable" as const],
};

const ofSessions =
  "Of the sessions that began in the period, from Postgres, which follows the live conversations within moments. Forks and what was " +
  `erased are not in it. More than ${MOST_SESSIONS.toLocaleString("en")} sessions, or an answer that takes longer than 10 s, are refused.`;

export const readSummary = endpoint(
  {
    ...common,
    path: "/v1/analytics/summary",
    operationId: "readAnalyticsSummary",
    summary: "Sessions, conversion and drop-off by flow",
    description: `A session is over when it was closed or has been silent for \`silent_minutes\`; over without a conversion, it is a drop-off. ${ofSessions}`,
    request: { query: outlookQuery },
    responses: { 200: { description: "Counts by flow and version.", content: json(summarySchema) } },
  },
  async (context) => {
    const { db, clock } = context.env.ports;
    const query = context.req.valid("query");
    const question = readQuestion(query, context.get("caller"), clock.now());
    const rows = await summarize(db, question, readOutlook(query, clock.now()));
    return context.json({ period: representPeriod(question), data: representSummary(rows) }, 200);
  },
);

export const readStates = endpoint(
  {
    ...common,
    path: "/v1/analytics/states",
    operationId: "readAnalyticsStates",
    summary: "Dwell and drop-off by state",
    description:
      "The state where most sessions are lost comes first. A stay lasts until the next state; the last one of a session that is over, until it " +
      `was last heard of; one that goes on is not measured. ${ofSessions}`,
    request: { query: outlookQuery },
    responses: { 200: { description: "Every state that a session came into.", content: json(statesSchema) } },
  },
  async (context) => {
    const { db, clock } = context.env.ports;
    const query = context.req.valid("query");
    const question = readQuestion(query, context.get("caller"), clock.now());
    const rows = await measureStates(db, question, readOutlook(query, clock.now()));
    return context.json({ period: representPeriod(question), data: representStates(rows) }, 200);
  },
);

export const readFunnels = endpoint(
  {
    ...common,
    path: "/v1/analytics/funnel",
    operationId: "readAnalyticsFunnel",
    summary: "The funnel by flow",
    description:
      "Counts journeys: one begins with the session, and with every return to the flow's initial state from which the customer goes on. With `steps`, a " +
      "step is reached by journeys that reached all before it, in that order. Without, every state is a step, in the order in which journeys come " +
      `by it; continued are those that later enter another state which does not follow from anywhere. ${ofSessions}`,
    request: { query: funnelQuery },
    responses: { 200: { description: "A funnel for each version of a flow.", content: json(funnelSchema) } },
  },
  async (context) => {
    const { db, clock } = context.env.ports;
    const { steps, ...query } = context.req.valid("query");
    const question = readQuestion(query, context.get("caller"), clock.now());
    return context.json({ period: representPeriod(question), data: representFunnels(await readFunnel(db, question, steps)) }, 200);
  },
);

export const readTools = endpoint(
  {
    ...common,
    path: "/v1/analytics/tools",
    operationId: "readAnalyticsTools",
    summary: "Tools called, failed and blocked",
    description: `The most used first, at most ${MOST_TOOLS}. Calls of answers that were made again count too: they were made. ${ofSessions}`,
    request: { query: sessionQuery },
    responses: { 200: { description: "Every tool that was called for.", content: json(toolsSchema) } },
  },
  async (context) => {
    const { db, clock } = context.env.ports;
    const question = readQuestion(context.req.valid("query"), context.get("caller"), clock.now());
    return context.json({ period: representPeriod(question), data: representTools(await countTools(db, question)) }, 200);
  },
);

export const readHandovers = endpoint(
  {
    ...common,
    path: "/v1/analytics/handovers",
    operationId: "readAnalyticsHandovers",
    summary: "Handovers and why",
    description: `By reason and by the state that was left, the most frequent first, at most ${MOST_REASONS}. ${ofSessions}`,
    request: { query: sessionQuery },
    responses: { 200: { description: "Why staff took over, and for how long.", content: json(handoversSchema) } },
  },
  async (context) => {
    const { db, clock } = context.env.ports;
    const question = readQuestion(context.req.valid("query"), context.get("caller"), clock.now());
    return context.json({ period: representPeriod(question), data: representHandovers(await countHandovers(db, question)) }, 200);
  },
);

export const readSchemaTokens = endpoint(
  {
    ...common,
    path: "/v1/analytics/schema-tokens",
    operationId: "readAnalyticsSchemaTokens",
    summary: "Tokens that the whitelist saves",
    description:
      "Schemas of the tools that a state offers, against those of all tools there are, for each model call. Tokens of schemas are estimated at " +
      `${CHARACTERS_PER_TOKEN} characters each; \`input_tokens\` is what the providers told. ${ofSessions}`,
    request: { query: sessionQuery },
    responses: { 200: { description: "Every state in which a model was called.", content: json(schemaTokensSchema) } },
  },
  async (context) => {
    const { db, clock } = context.env.ports;
    const question = readQuestion(context.req.valid("query"), context.get("caller"), clock.now());
    const measured = representSchemaTokens(await measureSchemaTokens(db, question));
    return context.json({ period: representPeriod(question), characters_per_token: CHARACTERS_PER_TOKEN, ...measured }, 200);
  },
);
