import { z } from "@hono/zod-openapi";
import { feedTopics, type FeedQuery, type FeedTopic } from "../conversations/index.ts";
import { parsePlace } from "../transcript/index.ts";

const topics: readonly string[] = feedTopics;
const isTopic = (name: string): name is FeedTopic => topics.includes(name);

const topicList = z
  .string()
  .transform((list, context) => {
    const names = list.split(",").map((name) => name.trim());
    const known = names.filter(isTopic);
    if (known.length < names.length)
      context.addIssue({ code: "custom", message: `must be some of ${feedTopics.join(", ")}, with commas between them` });
    return known;
  })
  .optional()
  .openapi({
    type: "string",
    description: `Some of \`${feedTopics.join("`, `")}\`, with commas between them. Without it, everything: then \`seq\` has no gap.`,
    example: "messages,states",
  });

const place = z
  .string()
  .transform((id, context) => {
    const parsed = parsePlace(id);
    if (parsed === null) context.addIssue({ code: "custom", message: "must be the id of an event, as it was sent, or 0" });
    return parsed ?? z.NEVER;
  })
  .optional()
  .openapi({
    type: "string",
    description: "The `id` of the last event that you have; `0` for the whole log. Without it, from now on.",
    example: "57",
  });

/** `?after=57&only=messages,states` */
export const feedQuerySchema = z.object({ after: place, only: topicList });

export function feedQueryOf({ after, only }: z.infer<typeof feedQuerySchema>): FeedQuery {
  return { after: after ?? null, only: only ?? null };
}

/** What an event of feed and socket says, for the documentation. */
export const eventsDescription = [
  "Each event is one JSON object with `type`. What happened has `id` and `seq`, its place in the log, `turn_id` (null outside of turns), " +
    "`at` (not for words) and, where it applies: `data`, what the event says; `chunk`, the piece of an answer's UI message stream; " +
    "`message`, the message that is stored there, as `POST …/messages` answers it.",
  "Types are `message.created`, `chunk`, `turn.ended` (its `message` is the answer), `state.changed`, `state.refused`, `tool.called`, " +
    "`tool.blocked`, `handover.started`, `handover.ended`, `branch.selected`, `feedback.given`, `effects.released` and `flow.changed`. Leave alone what you do not know: more may come.",
  "Besides there are: `ready` (the first; its `id` is where you begin, `last_seq` the newest place, `participants` who is here), `live` " +
    "(everything before was replayed), `typing`, `presence`, `conversation.erased` (the last; do not come back), and `discontinuity`: " +
    "the place that you named is gone. Drop what you hold after its `resume_after`; what follows takes its place. `reason` is `rewound` " +
    "(a process died with words that it had not kept), `unknown` (the log has not come that far), or `condensed` (of this answer only the whole is kept).",
].join("\n\n");
