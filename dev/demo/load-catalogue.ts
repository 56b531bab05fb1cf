import { sql } from "drizzle-orm";
import type { Database } from "../../src/db/client.ts";
import { offerings } from "../../src/db/schema/index.ts";
import type { Industry } from "../../src/lifecycle/index.ts";
import { catalogue } from "./catalogue/index.ts";
import type { Product } from "./catalogue/product.ts";

/** Puts the demo shop's catalogue into a tenant's offerings. */
export async function loadCatalogue(database: Database, tenantId: string): Promise<void> {
  await loadOfferings(database, tenantId, "retail", catalogue);
}

/** Puts products, by type, into a tenant's offerings of an industry; what is there by the same code is brought up to date. */
export async function loadOfferings(
  database: Database,
  tenantId: string,
  industry: Industry,
  products: Readonly<Record<string, readonly Product[]>>,
): Promise<void> {
  const rows = Object.entries(products).flatMap(([type, some]) =>
    some.map((product) => ({ ...product, tenantId, id: `off_${product.code.toLowerCase()}`, industry, type })),
  );
  const given = (column: string) => sql.raw(`excluded.${column}`);
  await database
    .insert(offerings)
    .values(rows)
    .onConflictDoUpdate({
      target: [offerings.tenantId, offerings.code],
      set: {
        id: given("id"),
        industry: given("industry"),
        type: given("type"),
        brand: given("brand"),
        name: given("name"),
        summary: given("summary"),
        price: given("price"),
        stock: given("stock"),
        popularity: given("popularity"),
        attributes: given("attributes"),
        updatedAt: sql`now()`,
      },
    });
}
