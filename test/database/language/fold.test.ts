import { sql } from "drizzle-orm";
import { expect, inject, test } from "vitest";
import { z } from "zod";
import { catalogue } from "../../../dev/demo/catalogue/index.ts";
import { connectDatabase } from "../../../src/db/client.ts";
import { fold, terms } from "../../../src/language/index.ts";

const vietnamese = "aàảãáạăằẳẵắặâầẩẫấậbcdđeèẻẽéẹêềểễếệghiìỉĩíịklmnoòỏõóọôồổỗốộơờởỡớợpqrstuùủũúụưừửữứựvxyỳỷỹýỵ";

test("Postgres and the parsers fold alike, so that what one writes the other finds", async () => {
  const { databaseUrl, databaseEndpoint } = inject("standIns");
  const db = connectDatabase(databaseUrl, databaseEndpoint);
  const products = Object.values(catalogue).flat();
  const texts = [
    vietnamese,
    vietnamese.toUpperCase(),
    vietnamese.normalize("NFD"),
    "  Điện\tthoại \n ĐẸP  ",
    'i5-13420H, 16GB/512GB (15.6") [a]`{b}~^_\\ &|!:*<->',
    ...products.flatMap(({ name, summary }) => [name, summary]),
  ];
  const rows = await db.execute(sql`
    select edgewise_fold(text) as folded, edgewise_terms(text) as terms
    from jsonb_array_elements_text(${JSON.stringify(texts)}::jsonb) with ordinality as given (text, at) order by at`);
  const given = z.array(z.object({ folded: z.string(), terms: z.string() })).parse(rows.rows);
  expect(given.map(({ folded }) => folded)).toEqual(texts.map(fold));
  expect(given.map((row) => row.terms)).toEqual(texts.map((text) => terms(text).join(" ")));
});
