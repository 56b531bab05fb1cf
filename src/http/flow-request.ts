/** What the routes of flows take and tell alike. */
import { z } from "@hono/zod-openapi";
import type { FlowDetail, FlowSummary } from "../flows/index.ts";
import { flowName } from "../lifecycle/index.ts";
import type { flowDetailSchema, flowSummarySchema } from "./flow-schema.ts";

export { etagOf, expectedIn, ifMatch, withEtag } from "./revision.ts";

export const flowParam = z.object({
  name: flowName.clone().openapi({ param: { name: "name", in: "path" }, example: "retail" }),
});

export function representSummary({ name, preset, publishedVersion, hasDraft, updatedAt }: FlowSummary): z.infer<typeof flowSummarySchema> {
  return { name, preset, published_version: publishedVersion, has_draft: hasDraft, updated_at: updatedAt?.toISOString() ?? null };
}

export function representFlow(flow: FlowDetail): z.infer<typeof flowDetailSchema> {
  const { revision, presetFlow, published, draft, versions, releases } = flow;
  return {
    ...representSummary(flow),
    revision,
    preset_flow: presetFlow,
    published,
    draft,
    versions: versions.map(({ version, createdAt }) => ({ version, created_at: createdAt.toISOString() })),
    releases: releases.map(({ at, ...release }) => ({ ...release, at: at.toISOString() })),
  };
}
