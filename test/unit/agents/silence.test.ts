import { describe, expect, it } from "vitest";
import { lastWordsFor, reminderFor } from "../../../src/agents/silence.ts";
import { lifecycleStates } from "../../../src/lifecycle/index.ts";

const rolls = [0, 0.2, 0.4, 0.6, 0.8, 0.999];

describe.each(["vi", "en"] as const)("in %s", (language) => {
  it("every state has its reminders, and no two come one after the other", () => {
    for (const state of [...lifecycleStates, "constructor"]) {
      const said = new Set(rolls.map((roll) => reminderFor(state, language, undefined, () => roll)));
      expect([state, said.size > 1]).toEqual([state, true]);
      for (const before of said) for (const roll of rolls) expect(reminderFor(state, language, before, () => roll)).not.toBe(before);
    }
  });

  it("who is about to buy is reminded of the order, and who was asked something of the question", () => {
    expect(reminderFor("purchasing", language, undefined, () => 0)).toMatch(/đơn|order/);
    expect(reminderFor("waiting_input", language, undefined, () => 0)).toMatch(/câu trả lời|answer/);
  });

  it("the last words vary, too", () => {
    expect(new Set(rolls.map((roll) => lastWordsFor(language, undefined, () => roll))).size).toBeGreaterThan(1);
  });
});
