/** Drafts: what is being written, and follows nobody yet. */
import { and, count, eq, isNull, sql } from "drizzle-orm";
import { flows } from "../db/schema/index.ts";
import { journeyOf, journeySchema, type Journey } from "../lifecycle/index.ts";
import { EdgewiseError } from "../platform/errors.ts";
import type { FlowPorts } from "./ports.ts";
import { holdTo, noSuchFlow, ownFlow, readFlow, readVersion, type FlowDetail } from "./stored.ts";

const mostFlows = 100;

/**
 * Puts the draft of a flow, new or not. @param expected the revision that the caller has read; null: whatever is there.
 * Errors: `precondition_failed`; `unprocessable` where the tenant has too many flows.
 */
export async function putDraft(
  ports: FlowPorts,
  tenantId: string,
  name: string,
  draft: Journey,
  expected: number | null,
): Promise<FlowDetail> {
  const { db } = ports;
  const now = new Date(ports.clock.now());
  holdTo(expected, await revisionIfRoom(ports, tenantId, name));
  const written = await db
    .insert(flows)
    .values({ tenantId, name, draft, revision: 1, createdAt: now, updatedAt: now })
    .onConflictDoUpdate({
      target: [flows.tenantId, flows.name],
      set: { draft, revision: sql`${flows.revision} + 1`, updatedAt: now },
      ...(expected === null ? {} : { setWhere: eq(flows.revision, expected) }),
    })
    .returning({ revision: flows.revision });
  const after = await readFlow(db, tenantId, name);
  if (written.length === 0) holdTo(expected, after.revision);
  return after;
}

/** Drops the draft; what was published stays. Errors: `not_found` where there is no flow, `precondition_failed`. */
export async function deleteDraft(ports: FlowPorts, tenantId: string, name: string, expected: number | null): Promise<void> {
  const { db } = ports;
  const [here] = await db.select({ revision: flows.revision }).from(flows).where(ownFlow(tenantId, name));
  if (!here) throw noSuchFlow(name);
  holdTo(expected, here.revision);
  const same = and(ownFlow(tenantId, name), eq(flows.revision, here.revision));
  const dropped = { draft: null, revision: sql`${flows.revision} + 1`, updatedAt: new Date(ports.clock.now()) };
  const [gone, kept] = await db.batch([
    // Nothing else of it is left: its name is free again.
    db
      .delete(flows)
      .where(and(same, eq(flows.lastVersion, 0)))
      .returning({ name: flows.name }),
    db.update(flows).set(dropped).where(same).returning({ name: flows.name }),
  ]);
  if (gone.length + kept.length === 0) throw changedMeanwhile(name);
}

/**
 * Copies a version (null: the published one, else the preset) into a draft of the flow `to`. The same copy again changes nothing.
 * Errors: `not_found`; `conflict` where `to` has another draft, which would be lost.
 */
export async function copyAsDraft(
  ports: FlowPorts,
  tenantId: string,
  from: { name: string; version: number | null },
  to: string,
): Promise<FlowDetail> {
  const { db } = ports;
  const source =
    from.version === null ? await liveFlow(ports, tenantId, from.name) : await readVersion(db, tenantId, from.name, from.version);
  const draft = journeySchema.parse(journeyOf(source));
  await revisionIfRoom(ports, tenantId, to);
  const now = new Date(ports.clock.now());
  await db
    .insert(flows)
    .values({ tenantId, name: to, draft, revision: 1, createdAt: now, updatedAt: now })
    .onConflictDoUpdate({
      target: [flows.tenantId, flows.name],
      set: { draft, revision: sql`${flows.revision} + 1`, updatedAt: now },
      setWhere: isNull(flows.draft),
    });
  const after = await readFlow(db, tenantId, to);
  if (JSON.stringify(after.draft) !== JSON.stringify(draft))
    throw new EdgewiseError("conflict", `The flow ${to} has a draft already. Publish it or delete it first, or copy under another name.`);
  return after;
}

/** The flow's revision, 0 where there is none yet. Errors: `unprocessable` where it would be one too many. */
async function revisionIfRoom({ db }: FlowPorts, tenantId: string, name: string): Promise<number> {
  const [[here], [counted]] = await db.batch([
    db.select({ revision: flows.revision }).from(flows).where(ownFlow(tenantId, name)),
    db.select({ flows: count() }).from(flows).where(eq(flows.tenantId, tenantId)),
  ]);
  if (!here && (counted?.flows ?? 0) >= mostFlows)
    throw new EdgewiseError("unprocessable", `A tenant has at most ${mostFlows} flows. Delete a draft that was never published.`);
  return here?.revision ?? 0;
}

async function liveFlow({ db }: FlowPorts, tenantId: string, name: string) {
  const { published, presetFlow } = await readFlow(db, tenantId, name);
  const live = published ?? presetFlow;
  if (!live) throw new EdgewiseError("not_found", `The flow ${name} was never published, so there is nothing to copy.`);
  return live;
}

export const changedMeanwhile = (name: string) =>
  new EdgewiseError("conflict", `Somebody else has just changed the flow ${name}. Read it again, then decide again.`);
