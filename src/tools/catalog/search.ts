/** Finds offerings in Postgres: structured filters first, then full text, then words that are nearly right. */
import { and, asc, desc, eq, gte, inArray, lte, notInArray, or, sql, type SQL } from "drizzle-orm";
import type { Database } from "../../db/client.ts";
import { offerings } from "../../db/schema/index.ts";
import { isOnShelf, offeringColumns, type Offering, type Shelf } from "./offering.ts";
import type { CatalogQuery, TextTerm } from "./query.ts";
import type { SpecConstraint } from "./specs.ts";

export interface Found {
  offerings: Offering[];
  /** How many there are beyond the limit, in all. */
  total: number;
  /** What of the text was met: all words (typos forgiven), some of them, or none (then the structured constraints alone decided). */
  text: "all" | "some" | "none";
}

/** Two words are alike from this word similarity on: "galaxi" and "galaxy", not "lanh" and "nhanh". */
const ALIKE = 0.5;

/** Finds what the query asks for, in stock first, always within the shelf. `limit` is how many are shown; several types take turns. */
export async function searchOfferings(shelf: Shelf, query: CatalogQuery, limit: number): Promise<Found> {
  const { alsoTypes = [], ...ofOne } = query;
  if (query.type === undefined || alsoTypes.length === 0) return searchType(shelf, ofOne, limit);
  const found = await Promise.all([query.type, ...alsoTypes].map((type) => searchType(shelf, { ...ofOne, type }, limit)));
  const best = (["all", "some", "none"] as const).find((text) => found.some((one) => one.text === text && one.total > 0)) ?? "none";
  const met = found.filter(({ text }) => text === best);
  const turns = Array.from({ length: limit }, (_none, at) => met.flatMap((one) => one.offerings[at] ?? [])).flat();
  return { offerings: inPriceOrder(turns, query.sort).slice(0, limit), total: met.reduce((sum, one) => sum + one.total, 0), text: best };
}

function inPriceOrder(offered: readonly Offering[], sort: CatalogQuery["sort"]): readonly Offering[] {
  if (sort !== "price_asc" && sort !== "price_desc") return offered;
  const sign = sort === "price_asc" ? 1 : -1;
  return offered.toSorted((one, other) => Number(other.stock > 0) - Number(one.stock > 0) || sign * (one.price - other.price));
}

async function searchType(shelf: Shelf, query: CatalogQuery, limit: number): Promise<Found> {
  const { db } = shelf;
  const structured = structure(shelf, query);
  if (query.isOfOtherGoods) return searchNames(db, structured, query, limit);
  if (query.text.length === 0) return { ...(await select(db, structured, query, null, limit)), text: "all" };

  const strict = sql`to_tsquery('simple', ${query.text.map(alternatives).join(" & ")})`;
  const rank = sql`round(ts_rank(${offerings.search}, ${strict})::numeric, 1)`;
  const all = await select(db, and(structured, sql`${offerings.search} @@ ${strict}`), query, rank, limit);
  if (all.total > 0) return { ...all, text: "all" };

  const some = await selectAlike(db, structured, query, limit);
  if (some.total > 0) return some;

  // "laptop xịn sò" is still about laptops; words alone, met by nothing, are about nothing that is sold.
  if (query.type === undefined && query.brands.length === 0) return { offerings: [], total: 0, text: "none" };
  return { ...(await select(db, structured, query, null, limit)), text: "none" };
}

/** Only what is called so: "tai nghe" is no phone with a socket for one. */
async function searchNames(db: Database, structured: SQL | undefined, query: CatalogQuery, limit: number): Promise<Found> {
  const names = sql`' ' || edgewise_terms(${offerings.type} || ' ' || ${offerings.name}) || ' '`;
  const called = query.text.map((term) => or(...term.map((phrase) => sql`strpos(${names}, ${` ${phrase} `}) > 0`)));
  const found = await select(db, and(structured, ...called), query, null, limit);
  return { ...found, text: found.total > 0 ? "all" : "none" };
}

function structure(shelf: Shelf, query: CatalogQuery): SQL | undefined {
  return and(
    isOnShelf(shelf),
    query.type === undefined ? undefined : eq(offerings.type, query.type),
    query.brands.length > 0 ? inArray(offerings.brand, query.brands) : undefined,
    query.notBrands.length > 0 ? notInArray(offerings.brand, query.notBrands) : undefined,
    query.priceMin === undefined ? undefined : gte(offerings.price, query.priceMin),
    query.priceMax === undefined ? undefined : lte(offerings.price, query.priceMax),
    ...Object.entries(query.specs).map(([attribute, constraint]) => meets(attribute, constraint)),
  );
}

/** A number compares as a number and a word by its folded terms; an offering without the attribute does not meet it. */
function meets(attribute: string, { min, max, any_of, none_of, is }: SpecConstraint): SQL | undefined {
  const value = sql`${offerings.attributes} -> ${attribute}::text`;
  const words = sql`' ' || edgewise_terms(${offerings.attributes} ->> ${attribute}::text)`;
  return and(
    // jsonpath, because a cast would fail on an offering whose attribute is a word.
    min === undefined ? undefined : sql`jsonb_path_exists(${value}, '$ ? (@ >= $bound)', jsonb_build_object('bound', ${min}::numeric))`,
    max === undefined ? undefined : sql`jsonb_path_exists(${value}, '$ ? (@ <= $bound)', jsonb_build_object('bound', ${max}::numeric))`,
    any_of === undefined ? undefined : or(...any_of.map((word) => sql`strpos(${words}, ${` ${word}`}) > 0`)),
    // An offering without the attribute contains none of the words.
    ...(none_of ?? []).map((word) => sql`coalesce(strpos(${words}, ${` ${word}`}), 0) = 0`),
    is === undefined ? undefined : sql`${value} = to_jsonb(${is}::boolean)`,
  );
}

async function select(
  db: Database,
  where: SQL | undefined,
  query: CatalogQuery,
  rank: SQL | null,
  limit: number,
): Promise<Omit<Found, "text">> {
  const rows = await db
    .select({ ...offeringColumns, total: total() })
    .from(offerings)
    .where(where)
    .orderBy(...inOrder(query, rank))
    .limit(limit);
  return { offerings: rows.map(({ total: _total, ...offering }) => offering), total: rows[0]?.total ?? 0 };
}

/** Offerings with as many words alike as any has. Where nothing else narrows the search, half of the words must be. */
async function selectAlike(db: Database, structured: SQL | undefined, query: CatalogQuery, limit: number): Promise<Found> {
  const likeness = query.text.map((term) => sql`(${likenessOf(term)})`);
  const coverage = sql<number>`(${sql.join(
    likeness.map((one) => sql`(${one} >= ${ALIKE}::real)::int`),
    sql` + `,
  )})::int`;
  const closeness = sql<string>`round((${sql.join(likeness, sql` + `)})::numeric, 1)`;
  const candidates = db
    .select({
      code: offerings.code,
      closeness: closeness.as("closeness"),
      coverage: coverage.as("coverage"),
      best: sql<number>`max(${coverage}) over ()`.as("best"),
    })
    .from(offerings)
    .where(and(structured, or(...query.text.map(nearly))))
    .as("candidates");
  const needed = query.type === undefined && query.brands.length === 0 ? Math.ceil(query.text.length / 2) : 1;
  const rows = db
    .select({ ...offeringColumns, total: total(), coverage: candidates.coverage })
    .from(offerings)
    .innerJoin(candidates, eq(offerings.code, candidates.code))
    .where(and(structured, eq(candidates.coverage, candidates.best), gte(candidates.coverage, needed)))
    .orderBy(...inOrder(query, sql`${candidates.closeness}`))
    .limit(limit);
  // The trigram index serves the operator, whose threshold is a setting: one transaction sets it and asks.
  const [, found] = await db.batch([db.execute(sql`select set_config('pg_trgm.word_similarity_threshold', ${String(ALIKE)}, true)`), rows]);
  return {
    offerings: found.map(({ total: _total, coverage: _coverage, ...offering }) => offering),
    total: found[0]?.total ?? 0,
    text: found[0]?.coverage === query.text.length ? "all" : "some",
  };
}

/** 1 where the words are there, else how alike the nearest words are. */
function likenessOf(term: TextTerm): SQL {
  const guesses = term.filter(canBeGuessed).map((phrase) => sql`word_similarity(${phrase}, ${offerings.searchText})`);
  const exact = sql`(${offerings.search} @@ to_tsquery('simple', ${alternatives(term)}))::int::real`;
  return guesses.length === 0 ? exact : sql`greatest(${exact}, ${sql.join(guesses, sql`, `)})`;
}

function nearly(term: TextTerm): SQL | undefined {
  const guesses = term.filter(canBeGuessed).map((phrase) => sql`${offerings.searchText} %> ${phrase}`);
  return or(sql`${offerings.search} @@ to_tsquery('simple', ${alternatives(term)})`, ...guesses);
}

/** Short words are alike by chance. */
function canBeGuessed(phrase: string): boolean {
  return phrase.length >= 5;
}

function inOrder(query: CatalogQuery, rank: SQL | null): SQL[] {
  const inStockFirst = desc(sql`${offerings.stock} > 0`);
  return [inStockFirst, ...chosenOrder(query, rank === null ? [] : [desc(rank)]), asc(offerings.code)];
}

/** Specs are compared as JSON, which orders numbers as numbers; offerings without the spec come last. */
function chosenOrder({ sort }: CatalogQuery, byRank: readonly SQL[]): SQL[] {
  const spec = (attribute: string) => sql`${offerings.attributes} -> ${attribute}::text`;
  switch (sort) {
    case "relevance":
      return [...byRank, desc(offerings.popularity), asc(offerings.price)];
    case "price_asc":
      return [asc(offerings.price), ...byRank];
    case "price_desc":
      return [desc(offerings.price), ...byRank];
    case "lightest":
      return [sql`${spec("weight_kg")} asc nulls last`, sql`${spec("weight_g")} asc nulls last`, ...byRank];
    case "longest_battery":
      return [sql`${spec("battery_mah")} desc nulls last`, sql`${spec("battery_wh")} desc nulls last`, ...byRank];
  }
}

function total(): SQL<number> {
  return sql<number>`(count(*) over ())::int`;
}

/** "('choi' <-> 'game' | gaming)": a phrase's words follow one another. Only letters and digits reach the query language. */
function alternatives(term: TextTerm): string {
  const phrases = term
    .map((phrase) =>
      phrase
        .split(" ")
        .map(lexeme)
        .filter((word) => word !== "")
        .join(" <-> "),
    )
    .filter((phrase) => phrase !== "");
  return phrases.length === 0 ? "''" : `(${phrases.join(" | ")})`;
}

/** Words of three letters or more also match what begins with them: "b760" finds B760M. */
function lexeme(word: string): string {
  const plain = word.replace(/[^\p{L}\p{N}]/gu, "");
  return plain.length >= 3 ? `${plain}:*` : plain;
}
