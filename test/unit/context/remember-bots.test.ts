import { describe, expect, it } from "vitest";
import { rememberBots } from "../../../src/context/remember-bots.ts";
import type { BotSnapshot } from "../../../src/transcript/records.ts";
import { FakeConversation } from "../../support/fake-turn.ts";

const { bot } = new FakeConversation().record;

function remembering(answers: (BotSnapshot | null | Error)[]) {
  const asked: string[] = [];
  const clock = { at: 0, now: () => clock.at };
  const load = rememberBots(async (tenantId, botId) => {
    asked.push(`${tenantId}/${botId}`);
    const answer = answers.shift() ?? null;
    if (answer instanceof Error) throw answer;
    return answer;
  }, clock);
  return { asked, clock, load };
}

describe("bots that an isolate remembers", () => {
  it("are asked for once by conversations that begin together, and again after five seconds", async () => {
    const { asked, clock, load } = remembering([bot, { ...bot, name: "New" }]);
    const [one, other] = await Promise.all([load("t", "b"), load("t", "b")]);
    expect(one).toBe(other);
    clock.at = 4999;
    expect(await load("t", "b")).toBe(one);
    clock.at = 5000;
    expect((await load("t", "b"))?.name).toBe("New");
    expect(asked).toEqual(["t/b", "t/b"]);
  });

  it("are another tenant's own", async () => {
    const { asked, load } = remembering([bot, bot, bot]);
    await load("t", null);
    await load("u", null);
    await load("t", "null");
    expect(asked).toEqual(["t/null", "u/null", "t/null"]);
  });

  it("are taken for what they were where nobody can be asked, and for gone where they are", async () => {
    const { clock, load } = remembering([bot, new Error("away"), null, new Error("away")]);
    await load("t", "b");
    clock.at = 5000;
    expect(await load("t", "b")).toBe(bot);
    clock.at = 10_000;
    expect(await load("t", "b")).toBeNull();
    await expect(load("t", "b")).rejects.toThrow("away");
  });

  it("are asked for again where there was none, or no answer", async () => {
    const { load } = remembering([null, new Error("away"), bot]);
    expect(await load("t", "b")).toBeNull();
    await expect(load("t", "b")).rejects.toThrow("away");
    expect(await load("t", "b")).toBe(bot);
  });
});
