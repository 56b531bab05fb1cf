import { expect, test } from "vitest";
import { botKey, defaultBotKey, skillKey, userKey } from "../../../src/cache/index.ts";

test("keys read as the contract writes them", () => {
  expect(userKey("demo", "customer-42")).toBe("edgewise:demo:user:customer-42");
  expect(skillKey("demo", "skill_shop")).toBe("edgewise:demo:skill:skill_shop");
  expect(botKey("demo", "bot_demo")).toBe("edgewise:demo:bot:bot_demo");
  expect(defaultBotKey("demo")).toBe("edgewise:demo:default-bot");
});

test("no two tenants and ids share a key, whatever characters they hold", () => {
  const awkward = ["a", "a:user", "a:user:b", "a%3Auser", "user:b", "b", ":", "%", "default-bot", "bot:x"];
  const keys = awkward.flatMap((tenant) => [
    defaultBotKey(tenant),
    ...awkward.flatMap((id) => [userKey(tenant, id), skillKey(tenant, id), botKey(tenant, id)]),
  ]);
  expect(new Set(keys).size).toBe(keys.length);
});
