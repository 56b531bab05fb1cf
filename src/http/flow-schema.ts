import { z } from "@hono/zod-openapi";
import { flowName, journeySchema, severities, type FindingCode } from "../lifecycle/index.ts";
import { timestamp } from "./schemas.ts";

export const findingSchema = z
  .object({
    // The record lists codes and nothing else.
    code: z.enum(Object.keys(severities) as FindingCode[]),
    severity: z.enum(["error", "warning"]).openapi({ description: "An error keeps the flow from being published; a warning is told." }),
    at: z.string().openapi({ description: "Where in the flow it stands.", example: "must_precede.purchasing" }),
    path: z.array(z.string()).openapi({
      description:
        "The shortest way from the initial state that shows it. Of a refused step, that step comes last. Empty where no way can show it.",
      example: ["idle", "browsing", "viewing", "purchasing"],
    }),
    message: z.object({ vi: z.string(), en: z.string() }),
  })
  .openapi("FlowFinding");

/** A journey as a caller writes it, and as it is told. */
export const journey = journeySchema.clone().openapi("Journey", {
  description:
    "`states` by name, each with `label` in both languages, `tools` (the whitelist), `next` (the states that may follow), `restarts` " +
    "(the journey has ended, and what comes then starts at `initial`) and `on_busy`; `from_anywhere`, the states that may always follow; " +
    "`must_precede`, states by what must have been visited before them. `strict: false` lets any state follow any other.",
});

export const flowSchema = journeySchema
  .extend({ name: flowName, version: z.number().int() })
  .openapi("Flow", { description: "A journey under its name, with the number of its version." });

/** The document would take the whole component for nullable where it is met as `nullable()` first. */
const orNull = <Schema extends z.ZodType>(schema: Schema) => z.union([schema, z.null()]);

export const flowSummarySchema = z
  .object({
    name: z.string().openapi({ example: "retail" }),
    preset: z.boolean().openapi({ description: "Whether a flow of this name comes with Edgewise." }),
    published_version: z
      .number()
      .int()
      .nullable()
      .openapi({ description: "Of your own: the version that new conversations begin with. Null: the preset's, where there is one." }),
    has_draft: z.boolean(),
    updated_at: timestamp.nullable().openapi({ description: "Null for a preset that you have not touched." }),
  })
  .openapi("FlowSummary");

const releaseSchema = z.object({
  version: z.number().int(),
  kind: z.enum(["published", "rolled_back"]),
  by: z.string().nullable(),
  note: z.string().nullable(),
  at: timestamp,
});

export const flowDetailSchema = flowSummarySchema
  .extend({
    revision: z
      .number()
      .int()
      .openapi({ description: "Rises with every change; also the `ETag`. 0 for a preset that you have not touched." }),
    preset_flow: orNull(flowSchema).openapi({ description: "As it comes with Edgewise. It is read-only: copy it to change it." }),
    published: orNull(flowSchema),
    draft: orNull(journey),
    versions: z.array(z.object({ version: z.number().int(), created_at: timestamp })).openapi({ description: "Newest first." }),
    releases: z.array(releaseSchema).openapi({ description: "What went live when, newest first: the last 100." }),
  })
  .openapi("FlowDetail");

const walkedSchema = z.object({
  outcome: z.enum(["moved", "stayed", "refused", "blocked"]),
  state: z.string().openapi({ description: "Where the conversation stands then." }),
  visited: z.array(z.string()),
  reason: z.string().nullable().openapi({ description: "Why it was refused or blocked." }),
});

export const checkedSchema = z
  .object({
    publishable: z.boolean().openapi({ description: "Whether no finding is an error." }),
    findings: z.array(findingSchema),
    walk: z.array(walkedSchema).nullable().openapi({ description: "What would become of each step of the `walk` that was sent." }),
  })
  .openapi("FlowCheck");

const MOST_STEPS = 200;

export const walkSchema = z
  .array(
    z.union([z.strictObject({ tool: flowName, proposes: flowName.optional() }), z.strictObject({ state: flowName })], {
      error: "must be {tool, proposes?} or {state}",
    }),
  )
  .max(MOST_STEPS, `must be at most ${MOST_STEPS} steps`)
  .openapi({
    description:
      "Steps from the initial state on: a tool's call, with the state that its result proposes (left out: the first of its states that may " +
      "follow), or a state from elsewhere.",
    example: [{ tool: "search_offerings", proposes: "browsing" }, { tool: "get_offering_details" }, { state: "handover" }],
  });
