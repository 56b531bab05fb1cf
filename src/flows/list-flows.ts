import { eq, sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";
import { flows } from "../db/schema/index.ts";
import { presets } from "../lifecycle/index.ts";
import type { FlowSummary } from "./stored.ts";

export interface FlowQuery {
  page: number;
  perPage: number;
  order: "asc" | "desc";
  /** Part of a name. */
  q: string | null;
}

/** The tenant's own flows and the presets, each name once. */
export async function listFlows(db: Database, tenantId: string, query: FlowQuery): Promise<{ flows: FlowSummary[]; total: number }> {
  const rows = await db
    .select({
      name: flows.name,
      publishedVersion: flows.publishedVersion,
      hasDraft: sql<boolean>`${flows.draft} is not null`,
      updatedAt: flows.updatedAt,
    })
    .from(flows)
    .where(eq(flows.tenantId, tenantId));
  const own: FlowSummary[] = rows.map((row) => ({ ...row, preset: presets.has(row.name) }));
  const untouched = [...presets.keys()].filter((name) => !own.some((flow) => flow.name === name));
  const all = [...own, ...untouched.map((name) => ({ name, preset: true, publishedVersion: null, hasDraft: false, updatedAt: null }))];
  const found = all.filter(({ name }) => name.includes(query.q ?? "")).toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const ordered = query.order === "asc" ? found : found.toReversed();
  return { flows: ordered.slice((query.page - 1) * query.perPage, query.page * query.perPage), total: found.length };
}
