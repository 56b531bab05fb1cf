import { expect, test } from "vitest";
import { defaultBotOf, findBot } from "../../../src/access/find-bot.ts";
import { testPorts } from "../../support/app-ports.ts";
import { unreachableDatabase } from "../../support/history.ts";

test.each([
  [{ ENVIRONMENT: "development" }, { tenantId: "demo", botId: "bot_demo" }],
  [{ ENVIRONMENT: "production" }, null],
  [
    { ENVIRONMENT: "production", DEFAULT_BOT: "shop/front/desk" },
    { tenantId: "shop", botId: "front/desk" },
  ],
])("the bot of a page that names none, with %o", (environment, bot) => {
  expect(defaultBotOf(testPorts({ environment }).settings)).toEqual(bot);
});

test("a DEFAULT_BOT that names no tenant is refused at the start", () => {
  expect(() => testPorts({ environment: { DEFAULT_BOT: "front" } })).toThrow(/DEFAULT_BOT: write it as tenant\/bot/);
});

test("who comes while Postgres is away is admitted to a bot that others have come to within a day", async () => {
  const ports = { ...testPorts({ db: unreachableDatabase() }), waitUntil: () => undefined };
  const wanted = { tenantId: "t", botId: null, publicOnly: true };
  await expect(findBot(ports, wanted)).rejects.toThrow();
  ports.cached.set("edgewise:t:public-default-bot", { value: { id: "front" }, fresh_until: ports.clock.now() - 3_600_000 });
  expect(await findBot(ports, wanted)).toEqual({ tenantId: "t", botId: "front" });
  // What only the tenant's backend may name stays apart.
  await expect(findBot(ports, { ...wanted, publicOnly: false })).rejects.toThrow();
});
