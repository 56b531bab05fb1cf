import { z } from "zod";

/** The body of the queue `history`: somebody has something for Postgres. Ids only; act on present truth when it rings. */
export const doorbellSchema = z.object({
  tenant_id: z.string().min(1),
  conversation_id: z.string().min(1),
  /** The conversation's last `seq` when it rang. */
  seq: z.number().int().nonnegative(),
});

export type Doorbell = z.infer<typeof doorbellSchema>;
