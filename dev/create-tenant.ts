/** `DATABASE_URL=… npm run create-tenant -- --name "My shop"`: the first tenant of a deployment, with its bot and its API key. */
import { parseArgs } from "node:util";
import { createApiKey } from "../src/access/index.ts";
import { noCache } from "../src/cache/index.ts";
import { connectDatabase } from "../src/db/client.ts";
import { bots, tenants } from "../src/db/schema/index.ts";
import { uuidIds } from "../src/platform/ids.ts";

const { values } = parseArgs({
  options: { name: { type: "string" }, id: { type: "string" }, language: { type: "string", default: "vi" } },
});
const url = process.env["DATABASE_URL"];
if (!url || !values.name) {
  console.error('Write: DATABASE_URL=postgres://… npm run create-tenant -- --name "My shop" [--id my-shop] [--language vi|en]');
  process.exit(1);
}

const db = connectDatabase(url, process.env["DATABASE_FETCH_ENDPOINT"]);
const tenantId = values.id ?? uuidIds.next("tenant");
const bot = {
  tenantId,
  id: "assistant",
  name: values.name,
  instructions: `You are the shopping assistant of ${values.name}: helpful, honest and brief.`,
  language: values.language === "en" ? "en" : "vi",
  isPublic: true,
  isDefault: true,
};
const [created] = await db.insert(tenants).values({ id: tenantId, name: values.name }).onConflictDoNothing().returning();
if (!created) {
  console.error(`The tenant ${tenantId} exists already. Choose another --id.`);
  process.exit(1);
}
await db.insert(bots).values(bot);
const settings = { ENVIRONMENT: "production", VISITOR_TOKEN_SECRET: "", DEFAULT_BOT: undefined } as const;
const { key } = await createApiKey({ settings, clock: { now: () => Date.now() }, ids: uuidIds, db, cache: noCache }, tenantId, "first key");

console.log(`Tenant   ${tenantId}`);
console.log(`Bot      ${tenantId}/${bot.id}   (for DEFAULT_BOT)`);
console.log(`API key  ${key}   (shown once: keep it now)`);
