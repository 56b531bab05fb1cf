import { and, eq } from "drizzle-orm";
import type { z } from "zod";
import { toolConstants } from "../db/schema/index.ts";
import type { ToolContext } from "./contract.ts";

/**
 * By what a tool reckons at this tenant: its row, completed by the defaults of the schema.
 * Errors: a ZodError where the row says something else than such constants.
 */
export async function readConstants<Constants>(
  tool: string,
  schema: z.ZodType<Constants>,
  { db, tenantId }: Pick<ToolContext, "db" | "tenantId">,
): Promise<Constants> {
  const [row] = await db
    .select({ constants: toolConstants.constants })
    .from(toolConstants)
    .where(and(eq(toolConstants.tenantId, tenantId), eq(toolConstants.tool, tool)));
  return schema.parse(row?.constants ?? {});
}
