import { sql } from "drizzle-orm";
import type { Database } from "../../src/db/client.ts";
import { offerings } from "../../src/db/schema/index.ts";
import { catalogue } from "./catalogue/index.ts";

/** Puts the demo catalogue into a tenant's offerings; what is there by the same code is brought up to date. */
export async function loadCatalogue(database: Database, tenantId: string): Promise<void> {
  const rows = Object.entries(catalogue).flatMap(([type, products]) =>
    products.map((product) => ({ ...product, tenantId, id: `off_${product.code.toLowerCase()}`, type })),
  );
  const given = (column: string) => sql.raw(`excluded.${column}`);
  await database
    .insert(offerings)
    .values(rows)
    .onConflictDoUpdate({
      target: [offerings.tenantId, offerings.code],
      set: {
        id: given("id"),
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
