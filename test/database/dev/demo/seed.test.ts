import { and, eq, ne, sql } from "drizzle-orm";
import { expect, inject, test } from "vitest";
import { catalogue } from "../../../../dev/demo/catalogue/index.ts";
import { questions } from "../../../../dev/demo/education/questions.ts";
import { analyses as demoAnalyses } from "../../../../dev/demo/finance/analyses.ts";
import { market } from "../../../../dev/demo/finance/market.ts";
import { demoBotId, demoBots, demoSkillId, demoTenantId, seedDemo } from "../../../../dev/demo/seed.ts";
import { connectDatabase } from "../../../../src/db/client.ts";
import {
  actions,
  analyses,
  bots,
  marketQuotes,
  marketSymbols,
  offerings,
  placementQuestions,
  skills,
  tenants,
  toolConstants,
} from "../../../../src/db/schema/index.ts";

const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1);

test("seeding twice is seeding once, and the second brings the shop's address up to date", async () => {
  const { databaseUrl, databaseEndpoint, shopUrl } = inject("standIns");
  const db = connectDatabase(databaseUrl, databaseEndpoint);
  const read = async () => ({
    tenants: await db.select().from(tenants).where(eq(tenants.id, demoTenantId)),
    bots: await db
      .select({
        id: bots.id,
        name: bots.name,
        isPublic: bots.isPublic,
        isDefault: bots.isDefault,
        flow: bots.flow,
        language: bots.language,
        greets: bots.greetingEnabled,
      })
      .from(bots)
      .where(eq(bots.tenantId, demoTenantId))
      .orderBy(bots.id),
    skills: await db.select({ id: skills.id }).from(skills).where(eq(skills.tenantId, demoTenantId)),
    actions: await db.select({ name: actions.name, url: actions.url }).from(actions).where(eq(actions.tenantId, demoTenantId)),
    products: await db
      .select({ count: sql<number>`count(*)::int` })
      .from(offerings)
      .where(and(eq(offerings.tenantId, demoTenantId), eq(offerings.industry, "retail"))),
    others: await db
      .selectDistinct({ industry: offerings.industry })
      .from(offerings)
      .where(and(eq(offerings.tenantId, demoTenantId), ne(offerings.industry, "retail")))
      .orderBy(offerings.industry),
    known: await Promise.all(
      [marketSymbols, marketQuotes, analyses, placementQuestions, toolConstants].map((table) =>
        db.$count(table, eq(table.tenantId, demoTenantId)),
      ),
    ),
  });
  await seedDemo(db, { shopUrl: "http://127.0.0.1:1" });
  const { known } = await read();
  await seedDemo(db, { shopUrl });
  expect(known).toEqual([market.length, market.flatMap(({ prices }) => prices).length, demoAnalyses.length, questions.length, 1]);
  expect(await read()).toEqual({
    tenants: [expect.objectContaining({ id: "demo" })],
    bots: [
      { id: demoBotId, name: "Edgewise Store", isPublic: true, isDefault: true, flow: "retail", language: "vi", greets: true },
      ...demoBots.map((bot) => ({ ...bot, isPublic: true, isDefault: false, language: "vi", greets: true })),
    ].toSorted(byId),
    skills: [{ id: demoSkillId }],
    actions: [{ name: "checkout", url: `${shopUrl}/checkout` }],
    products: [{ count: Object.values(catalogue).flat().length }],
    others: ["auto", "education", "finance"].map((industry) => ({ industry })),
    known,
  });
});
