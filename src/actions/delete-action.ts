import { and, eq } from "drizzle-orm";
import { actions } from "../db/schema/index.ts";
import type { ActionPorts } from "./ports.ts";
import { holdTo, noSuchAction, ownAction } from "./stored.ts";

/** Nobody can call it any more. @param expected the revision that is meant; null for any. Errors: `not_found`, `precondition_failed`. */
export async function deleteAction({ db }: ActionPorts, tenantId: string, name: string, expected: number | null): Promise<void> {
  const own = ownAction(tenantId, name);
  const [gone] = await db
    .delete(actions)
    .where(expected === null ? own : and(own, eq(actions.revision, expected)))
    .returning({ name: actions.name });
  if (gone) return;
  const [here] = await db.select({ revision: actions.revision }).from(actions).where(own);
  if (here) holdTo(expected, here.revision);
  throw noSuchAction(name);
}
