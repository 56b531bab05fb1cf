import { z } from "@hono/zod-openapi";
import { isVisitor, type Caller } from "../../access/index.ts";
import { conversationSorts, listConversations, type ConversationQuery } from "../../history/index.ts";
import { EdgewiseError } from "../../platform/errors.ts";
import { conversationSummarySchema } from "../conversation-schema.ts";
import { endpoint } from "../endpoint.ts";
import { representSummary } from "../represent.ts";
import { callerId, json, listOf, moment, pageQuery } from "../schemas.ts";

const listQuery = z
  .object({
    ...pageQuery,
    sort: z.enum(conversationSorts, `must be one of ${conversationSorts.join(", ")}`).default("start_time"),
    order: z.enum(["asc", "desc"], "must be asc or desc").default("desc"),
    q: z.string().max(200, "must be at most 200 characters").optional().openapi({ description: "Words of a message, or a whole id." }),
    bot_id: callerId.optional(),
    user_id: callerId.optional(),
    state: z.string().optional().openapi({ example: "browsing" }),
    since: moment.openapi({ description: "Started then or later." }),
    until: moment.openapi({ description: "Started before." }),
  })
  .catchall(z.string("must be given once"))
  .superRefine((query, checks) => {
    // A mistyped filter would silently show everything.
    const known = new Set(Object.keys(listQuery.shape));
    const keys = Object.keys(query).filter((key) => !known.has(key) && !metadataKey.test(key));
    if (keys.length > 0) checks.addIssue({ code: "unrecognized_keys", keys, input: query });
  });

type ListQuery = z.infer<typeof listQuery>;

/** `metadata.plan`, or `metadata.plan.name` for what lies deeper. */
const metadataKey = /^metadata\.(.+)$/;

export const listAllConversations = endpoint(
  {
    policy: "participant",
    method: "get",
    path: "/v1/conversations",
    operationId: "listConversations",
    summary: "List conversations",
    description:
      "From Postgres, which follows the live conversations within moments; newest first. A visitor sees his own. Any metadata filters: " +
      "`metadata.<key>=<value>`, with dots for what lies deeper, e.g. `metadata.plan.name=gold`.",
    tags: ["Conversations"],
    request: { query: listQuery },
    responses: { 200: { description: "A page of conversations.", content: json(listOf(conversationSummarySchema)) } },
    problems: ["forbidden"],
  },
  async (context) => {
    const caller = context.get("caller");
    const query = readQuery(context.req.valid("query"), caller);
    const found = await listConversations(context.env.ports.db, caller.tenantId, query);
    return context.json({ ...found, data: found.data.map(representSummary) }, 200);
  },
);

/** The filters of a query. Errors: `forbidden` when a visitor asks for somebody else's. */
function readQuery(
  { page, per_page, sort, order, q, bot_id, user_id, state, since, until, ...rest }: ListQuery,
  caller: Caller,
): ConversationQuery {
  const own = isVisitor(caller) ? caller.actor.userId : undefined;
  if (own !== undefined && user_id !== undefined && user_id !== own) {
    throw new EdgewiseError("forbidden", "This visitor token speaks for one user only: leave user_id out.");
  }
  const metadata = Object.fromEntries(Object.entries(rest).map(([key, value]) => [metadataKey.exec(key)?.[1] ?? key, value]));
  return { page, perPage: per_page, sort, order, q, botId: bot_id, userId: own ?? user_id, state, since, until, metadata };
}
