/** A tenant's flow as it is kept. */
import { and, desc, eq } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { flowReleases, flows, flowVersions } from "../db/schema/index.ts";
import { flowOf, journeySchema, presets, type Flow, type Journey } from "../lifecycle/index.ts";
import { EdgewiseError } from "../platform/errors.ts";

export interface FlowSummary {
  name: string;
  /** Whether a preset has this name. */
  preset: boolean;
  publishedVersion: number | null;
  hasDraft: boolean;
  /** Null for a preset that the tenant has not touched. */
  updatedAt: Date | null;
}

export interface Release {
  version: number;
  kind: "published" | "rolled_back";
  by: string | null;
  note: string | null;
  at: Date;
}

export interface FlowDetail extends FlowSummary {
  /** 0 where the tenant has nothing of this name. */
  revision: number;
  presetFlow: Flow | null;
  published: Flow | null;
  draft: Journey | null;
  /** Newest first. */
  versions: { version: number; createdAt: Date }[];
  releases: Release[];
}

const releasesShown = 100;

/** Errors: `not_found` where neither the tenant nor Edgewise has a flow of this name. */
export async function readFlow(db: Database, tenantId: string, name: string): Promise<FlowDetail> {
  const [[row], versions, releases] = await db.batch([
    db.select().from(flows).where(ownFlow(tenantId, name)),
    db
      .select()
      .from(flowVersions)
      .where(and(eq(flowVersions.tenantId, tenantId), eq(flowVersions.name, name)))
      .orderBy(desc(flowVersions.version)),
    db
      .select()
      .from(flowReleases)
      .where(and(eq(flowReleases.tenantId, tenantId), eq(flowReleases.name, name)))
      .orderBy(desc(flowReleases.revision))
      .limit(releasesShown),
  ]);
  const presetFlow = presets.get(name) ?? null;
  if (!row && !presetFlow) throw noSuchFlow(name);
  const live = versions.find(({ version }) => version === row?.publishedVersion);
  return {
    name,
    preset: presetFlow !== null,
    publishedVersion: row?.publishedVersion ?? null,
    hasDraft: (row?.draft ?? null) !== null,
    updatedAt: row?.updatedAt ?? null,
    revision: row?.revision ?? 0,
    presetFlow,
    published: live ? flowOf(journeySchema.parse(live.journey), name, live.version) : null,
    draft: row?.draft ? journeySchema.parse(row.draft) : null,
    versions: versions.map(({ version, createdAt }) => ({ version, createdAt })),
    releases: releases.map(({ version, kind, by, note, at }) => ({ version, kind, by, note, at })),
  };
}

/** A published version, live or not. Errors: `not_found`. */
export async function readVersion(db: Database, tenantId: string, name: string, version: number): Promise<Flow> {
  const [row] = await db
    .select({ journey: flowVersions.journey })
    .from(flowVersions)
    .where(and(eq(flowVersions.tenantId, tenantId), eq(flowVersions.name, name), eq(flowVersions.version, version)));
  if (!row)
    throw new EdgewiseError("not_found", `The flow ${name} has no version ${version}. GET /v1/flows/${name} lists those that it has.`);
  return flowOf(journeySchema.parse(row.journey), name, version);
}

export const ownFlow = (tenantId: string, name: string) => and(eq(flows.tenantId, tenantId), eq(flows.name, name));

export const noSuchFlow = (name: string) =>
  new EdgewiseError("not_found", `There is no flow ${name}. GET /v1/flows lists those that there are.`);

/** Errors: `precondition_failed` where the caller has named another revision than this one. */
export function holdTo(expected: number | null, revision: number): void {
  if (expected === null || expected === revision) return;
  throw new EdgewiseError(
    "precondition_failed",
    `The flow is at revision ${revision} by now, not ${expected}. Read it again, then send your change with If-Match: "${revision}".`,
  );
}
