import { count, eq, sql } from "drizzle-orm";
import { actions } from "../db/schema/index.ts";
import { EdgewiseError, type FieldError } from "../platform/errors.ts";
import { CHECKOUT, type Action, type ActionContent } from "./action.ts";
import { urlProblem } from "./endpoint-url.ts";
import type { ActionPorts } from "./ports.ts";
import { mintSecret, openSecret, sealSecret } from "./secret.ts";
import { actionOf, holdTo, ownAction } from "./stored.ts";

const mostActions = 50;

interface Put {
  tenantId: string;
  name: string;
  content: ActionContent;
  /** The revision that the caller has read; null: whatever is there. */
  expected: number | null;
  /** 32 bytes of a secret, for who may have to ask twice: a new action gets the same one again. Null for random ones. */
  secretBytes: Uint8Array | null;
}

/**
 * Registers an action, or changes it. `secret` is given where this very request has made it, and never again.
 * Errors: `precondition_failed`; `unprocessable` for an address that may not be one, and for one action too many.
 */
export async function putAction(ports: ActionPorts, put: Put): Promise<{ action: Action; secret: string | null }> {
  const { db, clock, settings } = ports;
  const { tenantId, name, content, expected } = put;
  refuse(problemsOf(put, ports));
  holdTo(expected, await revisionIfRoom(ports, put));
  const minted = mintSecret(put.secretBytes);
  const now = new Date(clock.now());
  const made = { secret: await sealSecret(settings, put, minted), createdAt: now, updatedAt: now };
  const [written] = await db
    .insert(actions)
    .values({ tenantId, name, ...content, ...made })
    .onConflictDoUpdate({
      target: [actions.tenantId, actions.name],
      set: { ...content, revision: sql`${actions.revision} + 1`, updatedAt: now },
      ...(expected === null ? {} : { setWhere: eq(actions.revision, expected) }),
    })
    .returning();
  if (!written) {
    const [here] = await db.select({ revision: actions.revision }).from(actions).where(ownAction(tenantId, name));
    holdTo(expected, here?.revision ?? 0);
    throw new EdgewiseError("conflict", `Somebody else has just changed the action ${name}. Read it again, then decide again.`);
  }
  return { action: actionOf(written), secret: (await isMinted(ports, put, written.secret, minted)) ? minted : null };
}

/** Whether the secret that is kept is the one that this request has made, now or when it came before. */
async function isMinted({ settings }: ActionPorts, put: Put, kept: string | null, minted: string): Promise<boolean> {
  if (kept === null) return false;
  // What another key has sealed was not made now; the action can be changed all the same.
  return (await openSecret(settings, put, kept).catch(() => null)) === minted;
}

function problemsOf({ name, content: { url, payload } }: Put, { settings }: ActionPorts): FieldError[] {
  const address = urlProblem(url, settings.ENVIRONMENT);
  return [
    ...(address === null ? [] : [{ path: "url", message: address }]),
    ...(name === CHECKOUT && payload !== null
      ? [{ path: "payload", message: "must be left out: what checkout takes is read by Edgewise itself" }]
      : []),
  ];
}

function refuse(errors: FieldError[]): void {
  const [first] = errors;
  if (first) throw new EdgewiseError("unprocessable", `${first.path} ${first.message}.`, { errors });
}

/** The action's revision, 0 where there is none yet. */
async function revisionIfRoom({ db }: ActionPorts, { tenantId, name }: Put): Promise<number> {
  const [[here], [counted]] = await db.batch([
    db.select({ revision: actions.revision }).from(actions).where(ownAction(tenantId, name)),
    db.select({ actions: count() }).from(actions).where(eq(actions.tenantId, tenantId)),
  ]);
  if (!here && (counted?.actions ?? 0) >= mostActions)
    throw new EdgewiseError("unprocessable", `A tenant has at most ${mostActions} actions. Delete one that is not used any more.`);
  return here?.revision ?? 0;
}
