/** What the catalogue's tools put out, as the cards read it. An output that does not fit shows no card. */
import * as z from "zod/mini";

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const offeringSchema = z.object({
  code: z.string(),
  type: z._default(z.string(), ""),
  brand: z._default(z.string(), ""),
  name: z.string(),
  summary: z._default(z.string(), ""),
  price: z.nullish(z.number()),
  stock: z.nullish(z.number()),
  /** The specs that tell most, worded by the server. */
  highlights: z._default(z.array(z.string()), []),
  attributes: z._default(z.record(z.string(), scalar), {}),
});

export const searchOutput = z.object({
  offerings: z.array(z.extend(offeringSchema, { position: z.optional(z.number()) })),
  count: z.optional(z.number()),
  total: z.optional(z.number()),
});

export const detailsOutput = z.object({ offering: offeringSchema });

export const comparisonOutput = z.object({
  offerings: z.array(
    z.object({
      code: z.string(),
      name: z.string(),
      brand: z._default(z.string(), ""),
      price: z.nullish(z.number()),
      stock: z.nullish(z.number()),
    }),
  ),
  rows: z.array(
    z.object({
      attribute: z.string(),
      label: z.object({ vi: z.string(), en: z.string() }),
      values: z.array(scalar),
    }),
  ),
});

export const orderOutput = z.object({
  action: z.string(),
  status: z.enum(["pending", "confirmed", "rejected"]),
  reference: z.nullish(z.string()),
  url: z.nullish(z.string()),
  total: z.nullish(z.number()),
  items: z.nullish(
    z.array(
      z.looseObject({
        name: z.nullish(z.string()),
        code: z.nullish(z.string()),
        quantity: z.nullish(z.number()),
        price: z.nullish(z.number()),
      }),
    ),
  ),
  message: z.nullish(z.string()),
});

/** A refusal or a question of the tool itself. */
export const refusalOutput = z.object({ error: z.string(), code: z.optional(z.string()) });

export type Scalar = z.infer<typeof scalar>;
export type Offering = z.infer<typeof offeringSchema>;
export type SearchOutput = z.infer<typeof searchOutput>;
export type ComparisonOutput = z.infer<typeof comparisonOutput>;
export type OrderOutput = z.infer<typeof orderOutput>;
