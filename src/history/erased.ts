import { z } from "zod";
import type { Address } from "../conversations/index.ts";
import { innermost } from "../platform/reason.ts";

/** Raised by `edgewise_refuse_erased`. */
const refusal = z.object({ code: z.literal("EW410"), detail: z.string() });
const refused = z.array(
  z
    .object({ tenant_id: z.string(), conversation_id: z.string() })
    .transform((row): Address => ({ tenantId: row.tenant_id, conversationId: row.conversation_id })),
);

/** The conversations for whose erasure Postgres refused a write; none where it failed for another reason. */
export function erasedIn(error: unknown): Address[] {
  const found = refusal.safeParse(innermost(error));
  return found.success ? refused.parse(JSON.parse(found.data.detail)) : [];
}
