import { z } from "zod";

const localized = z.object({ vi: z.string().min(1), en: z.string().min(1) });

/** What becomes of a customer's silence in a state, in seconds since anybody spoke (docs/decisions/idle.md). */
const idleSchema = z.object({
  /** One reminder, a message of the bot's. */
  remind_after_s: z.number().int().positive().optional(),
  /** A farewell, and the conversation is closed. */
  close_after_s: z.number().int().positive().optional(),
  /** The reminder's words; left out, they are ours. */
  reminder: localized.optional(),
});

export type IdleRule = z.infer<typeof idleSchema>;

const stateSchema = z.object({
  label: localized,
  /** The whitelist: a model is offered these tools and no other. */
  tools: z.array(z.string()),
  /** States that may follow, besides those that may follow from anywhere. */
  next: z.array(z.string()),
  /** The journey ended here: what the customer does next starts at `initial` again. */
  restarts: z.boolean().default(false),
  /** Overrides the bot's rule for a message that comes while a turn runs. */
  on_busy: z.enum(["queue", "reject", "interrupt", "merge"]).optional(),
  /** Left out: a customer may be silent for ever. */
  idle: idleSchema.optional(),
});

/** A customer's journey as data (contracts.md §2). */
export const flowSchema = z.object({
  name: z.string().min(1),
  version: z.number().int().positive(),
  industry: z.string().min(1),
  /** False: any state of the flow may follow. Whitelists and `must_precede` hold all the same. */
  strict: z.boolean().default(true),
  initial: z.string().default("idle"),
  /** States that may follow from anywhere. */
  from_anywhere: z.array(z.string()),
  /** `{searching: "browsing"}`: where a tool proposes the first, this flow enters the second (contracts.md §2: a constrained search). */
  redirects: z.record(z.string(), z.string()).optional(),
  /** `purchasing: ["analyzing"]`: purchasing needs that analyzing was visited. */
  must_precede: z.record(z.string(), z.array(z.string())).default({}),
  /** Where a message leads that calls off or gives the word and says nothing else, before a model hears of it (docs/decisions/intents.md). */
  intents: z.object({ cancel: z.string().optional(), confirm: z.string().optional() }).optional(),
  states: z.record(z.string(), stateSchema),
});

export type Flow = z.infer<typeof flowSchema>;

/** Whether two flows say the same, in whatever order: what has been through Postgres has its states in another one. */
export const sameFlow = (one: Flow, other: Flow): boolean => canonical(one) === canonical(other);

function canonical(flow: Flow): string {
  return JSON.stringify(flow, (_, value: unknown) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1)))
      : value,
  );
}
