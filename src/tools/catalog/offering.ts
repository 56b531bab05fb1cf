/** Offerings as tools read and show them. */
import { and, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "../../db/client.ts";
import { offerings } from "../../db/schema/index.ts";
import type { JsonObject, Language } from "../../platform/ports.ts";
import { dong } from "../output.ts";
import { highlights } from "./attributes.ts";
import type { Vocabulary } from "./query.ts";

export const offeringColumns = {
  id: offerings.id,
  code: offerings.code,
  type: offerings.type,
  brand: offerings.brand,
  name: offerings.name,
  summary: offerings.summary,
  price: offerings.price,
  stock: offerings.stock,
  attributes: offerings.attributes,
};

export interface Offering {
  id: string;
  code: string;
  type: string;
  brand: string;
  name: string;
  summary: string;
  /** In đồng. */
  price: number;
  stock: number;
  attributes: Record<string, string | number | boolean>;
}

/** What the model and the page see; `highlights` are the specs that tell most, worded for reading. */
export function show(offering: Offering, language: Language): JsonObject {
  const { id, code, type, brand, name, summary, price, stock, attributes } = offering;
  return { id, code, type, brand, name, summary, price, stock, highlights: highlights(type, attributes, language), attributes };
}

export const shownOffering = z.strictObject({
  id: z.string(),
  code: z.string(),
  type: z.string(),
  brand: z.string(),
  name: z.string(),
  summary: z.string(),
  price: dong,
  stock: z.number().int(),
  highlights: z.array(z.string()).describe("The specs that tell most, worded for reading"),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});

/** Whose offerings are read: a tenant's, of one industry. */
export interface Shelf {
  db: Database;
  tenantId: string;
  industry: string;
}

export const isOnShelf = ({ tenantId, industry }: Shelf) => and(eq(offerings.tenantId, tenantId), eq(offerings.industry, industry));

/** The shelf's offerings with these codes, in the order of the codes; unknown ones are left out. Codes match in any case. */
export async function readOfferings(shelf: Shelf, codes: readonly string[]): Promise<Offering[]> {
  const wanted = codes.map((code) => code.toUpperCase());
  if (wanted.length === 0) return [];
  const rows = await shelf.db
    .select(offeringColumns)
    .from(offerings)
    .where(and(isOnShelf(shelf), inArray(sql`upper(${offerings.code})`, wanted)));
  return wanted.flatMap((code) => rows.find((row) => row.code.toUpperCase() === code) ?? []);
}

/** The types and brands on the shelf, in a fixed order. */
export async function readVocabulary(shelf: Shelf): Promise<Vocabulary> {
  const rows = await shelf.db
    .selectDistinct({ type: offerings.type, brand: offerings.brand })
    .from(offerings)
    .where(isOnShelf(shelf))
    .orderBy(offerings.type, offerings.brand);
  return { types: [...new Set(rows.map((row) => row.type))], brands: [...new Set(rows.map((row) => row.brand))] };
}
