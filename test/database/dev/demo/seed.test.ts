import { eq, sql } from "drizzle-orm";
import { expect, inject, test } from "vitest";
import { catalogue } from "../../../../dev/demo/catalogue/index.ts";
import { demoBotId, demoSkillId, demoTenantId, seedDemo } from "../../../../dev/demo/seed.ts";
import { connectDatabase } from "../../../../src/db/client.ts";
import { actions, bots, offerings, skills, tenants } from "../../../../src/db/schema/index.ts";

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
      .where(eq(bots.tenantId, demoTenantId)),
    skills: await db.select({ id: skills.id }).from(skills).where(eq(skills.tenantId, demoTenantId)),
    actions: await db.select({ name: actions.name, url: actions.url }).from(actions).where(eq(actions.tenantId, demoTenantId)),
    products: await db
      .select({ count: sql<number>`count(*)::int` })
      .from(offerings)
      .where(eq(offerings.tenantId, demoTenantId)),
  });
  await seedDemo(db, { shopUrl: "http://127.0.0.1:1" });
  await seedDemo(db, { shopUrl });
  expect(await read()).toEqual({
    tenants: [expect.objectContaining({ id: "demo" })],
    bots: [{ id: demoBotId, name: "Edgewise Store", isPublic: true, isDefault: true, flow: "retail", language: "vi", greets: true }],
    skills: [{ id: demoSkillId }],
    actions: [{ name: "checkout", url: `${shopUrl}/checkout` }],
    products: [{ count: Object.values(catalogue).flat().length }],
  });
});
