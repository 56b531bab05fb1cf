import { z } from "zod";

/** Where the stand-ins listen, as the child process tells it. */
export const endpointsSchema = z.object({
  databaseUrl: z.string(),
  databaseEndpoint: z.url(),
  redisUrl: z.url(),
  redisToken: z.string(),
  shopUrl: z.url(),
});

export type Endpoints = z.infer<typeof endpointsSchema>;

/** From the child to the start. */
export const reportSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("ready"), endpoints: endpointsSchema }),
  z.object({ kind: z.literal("failed"), reason: z.string() }),
]);

export type Report = z.infer<typeof reportSchema>;

/** From the start to the child: the process group to end should the start die without a word. */
export const chargeSchema = z.object({ kind: z.literal("charge"), processGroup: z.number().int().positive() });
