/** What a registered endpoint may answer, and what it makes of the conversation. */
import { z } from "zod";
import type { StateName } from "../../lifecycle/index.ts";

export const answerSchema = z.object({
  status: z.enum(["pending", "confirmed", "rejected"]),
  /** The endpoint's own name for what it did. */
  reference: z.string().max(200).optional(),
  /** Where the customer goes on, e.g. to pay. Shown as a link, never called. */
  url: z
    .url({ protocol: /^https?$/ })
    .max(2000)
    .optional(),
  total: z.number().nonnegative().optional(),
  items: z
    .array(z.object({ code: z.string(), name: z.string().optional(), quantity: z.number(), price: z.number().optional() }))
    .max(100)
    .optional(),
  message: z.string().max(2000).optional(),
});

/** What an endpoint says, with 404, of a key under which nothing has come to it. */
export const neverArrived = z.object({ status: z.literal("never_arrived") });

export type Answer = z.infer<typeof answerSchema>;

/** contracts.md §2: purchasing, then completed when the endpoint confirms, closed when it refuses. */
export const stateOfStatus = { pending: "purchasing", confirmed: "completed", rejected: "closed" } as const satisfies Record<
  Answer["status"],
  StateName
>;
