import { z } from "@hono/zod-openapi";
import { readAudit, type Audit } from "../../history/index.ts";
import { endpoint } from "../endpoint.ts";
import { representTime } from "../represent.ts";
import { json, timestamp } from "../schemas.ts";

const finding = z
  .object({ conversation_id: z.string(), seq: z.number().int(), detail: z.string(), found_at: timestamp })
  .openapi("AuditFinding");

const audit = z
  .object({
    checked_at: timestamp.nullable().openapi({ description: "When a conversation was checked last." }),
    conversations: z.number().int().openapi({ description: "Conversations that were checked." }),
    due: z.number().int().openapi({ description: "Conversations of which something was written since." }),
    gaps: z.array(finding).openapi({ description: "What Postgres should hold and does not." }),
    doubles: z.array(finding).openapi({ description: "A message that is there twice, or a place with two links." }),
    broken_chains: z.array(finding).openapi({ description: "A row that is not what was handed over." }),
    lag_seconds: z
      .object({ behind: z.number().int(), p50: z.number(), p95: z.number(), max: z.number() })
      .openapi({ description: "For how long the conversations have been behind that are, now; `behind` is how many." }),
  })
  .openapi("Audit");

export const readAuditReport = endpoint(
  {
    policy: "owner",
    method: "get",
    path: "/v1/audit",
    operationId: "readAudit",
    summary: "What the last audits of the history found",
    description:
      "Every hour, the conversations that were written since are checked against the hash chain of what was handed over, then those that were not " +
      "checked for the longest time. At most 1,000 findings are shown, the newest first.",
    tags: ["Service"],
    responses: { 200: { description: "What was found, and the lag of now.", content: json(audit) } },
  },
  async (context) => {
    const { db, clock } = context.env.ports;
    return context.json(represent(await readAudit(db, context.get("caller").tenantId, clock.now())), 200);
  },
);

function represent({ checkedAt, conversations, due, findings, lag }: Audit): z.infer<typeof audit> {
  const of = (kind: Audit["findings"][number]["kind"]) =>
    findings
      .filter((one) => one.kind === kind)
      .map(({ conversationId, seq, detail, foundAt }) => ({
        conversation_id: conversationId,
        seq,
        detail,
        found_at: representTime(foundAt),
      }));
  return {
    checked_at: checkedAt === null ? null : representTime(checkedAt),
    conversations,
    due,
    gaps: of("gap"),
    doubles: of("double"),
    broken_chains: of("broken_chain"),
    lag_seconds: lag,
  };
}
