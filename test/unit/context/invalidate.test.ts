import { expect, test } from "vitest";
import { noCache, type Cache } from "../../../src/cache/index.ts";
import { invalidateBot, invalidateSkill, invalidateUser } from "../../../src/context/index.ts";

test("an edit forgets exactly what it may have changed", async () => {
  const forgotten: string[][] = [];
  const cache: Cache = { ...noCache, delete: async (...keys) => void forgotten.push(keys) };
  await invalidateUser(cache, "demo", "an");
  await invalidateSkill(cache, "demo", "shop");
  await invalidateBot(cache, "demo", "bot_1");
  expect(forgotten).toEqual([
    ["edgewise:demo:user:an"],
    ["edgewise:demo:skill:shop"],
    [
      "edgewise:demo:bot:bot_1",
      "edgewise:demo:default-bot",
      "edgewise:demo:public-bot:bot_1",
      "edgewise:demo:backend-bot:bot_1",
      "edgewise:demo:public-default-bot",
      "edgewise:demo:backend-default-bot",
    ],
  ]);
});
