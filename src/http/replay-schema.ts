/** What a replay answers with. */
import { z } from "@hono/zod-openapi";

const difference = z.object({
  path: z.string().openapi({ example: "message.content" }),
  recorded: z.string(),
  replayed: z.string(),
});

const verificationSchema = z
  .object({
    identical: z.boolean().openapi({ description: "Whether every row came out as it was, and its link with it." }),
    hash: z.string().openapi({ description: "The chain's last link, as the replay made it." }),
    rows: z.number().int(),
    replayed: z.number().int().openapi({ description: "Turns that ran again." }),
    taken: z
      .array(z.object({ turn_id: z.string(), reason: z.enum(["not_recorded", "truncated"]) }))
      .openapi({ description: "Turns that could not run again: their rows were taken as they are." }),
    first: z.object({ seq: z.number().int(), turn_id: z.string().nullable(), differences: z.array(difference) }).nullable(),
    divergences: z
      .array(z.object({ turn_id: z.string(), what: z.string(), asked: z.string(), recorded: z.string() }))
      .openapi({ description: "Where turns have asked for something else than what was recorded; at most 100." }),
  })
  .openapi("ReplayVerification");

const usage = z.object({ input_tokens: z.number().int(), output_tokens: z.number().int(), cost_usd: z.number().nullable() });

const summary = z.object({
  status: z.string().openapi({ example: "complete" }),
  states: z.object({ before: z.string(), after: z.string() }),
  tools: z.array(z.object({ tool: z.string(), outcome: z.enum(["called", "failed", "blocked"]) })),
  refused_states: z.array(z.string()),
  text: z.string(),
  usage,
});

const words = z.array(z.union([z.object({ same: z.string() }), z.object({ removed: z.string() }), z.object({ added: z.string() })]));

const comparisonSchema = z
  .object({
    turns: z.array(
      z.object({
        turn_id: z.string(),
        question: z.string(),
        recorded: summary,
        replayed: summary,
        words: words.openapi({ description: "The answer's words that stayed, went and came, in reading order." }),
        sources: z
          .object({
            model: z.object({ recorded: z.number().int(), live: z.number().int() }),
            tools: z.object({ recorded: z.number().int(), dry_run: z.number().int() }),
          })
          .openapi({ description: "What answered: the recording, or a model anew. A call of a tool that was not recorded is a dry run." }),
        same: z.boolean(),
      }),
    ),
    total: z.object({ recorded: usage, replayed: usage }),
    different: z.number().int().openapi({ description: "How many turns came out otherwise." }),
  })
  .openapi("ReplayComparison");

export const replayedSchema = z
  .object({ verification: verificationSchema.nullable(), comparison: comparisonSchema.nullable() })
  .openapi("Replay");
