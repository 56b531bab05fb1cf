import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { CHECKOUT, sealSecret } from "../../src/actions/index.ts";
import type { Database } from "../../src/db/client.ts";
import { actions, bots, skills, tenants } from "../../src/db/schema/index.ts";
import type { Industry } from "../../src/lifecycle/index.ts";
import { loadCatalogue } from "./load-catalogue.ts";
import { demoActionSecret } from "../shop/signature.ts";
import { loadIndustries } from "./load-industries.ts";

export const demoTenantId = "demo";
export const demoBotId = "bot_demo";
export const demoSkillId = "skill_demo_shop";

/** The demo's bots besides the shop's, by their industries. */
export const demoBots: readonly { id: string; name: string; flow: Industry }[] = [
  { id: "bot_demo_finance", name: "Edgewise Finance", flow: "finance" },
  { id: "bot_demo_auto", name: "Edgewise Auto", flow: "auto" },
  { id: "bot_demo_education", name: "Edgewise Education", flow: "education" },
];

/**
 * Makes or refreshes the demo tenant: its bots, its skill, its action and what they offer. Seeding twice is seeding once.
 * @param shopUrl where the demo shop listens; the action `checkout` posts to `<shopUrl>/checkout`.
 */
export async function seedDemo(database: Database, { shopUrl }: { shopUrl: string }): Promise<void> {
  const tenantId = demoTenantId;
  const skill = { tenantId, id: demoSkillId, name: "Tư vấn bán hàng điện tử", instructions: await readText("skill.md") };
  const checkout = {
    tenantId,
    name: CHECKOUT,
    url: new URL("/checkout", shopUrl).href,
    label: { vi: "Đặt hàng", en: "Place an order" },
    description: { vi: "Tạo và xác nhận đơn hàng.", en: "Places and confirms orders." },
    idempotent: true,
    secret: await sealSecret({ ENVIRONMENT: "development" }, { tenantId, name: CHECKOUT }, demoActionSecret),
  };
  await database
    .insert(tenants)
    .values({ id: tenantId, name: "Edgewise Store" })
    .onConflictDoUpdate({ target: tenants.id, set: { name: "Edgewise Store" } });
  await database.batch([
    database
      .insert(skills)
      .values(skill)
      .onConflictDoUpdate({ target: [skills.tenantId, skills.id], set: skill }),
    database
      .insert(actions)
      .values(checkout)
      .onConflictDoUpdate({ target: [actions.tenantId, actions.name], set: checkout }),
  ]);
  await seedBots(database);
  await loadCatalogue(database, tenantId);
  await loadIndustries(database, tenantId, Date.now());
}

async function seedBots(database: Database): Promise<void> {
  const shared = { tenantId: demoTenantId, language: "vi", isPublic: true };
  const instructions = await readText("instructions.md");
  const shop = { ...shared, id: demoBotId, name: "Edgewise Store", instructions, flow: "retail", isDefault: true };
  const others = demoBots.map(async (bot) => {
    return { ...shared, ...bot, instructions: await readText(join(bot.flow, "instructions.md")), isDefault: false };
  });
  const given = (column: string) => sql.raw(`excluded.${column}`);
  await database
    .insert(bots)
    .values([shop, ...(await Promise.all(others))])
    .onConflictDoUpdate({
      target: [bots.tenantId, bots.id],
      set: {
        name: given("name"),
        instructions: given("instructions"),
        language: given("language"),
        flow: given("flow"),
        isPublic: given("is_public"),
        isDefault: given("is_default"),
      },
    });
}

async function readText(file: string): Promise<string> {
  return (await readFile(join(import.meta.dirname, file), "utf8")).trim();
}
