/** What goes live: a draft that is published, or a version to which it is rolled back. */
import { and, eq, sql, type SQL } from "drizzle-orm";
import { invalidateBot } from "../context/index.ts";
import { bots, flowReleases, flows, flowVersions } from "../db/schema/index.ts";
import { checkFlow, flowOf, type Finding, type Flow } from "../lifecycle/index.ts";
import { EdgewiseError } from "../platform/errors.ts";
import { changedMeanwhile } from "./drafts.ts";
import type { FlowPorts } from "./ports.ts";
import { holdTo, readFlow, readVersion, type FlowDetail } from "./stored.ts";

/** Who makes it go live, and why. The same id again is the same release. */
export interface ReleaseNote {
  id: string;
  by: string | null;
  note: string | null;
}

/**
 * Publishes the draft as the next version. Of two at once, one wins and the other is told.
 * Errors: `not_found`, `conflict`, `precondition_failed`; `flow_unsound` with the findings.
 */
export async function publishFlow(
  ports: FlowPorts,
  tenantId: string,
  name: string,
  release: ReleaseNote,
  expected: number | null,
): Promise<FlowDetail> {
  const { db } = ports;
  if (await isReleased(ports, tenantId, release)) return readFlow(db, tenantId, name);
  const { draft, revision, versions } = await readFlow(db, tenantId, name);
  holdTo(expected, revision);
  if (!draft) throw new EdgewiseError("conflict", `The flow ${name} has no draft. PUT /v1/flows/${name}/draft, then publish it.`);
  refuseUnsound(ports, flowOf(draft, name, (versions[0]?.version ?? 0) + 1));
  const now = new Date(ports.clock.now()).toISOString();
  await goLive(ports, tenantId, name, {
    release,
    kind: "published",
    change: sql`
      update ${flows} set published_version = last_version + 1, last_version = last_version + 1, draft = null,
        revision = revision + 1, updated_at = ${now}::timestamptz
      where tenant_id = ${tenantId} and name = ${name} and revision = ${revision}
      returning tenant_id, name, revision, published_version`,
    keep: sql`, kept as (
      insert into ${flowVersions} (tenant_id, name, version, journey, created_at)
      select tenant_id, name, published_version, ${JSON.stringify(draft)}::json, ${now}::timestamptz from changed)`,
  });
  return readFlow(db, tenantId, name);
}

/** Makes an earlier version the live one again; live already, nothing happens. Errors: as of `publishFlow`. */
export async function rollBackFlow(
  ports: FlowPorts,
  tenantId: string,
  name: string,
  version: number,
  release: ReleaseNote,
  expected: number | null,
): Promise<FlowDetail> {
  const { db } = ports;
  if (await isReleased(ports, tenantId, release)) return readFlow(db, tenantId, name);
  const detail = await readFlow(db, tenantId, name);
  holdTo(expected, detail.revision);
  const flow = await readVersion(db, tenantId, name, version);
  if (detail.publishedVersion === version) return detail;
  // What was sound then may name a tool that is gone.
  refuseUnsound(ports, flow);
  await goLive(ports, tenantId, name, {
    release,
    kind: "rolled_back",
    change: sql`
      update ${flows} set published_version = ${version}, revision = revision + 1,
        updated_at = ${new Date(ports.clock.now()).toISOString()}::timestamptz
      where tenant_id = ${tenantId} and name = ${name} and revision = ${detail.revision}
      returning tenant_id, name, revision, published_version`,
    keep: sql``,
  });
  return readFlow(db, tenantId, name);
}

/** @throws `flow_unsound` */
function refuseUnsound({ tools }: FlowPorts, flow: Flow): void {
  const findings = checkFlow(flow, tools);
  const errors = findings.filter(({ severity }) => severity === "error");
  const [first] = errors;
  if (!first) return;
  const more = errors.length > 1 ? ` And ${errors.length - 1} more: see findings.` : "";
  throw new EdgewiseError("flow_unsound", `${first.message.en}${more}`, {
    errors: errors.map(({ at, message }) => ({ path: at, message: message.en })),
    members: { findings: findings.map(plain) },
  });
}

/** As JSON, of which its type is not. */
const plain = ({ code, severity, at, path, message: { vi, en } }: Finding) => ({ code, severity, at, path, message: { vi, en } });

interface Change {
  release: ReleaseNote;
  kind: "published" | "rolled_back";
  /** Changes the flow's row where nobody has come first, and returns it. */
  change: SQL;
  /** What else is written with it. */
  keep: SQL;
}

/** One statement, so one transaction; the row's lock makes the second of two find that it came second. */
async function goLive(ports: FlowPorts, tenantId: string, name: string, { release, kind, change, keep }: Change): Promise<void> {
  const { db } = ports;
  const { rows } = await db.execute(sql`
    with changed as (${change})${keep}
    insert into ${flowReleases} (tenant_id, name, revision, id, kind, version, "by", note, at)
    select tenant_id, name, revision, ${release.id}::text, ${kind}::text, published_version, ${release.by}::text, ${release.note}::text,
      ${new Date(ports.clock.now()).toISOString()}::timestamptz
    from changed returning version`);
  if (rows.length === 0) throw changedMeanwhile(name);
  await forgetBots(ports, tenantId, name);
}

async function isReleased(ports: FlowPorts, tenantId: string, { id }: ReleaseNote): Promise<boolean> {
  const [found] = await ports.db
    .select({ name: flowReleases.name })
    .from(flowReleases)
    .where(and(eq(flowReleases.tenantId, tenantId), eq(flowReleases.id, id)));
  if (found) await forgetBots(ports, tenantId, found.name);
  return found !== undefined;
}

/** Bots are cached with the flow that they follow. */
async function forgetBots({ db, cache }: FlowPorts, tenantId: string, flow: string): Promise<void> {
  const following = await db
    .select({ id: bots.id })
    .from(bots)
    .where(and(eq(bots.tenantId, tenantId), eq(bots.flow, flow)));
  for (const { id } of following) await invalidateBot(cache, tenantId, id);
}
