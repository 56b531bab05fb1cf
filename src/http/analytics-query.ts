/** Which sessions a figure is asked for, as the query string says it. */
import { z } from "@hono/zod-openapi";
import type { Caller } from "../access/index.ts";
import type { Outlook, Question } from "../analytics/index.ts";
import { EdgewiseError } from "../platform/errors.ts";
import { representTime } from "./represent.ts";
import { callerId, language, moment, timestamp } from "./schemas.ts";

const DAY = 86_400_000;
const DEFAULT_DAYS = 30;
const MOST_DAYS = 366;
const MOST_STEPS = 20;

const stateName = z.string().min(1, "must not be empty").max(100, "must be at most 100 characters");

const sessionFilter = {
  since: moment.openapi({ description: `Sessions that began then or later; ${DEFAULT_DAYS} days before \`until\` where it is left out.` }),
  until: moment.openapi({
    description: `Sessions that began before; now where it is left out. At most ${MOST_DAYS} days after \`since\`.`,
  }),
  bot_id: callerId.optional(),
  flow: z.string().min(1, "must not be empty").max(255, "must be at most 255 characters").optional().openapi({ example: "retail" }),
  flow_version: z.coerce
    .number("must be a number")
    .int("must be a whole number")
    .min(1, "must be at least 1")
    .max(1_000_000_000, "must be at most 1000000000")
    .optional()
    .openapi({ description: "Of the flow that `flow` names." }),
  language: language.optional().openapi({ description: "The language in which the conversation is now." }),
};

// A mistyped filter would silently count everything: what is not known is refused.
export const sessionQuery = z.strictObject(sessionFilter);

export const outlookQuery = z.strictObject({
  ...sessionFilter,
  goal: stateName.default("completed").openapi({ description: "The state that counts as a conversion." }),
  silent_minutes: z.coerce
    .number("must be a number")
    .int("must be a whole number")
    .min(1, "must be at least 1")
    .max(43_200, "must be at most 43200, which are 30 days")
    .default(30)
    .openapi({ description: "After so many minutes without a sign of life a session counts as over." }),
});

export const funnelQuery = z.strictObject({
  ...sessionFilter,
  steps: z
    .string()
    .transform((names) => names.split(",").map((name) => name.trim()))
    .pipe(
      z
        .array(stateName)
        .min(2, "must name at least 2 states")
        .max(MOST_STEPS, `must name at most ${MOST_STEPS} states`)
        .refine((names) => new Set(names).size === names.length, "must name each state once"),
    )
    .optional()
    .openapi({
      type: "string",
      example: "browsing,viewing,purchasing,completed",
      description: "States in the order in which a journey should reach them, with commas between. Without it every state is a step.",
    }),
});

type SessionQuery = z.infer<typeof sessionQuery>;

/** Errors: `invalid_request` where the filters contradict each other. */
export function readQuestion(query: SessionQuery, { tenantId }: Caller, now: number): Question {
  const { bot_id: botId, flow, flow_version: flowVersion, language: spoken } = query;
  const until = query.until ?? now;
  const since = query.since ?? until - DEFAULT_DAYS * DAY;
  if (since >= until) throw refused("since", `must be before until, which is ${representTime(until)}`);
  if (until - since > MOST_DAYS * DAY) throw refused("since", `must be at most ${MOST_DAYS} days before until`);
  if (flowVersion !== undefined && flow === undefined) throw refused("flow_version", "needs flow: each flow counts its own versions");
  return { tenantId, filter: { since, until, botId, flow, flowVersion, language: spoken } };
}

export function readOutlook({ goal, silent_minutes }: Pick<z.infer<typeof outlookQuery>, "goal" | "silent_minutes">, now: number): Outlook {
  return { goal, silentSince: now - silent_minutes * 60_000 };
}

function refused(parameter: string, message: string): EdgewiseError {
  return new EdgewiseError("invalid_request", `${parameter} ${message}.`, { errors: [{ path: `query.${parameter}`, message }] });
}

/** The period that was looked at, in every answer. */
export const periodSchema = z.object({ since: timestamp, until: timestamp });

export function representPeriod({ filter }: Question): z.infer<typeof periodSchema> {
  return { since: representTime(filter.since), until: representTime(filter.until) };
}
