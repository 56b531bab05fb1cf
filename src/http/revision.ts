/** How what has revisions is changed by those who have read it: `ETag` and `If-Match`. */
import { z } from "@hono/zod-openapi";

export const ifMatch = z.object({
  "If-Match": z
    .string()
    .regex(/^(\*|"\d{1,9}")$/, 'must be the ETag that you have read, e.g. "3", or *')
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
  etag: { description: "The revision, for `If-Match`.", schema: { type: "string" as const, example: '"3"' } },
};

export const etagOf = ({ revision }: { revision: number }): string => `"${revision}"`;
