import { and, count, desc, eq, max, ne, sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { auditFindings, conversationSync } from "../db/schema/index.ts";
import type { Finding } from "./check-conversation.ts";

/** Findings of one answer; behind so many there is one cause. */
const SHOWN = 1000;

export interface Audit {
  /** When a conversation was checked last, in milliseconds; null before the first audit. */
  checkedAt: number | null;
  /** Conversations that were checked, and those that were written since. */
  conversations: number;
  due: number;
  findings: (Finding & { conversationId: string; foundAt: number })[];
  /** For how long those conversations have been behind that are; zeros where none is. In seconds. */
  lag: { behind: number; p50: number; p95: number; max: number };
}

/**
 * What the audits found for a tenant, and how far Postgres is behind its conversations now.
 * @param now in milliseconds.
 */
export async function readAudit(db: Database, tenantId: string, now: number): Promise<Audit> {
  const own = eq(conversationSync.tenantId, tenantId);
  const waiting = sql`extract(epoch from ${new Date(now).toISOString()}::timestamptz - coalesce(${conversationSync.behindSince}, ${conversationSync.lastUpdatedAt}))`;
  const [[checked], findings, [lag]] = await db.batch([
    db
      .select({
        checkedAt: max(conversationSync.auditedAt),
        conversations: count(conversationSync.auditedAt),
        due: sql`count(*) filter (where ${conversationSync.auditDue})`.mapWith(Number),
      })
      .from(conversationSync)
      .where(own),
    db
      .select()
      .from(auditFindings)
      .where(eq(auditFindings.tenantId, tenantId))
      .orderBy(desc(auditFindings.foundAt), auditFindings.conversationId, auditFindings.seq)
      .limit(SHOWN),
    db
      .select({
        behind: count(),
        p50: sql`coalesce(percentile_cont(0.5) within group (order by ${waiting}), 0)`.mapWith(Number),
        p95: sql`coalesce(percentile_cont(0.95) within group (order by ${waiting}), 0)`.mapWith(Number),
        max: sql`coalesce(max(${waiting}), 0)`.mapWith(Number),
      })
      .from(conversationSync)
      .where(and(own, ne(conversationSync.status, "LATEST"))),
  ]);
  return {
    checkedAt: checked?.checkedAt?.getTime() ?? null,
    conversations: checked?.conversations ?? 0,
    due: checked?.due ?? 0,
    findings: findings.map(({ tenantId: _, foundAt, ...found }) => ({ ...found, foundAt: foundAt.getTime() })),
    lag: lag ?? { behind: 0, p50: 0, p95: 0, max: 0 },
  };
}
