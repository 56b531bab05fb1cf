/** The table of erasures: the guard against what comes late, and the receipts. */
import { and, eq, sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { erasures } from "../db/schema/index.ts";
import { parseReceipt, type KeptReceipt, type Subject } from "./receipt.ts";

export interface Erasure {
  tenantId: string;
  kind: Subject;
  id: string;
}

export interface KeptErasure extends KeptReceipt {
  userId: string | null;
  /** In milliseconds. */
  erasedAt: number;
}

const isIt = ({ tenantId, kind, id }: Erasure) => and(eq(erasures.tenantId, tenantId), eq(erasures.kind, kind), eq(erasures.id, id));

export async function readErasure(db: Database, erasure: Erasure): Promise<KeptErasure | null> {
  const [row] = await db.select().from(erasures).where(isIt(erasure));
  return row ? { ...parseReceipt(row.receipt), userId: row.userId, erasedAt: row.erasedAt.getTime() } : null;
}

/** The statement that keeps writers out from here on: it waits for those that have begun, and for no others. */
export const lockOf = ({ tenantId, kind, id }: Erasure) =>
  sql`select pg_advisory_xact_lock(edgewise_erasure_lock(${tenantId}, ${kind}, ${id}))`;

/** The statement that keeps the guard and the receipt as it stands. An erasure never moves back in time. */
export function keepErasure(db: Database, { tenantId, kind, id }: Erasure, { complete, rows, userId, erasedAt }: KeptErasure) {
  const kept = { userId, receipt: { complete, rows }, erasedAt: new Date(erasedAt) };
  return db
    .insert(erasures)
    .values({ tenantId, kind, id, ...kept })
    .onConflictDoUpdate({
      target: [erasures.tenantId, erasures.kind, erasures.id],
      set: { ...kept, erasedAt: sql`greatest(${erasures.erasedAt}, excluded.erased_at)` },
    });
}
