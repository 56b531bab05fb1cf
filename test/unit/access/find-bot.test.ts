import { expect, test } from "vitest";
import { defaultBotOf } from "../../../src/access/find-bot.ts";
import { testPorts } from "../../support/app-ports.ts";

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
