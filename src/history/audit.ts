/** The audit: conversations in Postgres are checked against the ledger, what was written last first, then what was not checked longest. */
import { and, asc, desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Address } from "../conversations/index.ts";
import { auditFindings, conversationSync, flushLedger } from "../db/schema/index.ts";
import type { Database } from "../db/client.ts";
import { checkConversation, type Checked, type Finding } from "./check-conversation.ts";
import { readKeptRows } from "./hydrate.ts";
import type { HistoryPorts } from "./ports.ts";
import type { KeptRow } from "./read-rows.ts";

/** Conversations of one audit; the others come with the next. */
const CONVERSATIONS = 200;
/** Rows of one audit: about two minutes. The conversation that reaches it is still checked to its end. */
const ROWS = 200_000;
const PAGE = { limit: 500, bytes: 4_000_000 };

export interface Audited {
  conversations: number;
  findings: number;
}

type AuditPorts = Pick<HistoryPorts, "db" | "clock" | "log">;
type Due = Address & Pick<Checked, "syncedSeq" | "hash">;

/** Checks what is due. What it finds replaces what was found before. Errors: when Postgres does not answer. */
export async function auditHistory(ports: AuditPorts): Promise<Audited> {
  const due = await takeDue(ports.db);
  const audited: Audited = { conversations: 0, findings: 0 };
  let rows = 0;
  for (const one of due) {
    if (rows >= ROWS) break;
    const { findings, taken } = await auditConversation(ports.db, one);
    await keepFindings(ports.db, one, findings, ports.clock.now());
    for (const { kind, seq } of findings) {
      ports.log.error("history.audit_found", { tenant_id: one.tenantId, conversation_id: one.conversationId, kind, seq });
    }
    rows += taken;
    audited.conversations += 1;
    audited.findings += findings.length;
  }
  ports.log.info("history.audit", { ...audited });
  return audited;
}

async function takeDue(db: Database): Promise<Due[]> {
  const { tenantId, conversationId, syncedSeq, hash, auditDue, auditedAt } = conversationSync;
  return db
    .select({ tenantId, conversationId, syncedSeq, hash })
    .from(conversationSync)
    .orderBy(desc(auditDue), sql`${auditedAt} asc nulls first`)
    .limit(CONVERSATIONS);
}

/** What is wrong with one conversation, and how many rows were looked at. Nothing is kept of it. */
export async function auditConversation(db: Database, due: Due): Promise<{ findings: Finding[]; taken: number }> {
  const pages = await db
    .select()
    .from(flushLedger)
    .where(and(eq(flushLedger.tenantId, due.tenantId), eq(flushLedger.conversationId, due.conversationId)))
    .orderBy(asc(flushLedger.upToSeq));
  const check = checkConversation({ ...due, pages });
  const { taken, unreadable } = await takeRows(db, due, (rows) => check.take(rows));
  return { findings: unreadable.length > 0 ? unreadable : check.findings(), taken };
}

async function takeRows(
  db: Database,
  due: Due,
  take: (rows: KeptRow[]) => Promise<void>,
): Promise<{ taken: number; unreadable: Finding[] }> {
  let taken = 0;
  for (let afterSeq = 0; afterSeq < due.syncedSeq;) {
    const rows = await readKeptRows(db, due, { afterSeq, ...PAGE }).catch(asUnreadable);
    if (rows === null) {
      const detail = `A row among those after seq ${afterSeq} is not one that Edgewise writes.`;
      return { taken, unreadable: [{ kind: "broken_chain", seq: afterSeq, detail }] };
    }
    await take(rows);
    taken += rows.length;
    // Nothing more, though more was promised: the check tells what is missing.
    afterSeq = rows.at(-1)?.seq ?? due.syncedSeq;
  }
  return { taken, unreadable: [] };
}

function asUnreadable(error: unknown): null {
  if (error instanceof z.ZodError) return null;
  throw error;
}

/** Of a conversation that was erased meanwhile nothing is kept; one that was written meanwhile stays due. */
async function keepFindings(
  db: Database,
  { tenantId, conversationId, syncedSeq }: Due,
  findings: readonly Finding[],
  now: number,
): Promise<void> {
  const isIt = and(eq(conversationSync.tenantId, tenantId), eq(conversationSync.conversationId, conversationId));
  await db.batch([
    db
      .update(conversationSync)
      .set({ auditedAt: new Date(now), auditDue: sql`${conversationSync.syncedSeq} <> ${syncedSeq}` })
      .where(isIt),
    db.delete(auditFindings).where(and(eq(auditFindings.tenantId, tenantId), eq(auditFindings.conversationId, conversationId))),
    db.execute(sql`
      insert into ${auditFindings} (tenant_id, conversation_id, kind, seq, detail, found_at)
      select ${tenantId}, ${conversationId}, found.kind, found.seq, found.detail, ${new Date(now).toISOString()}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(findings)}::jsonb) as found(kind text, seq bigint, detail text)
      where exists (select 1 from ${conversationSync} held where held.tenant_id = ${tenantId} and held.conversation_id = ${conversationId})
      on conflict do nothing`),
  ]);
}
