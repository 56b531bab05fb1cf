/** What the routes of flows take and tell alike. */
import { z } from "@hono/zod-openapi";
import type { FlowDetail, FlowSummary } from "../flows/index.ts";
import { flowName } from "../lifecycle/index.ts";
import type { flowDetailSchema, flowSummarySchema } from "./flow-schema.ts";

export const flowParam = z.object({
  name: flowName.clone().openapi({ param: { name: "name", in: "path" }, example: "retail" }),
});

export const ifMatch = z.object({
  "If-Match": z
    .string()
    .regex(/^(\*|"\d{1,9}")$/, 'must be the ETag of a flow, e.g. "3", or *')
    .optional()
    .openapi({
      description: "The `ETag` that you have read: changed since, it is 412. Without it, whatever is there is changed.",
      example: '"3"',
    }),
});

/** The revision that is meant; null for any. */
export function expectedIn(header: z.infer<typeof ifMatch>): number | null {
  const given = header["If-Match"];
  return given === undefined || given === "*" ? null : Number(given.slice(1, -1));
}

export const withEtag = {
  etag: { description: "The flow's revision, for `If-Match`.", schema: { type: "string" as const, example: '"3"' } },
};

export const etagOf = ({ revision }: FlowDetail): string => `"${revision}"`;

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
