/** Actions as they are kept. */
import { and, asc, desc, eq, sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { actions } from "../db/schema/index.ts";
import { EdgewiseError } from "../platform/errors.ts";
import type { Action } from "./action.ts";

export interface ActionQuery {
  page: number;
  perPage: number;
  order: "asc" | "desc";
  /** Part of a name. */
  q: string | null;
}

export const ownAction = (tenantId: string, name: string) => and(eq(actions.tenantId, tenantId), eq(actions.name, name));

/** Errors: `not_found`. */
export async function readAction(db: Database, tenantId: string, name: string): Promise<Action> {
  const [row] = await db.select().from(actions).where(ownAction(tenantId, name));
  if (!row) throw noSuchAction(name);
  return actionOf(row);
}

/** The tenant's actions, by name. */
export async function listActions(db: Database, tenantId: string, query: ActionQuery): Promise<{ actions: Action[]; total: number }> {
  const { page, perPage, order, q } = query;
  const found = and(eq(actions.tenantId, tenantId), q === null ? undefined : sql`position(${q} in ${actions.name}) > 0`);
  const [rows, [counted]] = await db.batch([
    db
      .select()
      .from(actions)
      .where(found)
      .orderBy((order === "asc" ? asc : desc)(actions.name))
      .limit(perPage)
      .offset((page - 1) * perPage),
    db
      .select({ total: sql<number>`count(*)::int` })
      .from(actions)
      .where(found),
  ]);
  return { actions: rows.map(actionOf), total: counted?.total ?? 0 };
}

export function actionOf({ secret, tenantId: _, previousSecret: __, rotatedAt: ___, ...row }: typeof actions.$inferSelect): Action {
  return { ...row, signed: secret !== null };
}

export const noSuchAction = (name: string) =>
  new EdgewiseError("not_found", `There is no action ${name}. GET /v1/actions lists those that there are.`);

/** Errors: `precondition_failed` where the caller has named another revision than this one. */
export function holdTo(expected: number | null, revision: number): void {
  if (expected === null || expected === revision) return;
  throw new EdgewiseError(
    "precondition_failed",
    `The action is at revision ${revision} by now, not ${expected}. Read it again, then send your change with If-Match: "${revision}".`,
  );
}
