/** A flow as an operator writes it. Its name and version come from where it is kept. */
import { z } from "zod";
import type { Flow } from "./flow.ts";

const MOST_STATES = 200;
const MOST_TOOLS = 100;
const LABEL_CHARACTERS = 100;
const NAME_CHARACTERS = 64;

/** Names of flows, states, tools and industries. */
export const flowName = z
  .string()
  .max(NAME_CHARACTERS, `must be at most ${NAME_CHARACTERS} characters`)
  .regex(/^[a-z][a-z0-9_]*$/, "must be lower-case letters, digits and _, a letter first");

const text = z.string().trim().min(1, "must not be empty");
const label = text.max(LABEL_CHARACTERS, `must be at most ${LABEL_CHARACTERS} characters`);
const names = (most: number) =>
  z
    .array(flowName)
    .max(most, `must name at most ${most}`)
    .refine((given) => new Set(given).size === given.length, "must name nothing twice");

/** A customer's silence is minded for a month at most. */
const LONGEST_SILENCE_S = 30 * 24 * 3600;
const REMINDER_CHARACTERS = 1000;

const silence = z
  .number()
  .int("must be whole seconds")
  .min(1, "must be at least 1 second")
  .max(LONGEST_SILENCE_S, "must be at most 30 days");
const words = text.max(REMINDER_CHARACTERS, `must be at most ${REMINDER_CHARACTERS} characters`);

const idleSchema = z
  .strictObject({
    remind_after_s: silence.optional(),
    close_after_s: silence.optional(),
    reminder: z.strictObject({ vi: words, en: words }).optional(),
  })
  .superRefine(({ remind_after_s: remind, close_after_s: close, reminder }, { addIssue }) => {
    const refuse = (at: string, message: string) => addIssue({ code: "custom", path: [at], message });
    if (remind === undefined && close === undefined) refuse("close_after_s", "say remind_after_s, close_after_s, or both");
    if (remind !== undefined && close !== undefined && close <= remind)
      refuse("close_after_s", "must be longer than remind_after_s: the reminder would never be sent");
    if (reminder && remind === undefined) refuse("reminder", "is never sent without remind_after_s");
  });

const stateSchema = z.strictObject({
  label: z.strictObject({ vi: label, en: label }),
  tools: names(MOST_TOOLS),
  next: names(MOST_STATES),
  restarts: z.boolean().default(false),
  on_busy: z.enum(["queue", "reject", "interrupt", "merge"], "must be queue, reject, interrupt or merge").optional(),
  idle: idleSchema.optional(),
});

/** Takes nothing that it does not know: a rule that is misspelt would silently not hold. */
export const journeySchema = z
  .strictObject({
    industry: flowName,
    strict: z.boolean().default(true),
    initial: flowName.default("idle"),
    from_anywhere: names(MOST_STATES),
    redirects: z.record(flowName, flowName).optional(),
    must_precede: z.record(flowName, names(MOST_STATES)).default({}),
    intents: z.strictObject({ cancel: flowName.optional(), confirm: flowName.optional() }).optional(),
    states: z
      .record(flowName, stateSchema)
      .refine((given) => Object.keys(given).length <= MOST_STATES, `must be at most ${MOST_STATES} states`),
  })
  .superRefine(({ redirects = {}, states }, { addIssue }) => {
    const message = "redirects a state that the flow has: it would never be entered. Remove the state, or the redirect";
    for (const from of Object.keys(redirects))
      if (Object.hasOwn(states, from)) addIssue({ code: "custom", path: ["redirects", from], message });
  });

export type Journey = z.infer<typeof journeySchema>;

/** The flow under its name, as conversations follow it. */
export const flowOf = (journey: Journey, name: string, version: number): Flow => ({ name, version, ...journey });

/** What is left of a flow without its name and version. */
export function journeyOf({ name: _name, version: _version, ...journey }: Flow): Journey {
  return journey;
}
