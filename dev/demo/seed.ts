import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Database } from "../../src/db/client.ts";
import { actions, bots, skills, tenants } from "../../src/db/schema/index.ts";
import { loadCatalogue } from "./load-catalogue.ts";

export const demoTenantId = "demo";
export const demoBotId = "bot_demo";
export const demoSkillId = "skill_demo_shop";

/**
 * Makes or refreshes the demo tenant: its bot, its skill, its action and its catalogue. Seeding twice is seeding once.
 * @param shopUrl where the demo shop listens; the action `checkout` posts to `<shopUrl>/checkout`.
 */
export async function seedDemo(database: Database, { shopUrl }: { shopUrl: string }): Promise<void> {
  const tenantId = demoTenantId;
  const [instructions, skill] = await Promise.all([readText("instructions.md"), readText("skill.md")]);
  const bot = {
    tenantId,
    id: demoBotId,
    name: "Edgewise Store",
    instructions,
    language: "vi",
    flow: "retail",
    isPublic: true,
    isDefault: true,
  };
  const shop = { tenantId, id: demoSkillId, name: "Tư vấn bán hàng điện tử", instructions: skill };
  const checkout = {
    tenantId,
    name: "checkout",
    url: new URL("/checkout", shopUrl).href,
    description: "Tạo và xác nhận đơn hàng. Places and confirms orders.",
  };
  await database
    .insert(tenants)
    .values({ id: tenantId, name: "Edgewise Store" })
    .onConflictDoUpdate({ target: tenants.id, set: { name: "Edgewise Store" } });
  await database.batch([
    database
      .insert(bots)
      .values(bot)
      .onConflictDoUpdate({ target: [bots.tenantId, bots.id], set: bot }),
    database
      .insert(skills)
      .values(shop)
      .onConflictDoUpdate({ target: [skills.tenantId, skills.id], set: shop }),
    database
      .insert(actions)
      .values(checkout)
      .onConflictDoUpdate({ target: [actions.tenantId, actions.name], set: checkout }),
  ]);
  await loadCatalogue(database, tenantId);
}

async function readText(file: string): Promise<string> {
  return (await readFile(join(import.meta.dirname, file), "utf8")).trim();
}
